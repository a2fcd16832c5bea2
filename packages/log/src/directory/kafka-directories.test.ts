import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { nodeWorld } from "@ottla/runtime";
import type { Log } from "../log/log.ts";
import { defaultLogConfig } from "../log/log-config.ts";
import { createLogShared } from "../log/log-shared.ts";
import { readAll } from "../testing/read-all.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { LogDirectory } from "./log-directory.ts";
import { LogManager } from "./log-manager.ts";

/*
 * Data directories that Apache Kafka 4.3.1 left behind, and what it served from them itself (`testdata/`): one after a clean
 * stop, one after kill -9.
 */

interface Expected {
  readonly topics: Record<
    string,
    {
      readonly partitions: readonly {
        readonly logStartOffset: number;
        readonly highWatermark: number;
        readonly lastStableOffset: number;
        readonly read_uncommitted: { readonly records: number; readonly sha256: string };
        readonly read_committed: { readonly records: number; readonly sha256: string };
      }[];
    }
  >;
}

const testdata = fileURLToPath(new URL("../../testdata/", import.meta.url));
const world = nodeWorld();
const anyTime = 2 ** 52;

for (const name of ["clean", "killed"] as const) {
  test(`what Kafka left behind (${name}) is served as Kafka serves it`, async (context) => {
    const path = temporaryDirectory(context);
    execFileSync("tar", ["xzf", `${testdata}${name}.tgz`, "-C", path]);
    await expectServed(path, name);
  });

  test(`what Kafka left behind (${name}) is served again after a clean stop of ours`, async (context) => {
    const path = temporaryDirectory(context);
    execFileSync("tar", ["xzf", `${testdata}${name}.tgz`, "-C", path]);
    await expectServed(path, name);
    const report = await expectServed(path, name);
    assert.equal(report.recoveredSegments, 0);
  });
}

async function expectServed(path: string, name: string) {
  // What JSON.parse gives is what the file of this shape holds.
  const expected = JSON.parse(readFileSync(`${testdata}${name}.expected.json`, "utf8")) as Expected;
  const directory = await LogDirectory.open(world.disk, path);
  directory.verify({ nodeId: 1, clusterId: "OttlaFixtureCluster001" });
  const manager = await LogManager.open({
    shared: createLogShared(world),
    directories: [directory],
    configOf: () => defaultLogConfig,
    settings: { producerIdExpirationMs: anyTime },
  });
  for (const [topic, { partitions }] of Object.entries(expected.topics)) {
    for (const [partition, served] of partitions.entries()) {
      const log = manager.get(topic, partition);
      assert.ok(log, `${topic}-${partition} is there`);
      const { logStartOffset, highWatermark, lastStableOffset } = served;
      assert.deepEqual(
        {
          logStartOffset: log.startOffset,
          highWatermark: log.highWatermark,
          lastStableOffset: log.lastStableOffset,
        },
        { logStartOffset, highWatermark, lastStableOffset },
        `${topic}-${partition}`,
      );
      assert.deepEqual(await digest(log, "highWatermark"), served.read_uncommitted, `${topic}-${partition}`);
      assert.deepEqual(await digest(log, "lastStableOffset"), served.read_committed, `${topic}-${partition}`);
    }
  }
  const report = manager.loadReport;
  await manager.close({ isClean: true, brokerEpoch: 77 });
  return report;
}

async function digest(log: Log, upTo: "highWatermark" | "lastStableOffset") {
  const hash = createHash("sha256");
  const records = await readAll(log, { upTo });
  for (const record of records) {
    hash.update(`${record.offset}|${text(record.key)}|${text(record.value)}\n`);
  }
  return { records: records.length, sha256: hash.digest("hex") };
}

function text(bytes: Buffer | null): string {
  return bytes === null ? "null" : bytes.toString("utf8");
}
