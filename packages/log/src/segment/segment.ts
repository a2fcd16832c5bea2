import type { BatchFault, RecordBatchView } from "@ottla/protocol";
import type { BufferPool, Disk, DiskFile } from "@ottla/runtime";
import { type AbortedTransaction, decodeAbortedTransactions } from "../format/aborted-transaction.ts";
import { type SegmentExtension, segmentFileName } from "../format/segment-files.ts";
import { OffsetIndex } from "../index/offset-index.ts";
import { TimeIndex } from "../index/time-index.ts";
import { TransactionIndex } from "../index/transaction-index.ts";
import { LogFailure } from "../log/log-failure.ts";
import { type DirectoryPath, LogFile, type OpenFiles } from "./open-files.ts";
import { type ScanEnd, type ScanOptions, scanBatches } from "./scan-batches.ts";

/** What all segments of a broker share. */
export interface SegmentShared {
  readonly disk: Disk;
  readonly files: OpenFiles;
  readonly pool: BufferPool;
}

export interface SegmentOptions {
  readonly indexIntervalBytes: number;
  readonly segmentIndexBytes: number;
  readonly createdMs: number;
  /** Bytes of records in the file. */
  readonly sizeBytes: number;
  /** Whether these bytes, and the file's name, are known to survive a power cut. */
  readonly isSynced: boolean;
  /** A segment that has just begun has empty indexes; one from the disk reads them when they are needed. */
  readonly isNew: boolean;
  /** Whether there is a `.txnindex`: most have none. Where nobody has looked, it is looked for. */
  readonly hasTransactionIndex?: boolean;
}

export interface SegmentIndexes {
  readonly offsets: OffsetIndex;
  readonly times: TimeIndex;
  readonly transactions: TransactionIndex;
}

/** Where the batches of a segment end. */
export interface SegmentEnd {
  /** Offset after the last whole batch. */
  readonly nextOffset: number;
  /** What is in the way of its being the end of the file. */
  readonly fault: BatchFault | null;
}

/** The largest timestamp in a segment, and the last offset of the first batch that has it. */
interface LargestTimestamp {
  readonly timestamp: number;
  readonly offset: number;
}

/**
 * A stretch of a log: one file of record batches from a base offset on, and what is known of where in it things are.
 *
 * Appending is in two steps. {@link append} gives a batch its place, at once; the bytes reach the file later, when
 * {@link written} is called. Readers see only what is written.
 */
export class Segment {
  readonly baseOffset: number;
  readonly directory: DirectoryPath;
  readonly file: LogFile;
  readonly #shared: SegmentShared;
  readonly #options: SegmentOptions;
  #sizeBytes: number;
  #writtenBytes: number;
  #syncedBytes: number;
  #bytesSinceIndexEntry = 0;
  #indexes: SegmentIndexes | null = null;
  #indexesLoading: Promise<SegmentIndexes> | null = null;
  /** What the indexes' files say is what they should say, and whether that survives a power cut. */
  #isIndexSaved: boolean;
  #isIndexSynced: boolean;
  #hasIndexFile: boolean;
  #hasTransactionIndex: boolean;
  #isActive = true;
  #largest: LargestTimestamp | null = null;
  /** Of the first batch: `segment.ms` counts from it. Undefined: not known yet. Null: there is none. */
  #firstTimestamp: number | null | undefined;
  /** Whether the file is there, under a name that survives a power cut. */
  #isNameDurable: boolean;

  constructor(directory: DirectoryPath, baseOffset: number, shared: SegmentShared, options: SegmentOptions) {
    this.baseOffset = baseOffset;
    this.directory = directory;
    this.#shared = shared;
    this.#options = options;
    this.#sizeBytes = options.sizeBytes;
    this.#writtenBytes = options.sizeBytes;
    this.#syncedBytes = options.isSynced ? options.sizeBytes : -1;
    this.#isIndexSaved = !options.isNew;
    this.#isIndexSynced = options.isSynced;
    this.#hasIndexFile = !options.isNew;
    this.#hasTransactionIndex = options.hasTransactionIndex ?? !options.isNew;
    this.#isNameDurable = options.isSynced;
    this.#firstTimestamp = options.isNew ? null : undefined;
    this.file = new LogFile(directory, segmentFileName(baseOffset, "log"), () =>
      this.#isActive ? "write" : "read",
    );
    this.file.onEvicted = () => this.#dropIndexes();
    if (options.isNew) this.#indexes = this.emptyIndexes();
  }

