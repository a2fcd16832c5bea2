import type { VoterEndpoint } from "./voters.ts";

/** What DescribeQuorum tells (KIP-595, KIP-836, KIP-853). */
export interface QuorumDescription {
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly voters: QuorumReplica[];
  readonly observers: QuorumReplica[];
  /** How the voters are reached. */
  readonly nodes: { readonly nodeId: number; readonly listeners: VoterEndpoint[] }[];
}

export interface QuorumReplica {
  readonly replicaId: number;
  readonly replicaDirectoryId: string;
  readonly logEndOffset: number;
  /** When it fetched last; a leader has always just fetched from itself. */
  readonly lastFetchTimestamp: number;
  readonly lastCaughtUpTimestamp: number;
}
