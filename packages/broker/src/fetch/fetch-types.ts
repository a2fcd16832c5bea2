import type { fetch, ResponseInput } from "@ottla/protocol";

/** One partition that a client wants to read, as its request or its session states it. */
export interface FetchablePartition {
  /** `name-or-id/partition`: identity within a session. */
  readonly key: string;
  /** Empty in requests that name topics by id. */
  readonly topic: string;
  /** All zero in requests that name topics by name. */
  readonly topicId: string;
  readonly partition: number;
  readonly fetchOffset: number;
  readonly maxBytes: number;
  /** -1: the client does not know. */
  readonly currentLeaderEpoch: number;
  /** -1: the client does not know; otherwise it asks whether its history is still ours (KIP-595). */
  readonly lastFetchedEpoch: number;
  /** In a session: its topic has been there already, so that it is no stranger when it is gone. */
  readonly wasKnown?: boolean;
}

type FetchResponse = ResponseInput<typeof fetch>;
type TopicResponse = FetchResponse["responses"][number];

/** The protocol's answer about a partition, and how many bytes of records it carries. */
export interface FetchResponsePartition {
  readonly wanted: FetchablePartition;
  readonly response: TopicResponse["partitions"][number];
  readonly recordsBytes: number;
  /** Gives the memory of the records back, once they are sent or of no use: call it once. Absent where there are none. */
  readonly release?: () => void;
}
