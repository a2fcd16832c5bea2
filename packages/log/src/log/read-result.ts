/** What a read gives. */
export type LogRead = LogRecords | ReadRefusal;

export interface LogRecords {
  readonly kind: "records";
  /** Whole batches, in order. Nobody may write to them. */
  readonly chunks: readonly Buffer[];
  readonly sizeInBytes: number;
  /** Where the next read begins; the offset asked for, if there was nothing to read. */
  readonly nextOffset: number;
  /**
   * Gives the memory of the chunks back, once they are sent or copied: call it once, and look at no chunk afterwards. May be
   * left out: then the memory is collected like any other, and somebody pays for fresh memory instead.
   */
  release(): void;
}

export type ReadRefusal =
  /** Before the start or behind the end of the log. */
  | { readonly kind: "offsetOutOfRange"; readonly startOffset: number; readonly endOffset: number }
  | { readonly kind: "unavailable"; readonly reason: string };

export interface ReadOptions {
  /** Whether a first batch larger than the limit is given all the same, so that a reader gets on (KIP-74). */
  readonly minOneBatch?: boolean;
  /**
   * For `readCached`: whether what was read ahead is given too. Unlike what is in memory anyway, it takes memory that is the
   * reader's alone until they let go of it.
   */
  readonly readAhead?: boolean;
  /** How far: consumers to the high watermark, or of committed data to the last stable offset; replicas to the end. */
  readonly upTo?: "highWatermark" | "lastStableOffset" | "end";
}

const nothingToRelease = (): void => {};

export function noRecords(offset: number): LogRecords {
  return { kind: "records", chunks: [], sizeInBytes: 0, nextOffset: offset, release: nothingToRelease };
}

export function recordsOf(
  chunks: readonly Buffer[],
  sizeInBytes: number,
  nextOffset: number,
  release: () => void = nothingToRelease,
): LogRecords {
  return { kind: "records", chunks, sizeInBytes, nextOffset, release };
}
