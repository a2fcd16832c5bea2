import assert from "node:assert/strict";
import type { Appended } from "../log/appended.ts";
import type { Log } from "../log/log.ts";
import { readAll } from "./read-all.ts";
import type { SentBatch } from "./sent-batch.ts";

/** A batch that the log has given its offsets. */
export interface PlacedBatch {
  readonly sent: SentBatch;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
}

interface ModelRecord {
  readonly offset: number;
  readonly value: string;
  readonly timestamp: number;
  readonly leaderEpoch: number;
  /** Of the transaction it is in: null while open, or where there is none. */
  outcome: "commit" | "abort" | null;
  readonly isTransactional: boolean;
}

/**
 * What a partition should be: every batch that was given offsets, in order. After a crash the log must be a beginning of it, with
 * all that was promised to be durable.
 */
export class PartitionModel {
  #batches: PlacedBatch[] = [];
  /** What the disk did not take, as far as it says: cut off again before the next append, or still there after a crash. */
  #refused: PlacedBatch[] = [];
  /** Where a log begins that lost everything. */
  #floor = 0;
  /** Offset after the last record that must survive whatever happens. */
  durableEnd = 0;
  /** The log must begin at or behind this: DeleteRecords promised it. */
  durableStart = 0;

  get batches(): readonly PlacedBatch[] {
    return this.#batches;
  }

  get endOffset(): number {
    return (this.#batches.at(-1)?.lastOffset ?? this.#floor - 1) + 1;
  }

  append(sent: SentBatch, { baseOffset, lastOffset }: Appended, leaderEpoch: number): void {
    assert.equal(baseOffset, this.endOffset, "offsets follow each other");
    this.#batches.push({ sent, baseOffset, lastOffset, leaderEpoch });
    this.#refused = [];
  }

  /** A batch, and so all that were to follow it, could not be written. */
  refuse(offset: number): void {
    const refused = this.#batches.filter(({ baseOffset }) => baseOffset >= offset);
    if (refused.length === 0) return;
    this.#refused = refused;
    this.cutTo(offset);
  }

  /** The last batch of a producer, for it to send again. */
  lastOf(producerId: number): PlacedBatch | undefined {
    return this.#batches.findLast(({ sent }) => sent.producerId === producerId && sent.marker === null);
  }

  hasOpenTransaction(producerId: number): boolean {
    const last = this.#batches.findLast(({ sent }) => sent.producerId === producerId);
    return last !== undefined && last.sent.isTransactional && last.sent.marker === null;
  }

  /** Forgets what the log does not have any more. */
  cutTo(endOffset: number): void {
    this.#batches = this.#batches.filter(({ baseOffset }) => baseOffset < endOffset);
    assert.equal(this.endOffset, endOffset, "the log ends with a whole batch");
  }

  /** Compares the log after a start with what it should be, and takes over what was lost by right. */
  async checkRecovered(log: Log): Promise<void> {
    const { startOffset, endOffset } = log;
    if (endOffset > this.endOffset) this.#batches.push(...this.#refused);
    this.#refused = [];
    assert.ok(endOffset >= this.durableEnd, `records from ${endOffset} to ${this.durableEnd} are lost`);
    assert.ok(endOffset <= this.endOffset, `the log ends at ${endOffset}, beyond all that was written`);
    assert.ok(
      startOffset >= this.durableStart,
      `deleted records are back: the log begins at ${startOffset} not ${this.durableStart} ${log.directory}`,
    );
    const isAnew = startOffset === endOffset && log.producers().length === 0;
    if (isAnew && endOffset < this.endOffset) {
      // The log was deleted up to here, and the records before did not survive: it begins anew. Where retention took them, it
      // still knows their producers.
      this.#batches = [];
      this.#floor = endOffset;
    }
    this.cutTo(endOffset);
    await this.check(log);
  }

  /** Compares all that a log can be asked with what it should answer. */
  async check(log: Log): Promise<void> {
    const { startOffset } = log;
    assert.equal(log.endOffset, this.endOffset);
    const records = this.#records().filter(({ offset }) => offset >= startOffset);
    const lastStableOffset = this.#lastStableOffset(startOffset);
    assert.equal(log.lastStableOffset, lastStableOffset, "last stable offset");

    const visible = records.filter(({ value }) => value !== markerValue);
    assert.deepEqual(await seen(log, "highWatermark"), visible.map(text), "all records");
    const committed = visible.filter(
      (record) =>
        record.offset < lastStableOffset && (!record.isTransactional || record.outcome === "commit"),
    );
    assert.deepEqual(await seen(log, "lastStableOffset"), committed.map(text), "committed records");
    for (const { offset, leaderEpoch } of records) assert.equal(log.epochOf(offset), leaderEpoch, "epoch");
    await this.#checkTimes(log, records);
  }

  async #checkTimes(log: Log, records: readonly ModelRecord[]): Promise<void> {
    // As in Kafka, here a record counts as long as its file is there.
    const there = this.#records().filter(({ offset }) => offset >= log.firstFileOffset);
    const largest = there.reduce((max, { timestamp }) => Math.max(max, timestamp), -1);
    const latest = there.find(({ timestamp }) => timestamp === largest);
    assert.equal(
      (await log.offsetOfMaxTimestamp())?.offset,
      latest?.offset,
      "offset of the largest timestamp",
    );
    for (let index = 0; index < records.length; index += 1 + (records.length >> 3)) {
      const timestamp = (records[index]?.timestamp ?? 0) + (index % 2);
      const expected = records.find((record) => record.timestamp >= timestamp);
      const found = await log.offsetForTimestamp(timestamp);
      assert.equal(found?.offset, expected?.offset, `offset for the timestamp ${timestamp}`);
    }
  }

  #records(): ModelRecord[] {
    const records: ModelRecord[] = [];
    const open = new Map<number, ModelRecord[]>();
    for (const { sent, baseOffset, leaderEpoch } of this.#batches) {
      const { producerId, marker, isTransactional } = sent;
      const values = marker === null ? sent.values : [markerValue];
      for (const [index, value] of values.entries()) {
        const timestamp = sent.timestamps[index] ?? 0;
        const record: ModelRecord = {
          offset: baseOffset + index,
          value,
          timestamp,
          leaderEpoch,
          outcome: null,
          isTransactional,
        };
        records.push(record);
        if (isTransactional && marker === null) {
          const others = open.get(producerId);
          if (others === undefined) open.set(producerId, [record]);
          else others.push(record);
        }
      }
      if (marker === null) continue;
      for (const record of open.get(producerId) ?? []) record.outcome = marker;
      open.delete(producerId);
    }
    return records;
  }

  #lastStableOffset(startOffset: number): number {
    let first = this.endOffset;
    const open = new Map<number, number>();
    for (const { sent, baseOffset } of this.#batches) {
      if (!sent.isTransactional) continue;
      if (sent.marker !== null) open.delete(sent.producerId);
      else if (!open.has(sent.producerId)) open.set(sent.producerId, baseOffset);
    }
    for (const offset of open.values()) first = Math.min(first, offset);
    return Math.max(first, Math.min(startOffset, this.endOffset));
  }
}

const markerValue = "\0marker";

async function seen(log: Log, upTo: "highWatermark" | "lastStableOffset"): Promise<string[]> {
  const records = await readAll(log, { upTo });
  return records.map((record) => text({ offset: record.offset, value: String(record.value) }));
}

function text({ offset, value }: { readonly offset: number; readonly value: string }): string {
  return `${offset} ${value}`;
}
