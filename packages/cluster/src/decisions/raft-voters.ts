/** What AddRaftVoter, RemoveRaftVoter and UpdateRaftVoter have in common (KIP-853). */
import { zeroUuid } from "@ottla/protocol";
import { type Fault, fault } from "./fault.ts";

/** The metadata quorum, as far as a change of its voters is concerned. It is led by this node. */
export interface QuorumMembership {
  readonly clusterId: string;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly voters: readonly VoterKey[];
  /** The listener by which voters reach each other: the first of `controller.listener.names`. */
  readonly controllerListener: string;
  /** Where the leader is reached by that listener. */
  readonly leaderEndpoint: { readonly host: string; readonly port: number };
}

/** A node, and the directory in which it keeps the metadata log. */
export interface VoterKey {
  readonly id: number;
  readonly directoryId: string;
}

export function faultOfClusterId(clusterId: string | null, members: QuorumMembership): Fault | null {
  if (clusterId === null || clusterId === members.clusterId) return null;
  return fault(
    "INCONSISTENT_CLUSTER_ID",
    `The given id "${clusterId}" doesn't match the cluster id "${members.clusterId}"`,
  );
}

/** Whether a request names a voter at all: the directory is part of the name. */
export function isVoterKey({ id, directoryId }: VoterKey): boolean {
  return id >= 0 && directoryId !== zeroUuid;
}

export function isSameKey(left: VoterKey, right: VoterKey): boolean {
  return left.id === right.id && left.directoryId === right.directoryId;
}

/** As Kafka's messages spell a voter, and several of them. */
export function voterText({ id, directoryId }: VoterKey): string {
  return `ReplicaKey(id=${id}, directoryId=${directoryId})`;
}

export function votersText(voters: readonly VoterKey[]): string {
  return `[${voters.map(voterText).join(", ")}]`;
}
