import type { Milliseconds } from "../disk/disk-plan.ts";

/** How the network between machines behaves. May be changed at any time. */
export interface NetworkPlan {
  /** How long a piece of a stream travels. Pieces of one connection stay in order, those of different ones need not. */
  latencyMs: Milliseconds;
  /** The longest piece that arrives at once. Streams are cut anywhere. */
  pieceBytes: number;
  /** What the receiving system takes before the sender has to wait. */
  windowBytes: number;
  /** What a program may queue before it is told to wait. */
  queueBytes: number;
  /** How often a piece does not arrive and takes the connection with it. */
  resetChance: number;
  /** How long a connection attempt waits for an answer. */
  connectTimeoutMs: number;
  /** How long sent data waits for a peer that cannot be reached. */
  retransmissionTimeoutMs: number;
}

export const soundNetwork: NetworkPlan = {
  latencyMs: [0.05, 0.5],
  pieceBytes: 65_536,
  windowBytes: 262_144,
  queueBytes: 16_384,
  resetChance: 0,
  connectTimeoutMs: 10_000,
  retransmissionTimeoutMs: 30_000,
};
