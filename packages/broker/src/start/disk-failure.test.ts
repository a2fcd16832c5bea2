import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createTopics, metadata } from "@ottla/protocol";
import { type Disk, type DiskFile, fault, nodeWorld } from "@ottla/runtime";
import { TestNode } from "../testing/test-node.ts";

/** The machine's disk, until it fails. */
class FailingDisk {
  hasFailed = false;

  readonly disk: Disk;

  constructor(real: Disk) {
    this.disk = new Proxy(real, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (name === "open")
          return async (path: string, mode: "read") => this.#guard(await real.open(path, mode));
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  #guard(file: DiskFile): DiskFile {
    return new Proxy(file, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (name === "write" && this.hasFailed) return () => Promise.reject(fault("EIO", "write", file.path));
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }
}

test("a disk that fails under the metadata ends the node, with the reason and without the mark of a clean stop", async (t) => {
  const world = nodeWorld();
  const failing = new FailingDisk(world.disk);
  const node = await TestNode.start(t, { world: { ...world, disk: failing.disk } });
  const client = await node.connect(t);
  failing.hasFailed = true;
  const topic = { name: "lost", numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
  // Nobody can say whether the topic will be there at the next start.
  client.send(createTopics, 7, { topics: [topic], timeoutMs: 60_000, validateOnly: false });
  await client.closed;
  assert.equal(node.failures.length, 1);
  assert.match(node.failures[0]!.message, /EIO/);
  // Whoever asks until the node is stopped hears of nothing that is not on the disk.
  const answer = await (await node.connect(t)).ask(metadata, 12, { topics: null });
  assert.deepEqual(answer.topics, []);
  await node.stop();
  assert.equal(existsSync(join(node.directory, ".kafka_cleanshutdown")), false);
});
