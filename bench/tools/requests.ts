/**
 * Small requests: fifty foreign connections, each with one request under way, ask for the metadata of a topic, append one
 * record (`acks=all`), or read one. The client is the Go program in `bench/go/requests`: it costs little of the shared machine.
 */
import type { Broker } from "../../interop/foundation/broker.ts";
import { mustRun } from "../../interop/foundation/processes.ts";
import { client } from "./go-clients.ts";

export const requestKinds = ["metadata", "produce", "fetch"] as const;

export type RequestKind = (typeof requestKinds)[number];

/** How many were answered, and how long they took. */
export interface RequestRate {
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
}

export interface RequestLoad {
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Made, with what is fetched, where it is missing; one partition. */
  readonly topic: string;
}

const usualLoad: RequestLoad = { connections: 50, warmUpSeconds: 2, seconds: 5, topic: "requests" };

/** Besides the load itself: to connect, to make the topic, to fill it. */
const patienceSeconds = 60;

/** Asks a broker as quickly as it answers; a refusal, or an answer that is not what was asked for, fails. */
export async function measureRequests(
  { host, port }: Pick<Broker, "host" | "port">,
  kind: RequestKind,
  changes: Partial<RequestLoad> = {},
): Promise<RequestRate> {
  const { connections, seconds, topic, warmUpSeconds } = { ...usualLoad, ...changes };
  const printed = await mustRun(
    await client("requests"),
    [
      ["-address", `${host}:${port}`],
      ["-kind", kind],
      ["-topic", topic],
      ["-connections", String(connections)],
      ["-warm-up", `${warmUpSeconds}s`],
      ["-duration", `${seconds}s`],
    ].flat(),
    { timeoutMs: (warmUpSeconds + seconds + patienceSeconds) * 1000 },
  );
  return requestRateIn(printed);
}

/** Reads the line that the program prints. */
export function requestRateIn(printed: string): RequestRate {
  const result = JSON.parse(printed) as Record<string, unknown>;
  const figure = (name: string): number => {
    const value = result[name];
    if (typeof value === "number" && value > 0) return value;
    throw new Error(`no figure "${name}" in ${printed.trim()}`);
  };
  return {
    perSecond: figure("requests") / figure("seconds"),
    p50Us: figure("p50Us"),
    p99Us: figure("p99Us"),
    p999Us: figure("p999Us"),
  };
}
