/** Running foreign programs: to their end with their output, or in the background until stopped. */
import { type ChildProcess, spawn } from "node:child_process";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Written to the program's standard input, which is then closed. */
  readonly input?: string | Uint8Array;
  /** After this long the program is killed and the run fails. */
  readonly timeoutMs?: number;
  /** What its output is; with latin1 every byte is a character. */
  readonly encoding?: "utf8" | "latin1";
}

export interface Finished {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** How much of a program's output is kept: enough for any answer, bounded whatever it prints. */
const maxKeptCharacters = 200_000_000;
const maxKeptOfBackground = 1_000_000;

/** Runs a program to its end, whatever its exit code. */
export function run(program: string, given: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, given, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      timeout: options.timeoutMs ?? 120_000,
      killSignal: "SIGKILL",
    });
    const output = collect(child, "stdout", options.encoding);
    const errors = collect(child, "stderr");
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: output(), errors: errors() }));
    child.stdin.on("error", () => undefined); // a program may end without having read its input
    child.stdin.end(options.input ?? "");
  });
}

/** Runs a program to its end and answers what it printed; a failure throws with what it said. */
export async function mustRun(
  program: string,
  given: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, output, errors } = await run(program, given, options);
  if (code === 0) return output;
  const said = `${errors}\n${output}`.trim().slice(-2000);
  throw new Error(`${program} ${given.slice(0, 3).join(" ")} ended with ${code}: ${said}`);
}

/** A program that runs in the background. */
export interface Background {
  readonly child: ChildProcess;
  /** Everything printed so far, both streams, within bounds. */
  readonly log: () => string;
  /** The exit code (null after a signal), once it has ended. */
  readonly ended: Promise<number | null>;
}

export interface BackgroundOptions extends Omit<RunOptions, "input" | "timeoutMs"> {
  /** Given each line that the program prints on standard output. */
  readonly onLine?: (line: string) => void;
  /** Whether {@link Background.log} has what it printed on standard output; otherwise just its errors. */
  readonly keepOutput?: boolean;
}

/** Starts a program; with `onLine`, each line that it prints on standard output is handed over. */
export function startProgram(
  program: string,
  given: readonly string[],
  options: BackgroundOptions = {},
): Background {
  const child = spawn(program, given, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  children.add(child);
  const { keepOutput = true, encoding } = options;
  const output = collect(child, "stdout", encoding, keepOutput ? maxKeptOfBackground : 0);
  const errors = collect(child, "stderr", "utf8", maxKeptOfBackground);
  if (options.onLine !== undefined) splitLines(child, options.onLine);
  child.stdin.on("error", () => undefined); // writing to a program that we killed is no news
  const ended = new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(-1));
    child.on("close", (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  return { child, log: () => `${output()}\n${errors()}`.trim(), ended };
}

/** Whatever is still running when we end, ends with us. */
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Waits until a condition holds, looking now and then; fails with `what` when it does not in time. */
export async function until<T>(
  what: string,
  timeoutMs: number,
  attempt: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await attempt();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`);
    await pause(25);
  }
}

/** Lets time pass. */
export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** What a promise answers, or undefined after that time; a pending wait keeps no process alive. */
export function within<T>(durationMs: number, promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([
    promise,
    new Promise<undefined>((resolve) => {
      setTimeout(() => resolve(undefined), durationMs).unref();
    }),
  ]);
}

function collect(
  child: ChildProcess,
  stream: "stdout" | "stderr",
  encoding: "utf8" | "latin1" = "utf8",
  maxCharacters = maxKeptCharacters,
): () => string {
  let parts: string[] = [];
  let length = 0;
  child[stream]?.setEncoding(encoding).on("data", (part: string) => {
    if (maxCharacters === 0) return;
    parts.push(part);
    length += part.length;
    if (length <= maxCharacters) return;
    const kept = parts.join("").slice(-maxCharacters / 2);
    parts = [kept];
    length = kept.length;
  });
  return () => parts.join("");
}

function splitLines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = "";
  child.stdout?.on("data", (part: string) => {
    const lines = (rest + part).split("\n");
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  });
}
