/** Ottla as it is typed: from the command to the first answer, and how it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { root } from "../foundation/places.ts";
import { pause, within } from "../foundation/processes.ts";
import { askForMetadata } from "../fuzz/probe.ts";

/** `npm start` as anybody types it, or the program alone, without npm in front. */
export type How = "npm start" | "program";

export interface Started {
  readonly processId: number;
  /** From the command until a metadata request was answered. */
  readonly readyMs: number;
  /** SIGTERM to all of it; answers the exit code of what was typed. */
  stop(): Promise<number | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly errors: string;
}

const patienceMs = 30_000;

/** Starts, and waits for the first answer. */
export async function startAndAsk(how: How, given: readonly string[], port: number): Promise<Started> {
  const started = performance.now();
  const { child, ended, errors } = launch(how, given);
  while ((await askForMetadata(port, 1000)) !== null) {
    if (child.exitCode !== null || performance.now() - started > patienceMs) {
      signal(child, "SIGKILL");
      throw new Error(`no answer from ${how}: ${errors().slice(-1500)}`);
    }
    await pause(2);
  }
  const readyMs = performance.now() - started;
  return {
    processId: child.pid!,
    readyMs,
    async stop() {
      signal(child, "SIGTERM");
      const code = await within(patienceMs, ended);
      if (code !== undefined) return code;
      signal(child, "SIGKILL");
      throw new Error(`${how} did not stop within ${patienceMs} ms`);
    },
  };
}

/** Starts something that should end by itself. */
export async function startInVain(given: readonly string[]): Promise<Ended> {
  const { child, ended, errors } = launch("program", given);
  const code = await within(patienceMs, ended);
  if (code === undefined) {
    signal(child, "SIGKILL");
    return { code: null, errors: `still running after ${patienceMs} ms: ${errors()}` };
  }
  return { code, errors: errors() };
}

function launch(how: How, given: readonly string[]) {
  const [program, ...rest] =
    how === "npm start"
      ? ["npm", "start", "--silent", "--", ...given]
      : [process.execPath, "scripts/run.mjs", "start", ...given];
  // A group of its own, so that a signal reaches everything that npm has started.
  const child = spawn(program, rest, { cwd: root, detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    errors = (errors + part).slice(-20_000);
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(-1));
    child.on("close", resolve);
  });
  return { child, ended, errors: () => errors };
}

function signal(child: ChildProcess, name: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(-child.pid!, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // ended meanwhile
  }
}
