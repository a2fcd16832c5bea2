import {
  buildControlBatch,
  type ControlRecordInput,
  controlTypeOf,
  kraftVersionRecord,
  leaderChangeMessage,
  type Message,
  type MessageInput,
  Reader,
  type RecordBatchView,
  snapshotFooterRecord,
  snapshotHeaderRecord,
  Writer,
} from "@ottla/protocol";
import { decodeVoters, encodeVoters, type Voter } from "./voters.ts";

/** What the quorum says about itself, in batches between those of the controller (KIP-595, KIP-853). */
export type QuorumRecord =
  | { readonly kind: "leaderChange"; readonly leaderId: number; readonly voters: readonly number[] }
  | { readonly kind: "kraftVersion"; readonly kraftVersion: number }
  | { readonly kind: "voters"; readonly voters: readonly Voter[] }
  /** The time of the last batch of the log that is part of the snapshot. */
  | { readonly kind: "snapshotHeader"; readonly lastContainedLogTimestamp: number }
  | { readonly kind: "snapshotFooter" };

export interface QuorumBatchOptions {
  readonly baseOffset?: number;
  readonly leaderEpoch: number;
  readonly timestampMs: number;
}

export function quorumBatch(records: readonly QuorumRecord[], options: QuorumBatchOptions): Buffer {
  return buildControlBatch({
    baseOffset: options.baseOffset ?? 0,
    partitionLeaderEpoch: options.leaderEpoch,
    timestamp: options.timestampMs,
    records: records.map(encodeQuorumRecord),
  });
}

/** What a control batch says. Kinds that a later Kafka may add are passed over, as it does itself. */
export function quorumRecordsOf(batch: RecordBatchView): QuorumRecord[] {
  const records: QuorumRecord[] = [];
  for (const { key, value } of batch.records()) {
    const record = value === null ? null : decodeQuorumRecord(key, value);
    if (record !== null) records.push(record);
  }
  return records;
}

function encodeQuorumRecord(record: QuorumRecord): ControlRecordInput {
  switch (record.kind) {
    case "leaderChange": {
      const voters = record.voters.map((voterId) => ({ voterId }));
      // Version 0 also where voters have directory ids: Kafka writes no other.
      const value = { version: 0, leaderId: record.leaderId, voters, grantingVoters: voters };
      return { type: "leaderChange", value: encoded(leaderChangeMessage, value) };
    }
    case "kraftVersion":
      return {
        type: "kraftVersion",
        value: encoded(kraftVersionRecord, { version: 0, kRaftVersion: record.kraftVersion }),
      };
    case "voters":
      return { type: "kraftVoters", value: encodeVoters(record.voters) };
    case "snapshotHeader": {
      const { lastContainedLogTimestamp } = record;
      return {
        type: "snapshotHeader",
        value: encoded(snapshotHeaderRecord, { version: 0, lastContainedLogTimestamp }),
      };
    }
    case "snapshotFooter":
      return { type: "snapshotFooter", value: encoded(snapshotFooterRecord, { version: 0 }) };
  }
}

function decodeQuorumRecord(key: Buffer | null, value: Buffer): QuorumRecord | null {
  const type = controlTypeOf(key);
  switch (type) {
    case "leaderChange": {
      const { leaderId, voters } = leaderChangeMessage.decode(new Reader(value), value.readInt16BE(0));
      return { kind: "leaderChange", leaderId, voters: voters.map(({ voterId }) => voterId) };
    }
    case "kraftVersion":
      return {
        kind: "kraftVersion",
        kraftVersion: kraftVersionRecord.decode(new Reader(value), 0).kRaftVersion,
      };
    case "kraftVoters":
      return { kind: "voters", voters: decodeVoters(value) };
    case "snapshotHeader": {
      const { lastContainedLogTimestamp } = snapshotHeaderRecord.decode(new Reader(value), 0);
      return { kind: "snapshotHeader", lastContainedLogTimestamp };
    }
    case "snapshotFooter":
      return { kind: "snapshotFooter" };
    default:
      return null;
  }
}

function encoded<S extends Message>(message: S, value: MessageInput<S>): Buffer {
  const writer = new Writer();
  message.encode(writer, value, 0);
  return writer.toBuffer();
}
