import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { atEnd } from "../testing/at-end.ts";
import { temporaryDirectory } from "../testing/test-node.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

interface Program {
  readonly child: ChildProcess;
  /** Resolves with the line that says it is ready; rejects when it ends before. */
  readonly ready: Promise<string>;
  readonly ended: Promise<{ code: number | null; output: string; errors: string }>;
}

function start(t: TestContext, ...given: string[]): Program {
  const child = spawn(process.execPath, ["--conditions=source", main, ...given], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] },
  });
  atEnd(t, () => void child.kill("SIGKILL"));
  let output = "";
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += text;
  });
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (text) => {
      output += text;
      const line = output.split("\n").find((each) => /\bready\b/.test(each));
      if (line !== undefined) resolve(line);
    });
    child.on("close", () => reject(new Error(`it ended: ${errors}`)));
  });
  ready.catch(() => undefined);
  const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, output, errors }));
  });
  return { child, ready, ended };
}

const listeners = ["--set", "listeners=PLAINTEXT://127.0.0.1:0"];

/** One message, without a stack, that names what is wrong. */
async function assertRefused({ ended }: Program, ...named: string[]): Promise<void> {
  const { code, output, errors } = await ended;
  assert.equal(code, 1, errors);
  assert.equal(output, "");
  for (const text of named) assert.ok(errors.includes(text), `${text} is not in: ${errors}`);
  assert.doesNotMatch(errors, /^\s+at /m);
}

test("a node says where it is ready, and a signal ends it in order", async (t) => {
  const directory = temporaryDirectory(t);
  const program = start(t, ...listeners, "--set", `log.dirs=${directory}`);
  assert.match(await program.ready, /ready on PLAINTEXT:\/\/127\.0\.0\.1:\d+ /);
  const second = start(t, ...listeners, "--set", `log.dirs=${directory}`);
  await assertRefused(second, directory, "in use by another process");
  program.child.kill("SIGTERM");
  assert.equal((await program.ended).code, 0);
  assert.ok(existsSync(join(directory, ".kafka_cleanshutdown")));
  await assertRefused(
    start(t, ...listeners, "--set", `log.dirs=${directory}`, "--set", "node.id=9"),
    directory,
    "node 1",
  );
});

test("whatever keeps a node from starting is told by key or path, with the remedy", async (t) => {
  const directory = temporaryDirectory(t);
  const foreign = join(directory, "foreign");
  mkdirSync(foreign);
  writeFileSync(join(foreign, "letter.txt"), "Dear all,\n");
  const newer = join(directory, "newer");
  mkdirSync(newer);
  writeFileSync(join(newer, "meta.properties"), "version=2\nnode.id=1\ncluster.id=x\n");
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => {
    taken.once("listening", resolve);
  });
  atEnd(t, () => void taken.close());
  const { port } = taken.address() as { port: number };
  const data = ["--set", `log.dirs=${join(directory, "data")}`];

  await Promise.all([
    assertRefused(start(t, ...listeners, "--set", `log.dirs=${foreign}`), foreign, "letter.txt"),
    assertRefused(start(t, ...listeners, "--set", `log.dirs=${newer}`), newer, "version"),
    assertRefused(
      start(t, "--set", `listeners=PLAINTEXT://127.0.0.1:${port}`, ...data),
      "listeners",
      `${port} is taken`,
    ),
    assertRefused(start(t, ...listeners, ...data, "--set", "num.partitions=0"), "num.partitions"),
    assertRefused(start(t, "--config", join(directory, "nowhere.properties")), "nowhere.properties"),
  ]);
  assert.equal(existsSync(join(directory, "data")), false, "a start that fails before its data touches none");
});

test("--help says what there is", async (t) => {
  const { code, output } = await start(t, "--help").ended;
  assert.equal(code, 0);
  assert.match(output, /--config FILE/);
});
