import { readInt64, writeInt64 } from "./int64.ts";

/** A transaction that was aborted, as `.txnindex` keeps it for readers of committed data (KIP-98). */
export interface AbortedTransaction {
  readonly producerId: number;
  /** The transaction's first record. */
  readonly firstOffset: number;
  /** The marker that aborted it. */
  readonly lastOffset: number;
  /** The log's last stable offset once it was aborted: where another open transaction began, or just after the marker. */
  readonly lastStableOffset: number;
}

const version = 0;
export const abortedTransactionBytes = 34;

export function encodeAbortedTransaction(transaction: AbortedTransaction): Buffer {
  const bytes = Buffer.allocUnsafe(abortedTransactionBytes);
  bytes.writeInt16BE(version, 0);
  writeInt64(bytes, 2, transaction.producerId);
  writeInt64(bytes, 10, transaction.firstOffset);
  writeInt64(bytes, 18, transaction.lastOffset);
  writeInt64(bytes, 26, transaction.lastStableOffset);
  return bytes;
}

/** Every whole entry of a `.txnindex`; null where one has a version that is not known. */
export function decodeAbortedTransactions(bytes: Buffer): AbortedTransaction[] | null {
  const transactions: AbortedTransaction[] = [];
  const end = bytes.length - (bytes.length % abortedTransactionBytes);
  for (let position = 0; position < end; position += abortedTransactionBytes) {
    if (bytes.readInt16BE(position) !== version) return null;
    transactions.push({
      producerId: readInt64(bytes, position + 2),
      firstOffset: readInt64(bytes, position + 10),
      lastOffset: readInt64(bytes, position + 18),
      lastStableOffset: readInt64(bytes, position + 26),
    });
  }
  return transactions;
}
