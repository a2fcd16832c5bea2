/**
 * `.kafka_cleanshutdown`: a promise that everything in this log directory was closed in order, so that indexes and
 * producer snapshots can be believed. Kafka (and this code) removes it before it believes it (KAFKA-10471).
 */
export const cleanShutdownFileName = ".kafka_cleanshutdown";

/** `brokerEpoch` lets the controller tell a clean stop of this incarnation from an older one's (KIP-966). */
export function encodeCleanShutdown(brokerEpoch: number): string {
  return `{"version":0,"brokerEpoch":${brokerEpoch}}`;
}

/** The broker epoch; -1 where the file says none, as files from before KIP-966 do. */
export function decodeCleanShutdown(text: string): number {
  return Number(/"brokerEpoch"\s*:\s*(-?\d+)/.exec(text)?.[1] ?? -1);
}
