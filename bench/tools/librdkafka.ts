/** librdkafka, through confluent-kafka for Python: as many records as it can send or take, with its own settings. */
import { fileURLToPath } from "node:url";
import { python } from "../../interop/clients/python.ts";
import type { Broker } from "../../interop/foundation/broker.ts";
import { mustRun } from "../../interop/foundation/processes.ts";

export interface Passed {
  readonly topic: string;
  readonly records: number;
  readonly recordBytes: number;
}

const program = fileURLToPath(new URL("librdkafka.py", import.meta.url));
const patienceMs = 600_000;

/** Mebibytes of records a second, until all are acknowledged, or read. The topic has one partition. */
export async function pass(
  broker: Broker,
  kind: "produce" | "consume",
  { topic, records, recordBytes }: Passed,
): Promise<number> {
  const given = [program, kind, broker.bootstrap, topic, String(records), String(recordBytes)];
  const env = { PYTHONDONTWRITEBYTECODE: "1" };
  return passedIn(await mustRun(await python(), given, { timeoutMs: patienceMs, env }), recordBytes);
}

export function passedIn(printed: string, recordBytes: number): number {
  const { records, seconds } = JSON.parse(printed) as { readonly records: number; readonly seconds: number };
  return (records * recordBytes) / seconds / 2 ** 20;
}
