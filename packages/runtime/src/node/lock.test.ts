import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { lockFile } from "./lock.ts";

/** Holds the lock until its input ends, and says first whether it got it. */
const ourHolder = `
  import { lockFile } from ${JSON.stringify(new URL("./lock.ts", import.meta.url).href)};
  const lock = await lockFile(process.argv[1]);
  console.log(lock === null ? "refused" : "locked");
  if (lock !== null) for await (const _ of process.stdin);
`;

/** The same in Java, with the call that Apache Kafka makes. */
const javaHolder = `
  import java.nio.channels.FileChannel;
  import java.nio.file.Path;
  import java.nio.file.StandardOpenOption;
  public class Holder {
    public static void main(String[] arguments) throws Exception {
      var channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = channel.tryLock();
      System.out.println(lock == null ? "refused" : "locked");
      if (lock != null) System.in.read();
    }
  }
`;

const hasJava = spawnSync("java", ["-version"]).status === 0;

const holders: Record<string, (path: string, directory: string) => Promise<ChildProcess>> = {
  "another process of ours": (path) =>
    Promise.resolve(spawn(process.execPath, ["--input-type=module", "--eval", ourHolder, path])),
};
if (hasJava) {
  holders["a Java process"] = async (path, directory) => {
    const source = join(directory, "Holder.java");
    await writeFile(source, javaHolder);
    return spawn("java", [source, path]);
  };
}

for (const [name, start] of Object.entries(holders)) {
  test(`the lock of ${name} refuses us, and dies with it`, async () => {
    await inDirectories(async (data, scratch) => {
      const path = join(data, ".lock");
      const holder = await start(path, scratch);
      assert.equal(await firstLine(holder), "locked");
      assert.equal(await lockFile(path), null);
      holder.kill("SIGKILL");
      await ended(holder);
      const lock = await lockFile(path);
      assert.ok(lock !== null);
      await lock.release();
    });
  });

  test(`our lock refuses ${name}`, async () => {
    await inDirectories(async (data, scratch) => {
      const path = join(data, ".lock");
      const lock = await lockFile(path);
      assert.ok(lock !== null);
      const other = await start(path, scratch);
      assert.equal(await firstLine(other), "refused");
      await ended(other);
      await lock.release();
      assert.deepEqual(await readdir(data), [".lock"]);
    });
  });
}

test("a file with content is not taken for a lock", async () => {
  await inDirectories(async (data) => {
    const path = join(data, ".lock");
    await writeFile(path, "somebody's notes");
    await assert.rejects(lockFile(path), { code: "EINVAL" });
  });
});

async function inDirectories(use: (data: string, scratch: string) => Promise<void>): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), "ottla-lock-"));
  const scratch = await mkdtemp(join(tmpdir(), "ottla-lock-"));
  try {
    await use(data, scratch);
  } finally {
    await rm(data, { recursive: true });
    await rm(scratch, { recursive: true });
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of child.stdout!.setEncoding("utf8")) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0]!;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });
}
