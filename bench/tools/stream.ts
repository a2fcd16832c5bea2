/**
 * Bytes of records through one connection, as fast as whoever is at the other end can take or give them: the Go program in
 * `bench/go/stream`, which replays what it made beforehand. It drives a broker, and the bare program in `bench/floor`, which
 * does what no broker can do without.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "../../interop/foundation/places.ts";
import { mustRun, startProgram, until } from "../../interop/foundation/processes.ts";
import { floorPort } from "../brokers.ts";
import { bareFloor, client } from "./go-clients.ts";

export interface Stream {
  readonly kind: "produce" | "fetch";
  /** How many bytes of records shall pass. */
  readonly bytes: number;
  /** Of a batch: a produce request has one, a fetch as many as fit into a mebibyte. */
  readonly batchBytes: number;
  /** Requests under way; 5 where nothing is said, as Kafka's own producer has. */
  readonly inFlight?: number;
  /** How many bytes there are to fetch, over and over. */
  readonly storedBytes?: number;
}

/** What the bare program does, beside receiving requests and answering them. */
export type FloorKind = "produce" | "file" | "memory";

const startMs = 60_000;
const patienceSeconds = 300;

/** Mebibytes a second between a broker and one connection. */
export async function streamBroker(address: string, topic: string, stream: Stream): Promise<number> {
  return run(stream, ["-address", address, "-topic", topic]);
}

/** The same between the bare program and the same connection. */
export async function streamFloor(kind: FloorKind, stream: Stream): Promise<number> {
  const file = join(floorFolder(), kind);
  const { storedBytes = 0 } = stream;
  const given = ["-kind", kind, "-port", floorPort, "-file", file, "-stored-bytes", storedBytes];
  const { child, log, ended } = startProgram(await bareFloor(), given.map(String));
  try {
    await until("the floor", startMs, () => {
      if (child.exitCode !== null) throw new Error(`the floor ended: ${log()}`);
      return log().includes("ready");
    });
    return await run(stream, ["-address", `localhost:${floorPort}`, "-bare"]);
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

/** Forgets what the bare program wrote: not before the broker has written too, which shall get no pages that are warm. */
export function clearFloor(): void {
  rmSync(join(floorFolder(), "produce"), { force: true });
}

async function run(
  { kind, bytes, batchBytes, storedBytes, inFlight = 5 }: Stream,
  given: string[],
): Promise<number> {
  const all = [
    ...given,
    ["-kind", kind, "-bytes", bytes, "-batch-bytes", batchBytes, "-in-flight", inFlight],
    ["-patience", `${patienceSeconds}s`],
    storedBytes === undefined ? [] : ["-stored-bytes", storedBytes],
  ];
  const timeoutMs = (patienceSeconds + 30) * 1000;
  return rateIn(await mustRun(await client("stream"), all.flat().map(String), { timeoutMs }));
}

/** Reads the line that the program prints. */
export function rateIn(printed: string): number {
  const { bytes, seconds } = JSON.parse(printed) as Record<string, unknown>;
  if (typeof bytes !== "number" || typeof seconds !== "number" || !(bytes > 0 && seconds > 0)) {
    throw new Error(`no rate in ${printed.trim()}`);
  }
  return bytes / seconds / 2 ** 20;
}

let folder: string | undefined;

function floorFolder(): string {
  folder ??= scratchFolder("floor");
  return folder;
}