  /** Bytes that have a place here, written or about to be. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  get indexIntervalBytes(): number {
    return this.#options.indexIntervalBytes;
  }

  get createdMs(): number {
    return this.#options.createdMs;
  }

  /** Nothing is appended here any more. */
  deactivate(): void {
    this.#isActive = false;
  }

  /** Appends come here again. A file that is open for reading only is closed; the next who needs it opens it for both. */
  async activate(): Promise<void> {
    if (this.#isActive) return;
    this.#isActive = true;
    await this.close();
  }

  /** Sees to it that the file is there, under a name that survives a power cut. */
  async ensureFile(): Promise<void> {
    if (this.#isNameDurable) return;
    await this.use(() => {});
    await this.#shared.disk.syncDirectory(this.directory.path);
    this.#isNameDurable = true;
  }

  /**
   * Call before bytes are written to the file. An `.index` beside it says that all indexes are complete; from here on they
   * are not, and a start that believed them would not know of transactions that were aborted.
   */
  async prepareToWrite(): Promise<void> {
    if (this.#hasIndexFile) {
      await this.#shared.disk.remove(this.path("index"));
      await this.#shared.disk.syncDirectory(this.directory.path);
      this.#hasIndexFile = false;
    }
    await this.ensureFile();
  }

  /** Whether a batch that ends at `lastOffset` needs another segment because the indexes cannot take it. */
  isIndexFull(lastOffset: number): boolean {
    const { offsets, times } = this.loadedIndexes;
    return offsets.isFull || times.isFull || !offsets.canHold(lastOffset);
  }

  /** The indexes of the active segment, which are always in memory. */
  get loadedIndexes(): SegmentIndexes {
    if (this.#indexes === null) throw new Error(`the indexes of segment ${this.baseOffset} are not loaded`);
    return this.#indexes;
  }

  /** The first batch's timestamp, if there is a batch; loaded before a segment becomes the active one. */
  get firstTimestamp(): number | null {
    return this.#firstTimestamp ?? null;
  }

  /** Gives a batch its place at the end, and notes it in the indexes. Returns its position. */
  append(lastOffset: number, maxTimestamp: number, sizeInBytes: number): number {
    const position = this.#sizeBytes;
    const { offsets, times } = this.loadedIndexes;
    if (position === 0) this.#firstTimestamp = maxTimestamp;
    if (this.#largest === null || maxTimestamp > this.#largest.timestamp) {
      this.#largest = { timestamp: maxTimestamp, offset: lastOffset };
    }
    if (this.#bytesSinceIndexEntry > this.#options.indexIntervalBytes) {
      offsets.append(lastOffset, position);
      times.append(this.#largest.timestamp, this.#largest.offset);
      this.#bytesSinceIndexEntry = 0;
    }
    this.#bytesSinceIndexEntry += sizeInBytes;
    this.#sizeBytes += sizeInBytes;
    this.#isIndexSaved = false;
    return position;
  }

  noteAborted(transaction: AbortedTransaction): void {
    this.loadedIndexes.transactions.append(transaction);
    this.#isIndexSaved = false;
  }

  /** Call when bytes have reached the file. */
  written(byteCount: number): void {
    this.#writtenBytes += byteCount;
  }

  /** The indexes, read from their files if they are not in memory. */
  async indexes(): Promise<SegmentIndexes> {
    if (this.#indexes !== null) return this.#indexes;
    this.#indexesLoading ??= this.#loadIndexes().finally(() => {
      this.#indexesLoading = null;
    });
    return await this.#indexesLoading;
  }

  /** The largest timestamp in the segment and an offset at or after it, or null where there is no record. */
  async largestTimestamp(): Promise<LargestTimestamp | null> {
    if (this.#largest !== null || this.#writtenBytes === 0) return this.#largest;
    const { times, offsets } = await this.indexes();
    let timestamp = times.lastTimestamp;
    let offset = times.lastOffset;
    // A closed segment's last entry tells it. The walk is for those that were cut, or have no entry.
    const from = this.#largestLiesFrom({ times, offsets });
    await this.scan({ from, to: this.#writtenBytes, crc: "trust" }, (batch) => {
      if (batch.maxTimestamp > timestamp) {
        timestamp = batch.maxTimestamp;
        offset = batch.lastOffset;
      }
      return true;
    });
    this.#largest ??= { timestamp, offset };
    return this.#largest;
  }

  /** Walks from the last entry of the index to the end. On the way, what appending needs becomes known, where it lies there. */
  async readEnd(): Promise<SegmentEnd> {
    let nextOffset = this.baseOffset;
    if (this.#writtenBytes === 0) return { nextOffset, fault: null };
    const { offsets, times } = await this.indexes();
    const from = offsets.lastPosition;
    if (from >= this.#writtenBytes) return { nextOffset, fault: { kind: "tooShort", available: 0 } };
    let largest = { timestamp: times.lastTimestamp, offset: times.lastOffset };
    let first: number | undefined;
    const { fault } = await this.scan({ from, to: this.#writtenBytes, crc: "trust" }, (batch, position) => {
      nextOffset = batch.nextOffset;
      const { maxTimestamp, lastOffset } = batch;
      if (position === 0) first = maxTimestamp;
      if (maxTimestamp > largest.timestamp) largest = { timestamp: maxTimestamp, offset: lastOffset };
      return true;
    });
    if (fault === null) {
      this.#firstTimestamp ??= first;
      if (this.#largestLiesFrom({ offsets, times }) >= from) this.#largest ??= largest;
    }
    return { nextOffset, fault };
  }

  /** Makes the segment ready for appending: what appending needs is in memory from here on. */
  async prepareForAppends(): Promise<void> {
    await this.indexes();
    await this.largestTimestamp();
    if (this.#firstTimestamp !== undefined) return;
    let first: number | null = null;
    if (this.#writtenBytes > 0) {
      await this.scan({ from: 0, to: this.#writtenBytes, crc: "trust", chunkBytes: 4096 }, (batch) => {
        first = batch.maxTimestamp;
        return false;
      });
    }
    this.#firstTimestamp ??= first;
  }

  /** Runs `action` with the segment's file open. */
  async use<T>(action: (open: DiskFile) => Promise<T> | T): Promise<T> {
    return await this.#shared.files.use(this.file, action);
  }

  /** The same, for an action that only reads. */
  async read<T>(action: (open: DiskFile) => Promise<T> | T): Promise<T> {
    return await this.#shared.files.read(this.file, action);
  }

  /** Whether the file is open, so that it takes no more than to read it. */
  get isOpen(): boolean {
    return this.file.open !== null;
  }

  /** {@link read} without leaving the loop; undefined where the file is not open. */
  readNow<T>(action: (open: DiskFile) => T): T | undefined {
    return this.#shared.files.useNow(this.file, action);
  }

  /** Shows the batches of a stretch of the file to `visit`: see {@link scanBatches}. */
  async scan(
    options: ScanOptions,
    visit: (batch: RecordBatchView, position: number) => boolean,
  ): Promise<ScanEnd> {
    return await this.read((open) => scanBatches(open, this.#shared.pool, options, visit));
  }

  /** Where the first batch that ends at or after `offset` begins; the end of the file if none does. */
  async positionOf(offset: number): Promise<number> {
    const { offsets } = await this.indexes();
    let found = this.#writtenBytes;
    const from = offsets.positionOf(offset);
    const chunkBytes = 4 * this.#options.indexIntervalBytes;
    await this.scan({ from, to: this.#writtenBytes, crc: "trust", chunkBytes }, (batch, position) => {
      if (batch.lastOffset < offset) return true;
      found = position;
      return false;
    });
    return found;
  }

  /**
   * Writes the index files of a segment that is complete, exactly as long as their content, and syncs them and their directory.
   * Returns false where they are right already. The last entry of the time index tells retention how old the segment is (KIP-33).
   *
   * A start believes all of them where it finds an `.index`, whatever else the power cut took. It would not miss entries of the
   * other two, which then name less; but it would miss a transaction that was aborted.
   */
  async saveIndexes(): Promise<boolean> {
    if (this.#isIndexSaved && this.#isIndexSynced) return false;
    const { offsets, times, transactions } = await this.indexes();
    if (this.#largest !== null) times.append(this.#largest.timestamp, this.#largest.offset);
    const { disk } = this.#shared;
    await disk.writeFile(this.path("timeindex"), times.bytes);
    if (transactions.count > 0 || this.#hasTransactionIndex) {
      this.#hasTransactionIndex = true;
      if (transactions.count > 0) await disk.writeFile(this.path("txnindex"), transactions.bytes);
      else await disk.remove(this.path("txnindex"));
      await disk.syncDirectory(this.directory.path);
      this.#hasTransactionIndex = transactions.count > 0;
    }
    if (this.#hasIndexFile || offsets.count > 0) {
      this.#hasIndexFile = true;
      await disk.writeFile(this.path("index"), offsets.bytes);
    } else {
      // There is nothing in it to be synced.
      this.#hasIndexFile = true;
      await (await disk.open(this.path("index"), "write")).close();
    }
    await disk.syncDirectory(this.directory.path);
    this.#isIndexSaved = true;
    this.#isIndexSynced = true;
    return true;
  }

  /** Forgets the indexes and what they say, to fill them anew. */
  resetIndexes(): void {
    this.#indexes = this.emptyIndexes();
    this.#isIndexSaved = false;
    this.#sizeBytes = 0;
    this.#writtenBytes = 0;
    this.#syncedBytes = -1;
    this.#bytesSinceIndexEntry = 0;
    this.#largest = null;
    this.#firstTimestamp = null;
  }

  /** Cuts the segment at the batch that contains `offset`. Nothing may be on its way to the file. */
  async truncateTo(offset: number): Promise<void> {
    const { offsets, times, transactions } = await this.indexes();
    const position = await this.positionOf(offset);
    await this.cut(position);
    offsets.truncateTo(offset);
    times.truncateTo(offset);
    transactions.truncateTo(offset);
    this.#sizeBytes = position;
    this.#writtenBytes = position;
    this.#syncedBytes = -1;
    this.#bytesSinceIndexEntry = position - offsets.lastPosition;
    this.#isIndexSaved = false;
    this.#largest = null;
    if (position === 0) this.#firstTimestamp = null;
    await this.prepareForAppends();
  }

  /**
   * Makes the file end at `position`, durably: or a power cut might leave new batches with old ones behind them, which
   * nobody could tell from what was written last.
   */
  async cut(position: number): Promise<void> {
    await this.use(async (open) => {
      if ((await open.size()) === position) return;
      await open.truncate(position);
      await open.sync();
    });
  }

  /**
   * Makes what is written durable, the file's name included. Creates the file if nothing was written yet. Throws LogFailure
   * where the sync itself fails: then nobody knows what is on the disk.
   */
  async sync(): Promise<void> {
    await this.ensureFile();
    const writtenBytes = this.#writtenBytes;
    if (this.#syncedBytes === writtenBytes) return;
    await this.use((open) => this.#syncFile(open));
    this.#syncedBytes = writtenBytes;
  }

  async #syncFile(open: DiskFile): Promise<void> {
    try {
      await open.sync();
    } catch (error) {
      throw new LogFailure(this.directory.path, error as Error, { isFatal: true });
    }
  }

  async close(): Promise<void> {
    await this.#shared.files.close(this.file);
  }

  path(extension: SegmentExtension): string {
    return `${this.directory.path}/${segmentFileName(this.baseOffset, extension)}`;
  }

  emptyIndexes(): SegmentIndexes {
    const { segmentIndexBytes } = this.#options;
    return {
      offsets: new OffsetIndex(this.baseOffset, segmentIndexBytes),
      times: new TimeIndex(this.baseOffset, segmentIndexBytes),
      transactions: new TransactionIndex(),
    };
  }

  /** Where batches may begin to be later than the time index tells. */
  #largestLiesFrom({ offsets, times }: Pick<SegmentIndexes, "offsets" | "times">): number {
    return times.count === 0 ? 0 : offsets.positionOf(times.lastOffset);
  }

  async #loadIndexes(): Promise<SegmentIndexes> {
    const { segmentIndexBytes, indexIntervalBytes } = this.#options;
    const { disk } = this.#shared;
    // What is shorter than the interval of entries is walked as fast as its indexes, which have next to none, are read.
    const isShort = this.#writtenBytes <= indexIntervalBytes;
    const [offsets, times, transactions] = await Promise.all([
      isShort ? null : disk.readFile(this.path("index")),
      isShort ? null : disk.readFile(this.path("timeindex")),
      this.#hasTransactionIndex ? disk.readFile(this.path("txnindex")) : null,
    ]);
    const index = new OffsetIndex(this.baseOffset, segmentIndexBytes, offsets ?? undefined);
    this.#bytesSinceIndexEntry = this.#sizeBytes - index.lastPosition;
    this.#indexes ??= {
      offsets: index,
      times: new TimeIndex(this.baseOffset, segmentIndexBytes, times ?? undefined),
      transactions: new TransactionIndex(decodeAbortedTransactions(transactions ?? Buffer.alloc(0)) ?? []),
    };
    return this.#indexes;
  }

  #dropIndexes(): void {
    if (!this.#isActive && this.#isIndexSaved) this.#indexes = null;
  }
}
