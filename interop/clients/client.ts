/** A foreign client as the table sees it: something that makes its calls against a broker, and says how each went. */
import type { Broker } from "../foundation/broker.ts";
import { run } from "../foundation/processes.ts";

export interface CallResult {
  readonly call: string;
  /** Null when the call did what it should. */
  readonly fault: string | null;
}

export interface Client {
  /** As the table's column says it. */
  readonly name: string;
  /** Installs what it needs (throwing MissingToolchain where that cannot be had) and makes every call. */
  readonly run: (broker: Broker) => Promise<CallResult[]>;
}

export interface ProgramOptions {
  readonly cwd?: string;
  /** Distinguishes the topics and groups of this run. */
  readonly label: string;
  readonly env?: Record<string, string>;
}

/** Runs a program of `clients/` that prints a line for every call: name, `ok` or `fail`, detail, with tabs between. */
export async function runCalls(
  broker: Broker,
  program: string,
  given: readonly string[],
  options: ProgramOptions,
): Promise<CallResult[]> {
  const names = {
    TOPIC: options.label,
    GROUP: options.label,
    BOOTSTRAP: broker.bootstrap,
    BROKERS: `${broker.count}`,
  };
  const finished = await run(program, given, {
    cwd: options.cwd,
    env: { ...names, ...options.env },
    timeoutMs: 300_000,
  });
  const results = finished.output
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([, said]) => said === "ok" || said === "fail")
    .map(([call = "", said, detail]) => ({ call, fault: said === "ok" ? null : (detail ?? "") }));
  if (finished.code !== 0) {
    const fault = `ended with ${finished.code}: ${finished.errors.trim().slice(-600)}`;
    return [...results, { call: "runs to its end", fault }];
  }
  return results;
}

/** Runs one step of a client that we drive from here. */
export async function tryCall(call: string, body: () => Promise<boolean | string>): Promise<CallResult> {
  try {
    const answer = await body();
    if (answer === true) return { call, fault: null };
    return { call, fault: `unexpected answer: ${String(answer).slice(0, 400)}` };
  } catch (error) {
    return { call, fault: error instanceof Error ? error.message : String(error) };
  }
}
