import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { nodeWorld } from "@ottla/runtime";
import { parsePartitionDirectoryName } from "../format/partition-directory.ts";
import { decodeProducerSnapshot, type ProducerSnapshotEntry } from "../format/producer-snapshot.ts";
import { Log } from "../log/log.ts";
import { defaultLogConfig } from "../log/log-config.ts";
import { createLogShared } from "../log/log-shared.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";

/*
 * What Apache Kafka 4.3.1 wrote beside its records, against what is made here from the records alone.
 */

const testdata = fileURLToPath(new URL("../../testdata/", import.meta.url));
const derived = /\.(index|timeindex|txnindex|snapshot)$/;
/** The order of producers in a snapshot is that of a hash map in Kafka; everything else is the same bytes. */
function isSame(file: string, ours: Buffer, kafkas: Buffer): boolean {
  return file.endsWith(".snapshot")
    ? isDeepStrictEqual(producersIn(ours), producersIn(kafkas))
    : ours.equals(kafkas);
}

function producersIn(snapshot: Buffer): readonly ProducerSnapshotEntry[] | undefined {
  return decodeProducerSnapshot(snapshot)?.toSorted((a, b) => a.producerId - b.producerId);
}

/** Producers in the data are from the past. */
const anyTime = 2 ** 52;

test("indexes and snapshots made from Kafka's records are Kafka's, byte for byte", async (context) => {
  const path = temporaryDirectory(context);
  execFileSync("tar", ["xzf", `${testdata}clean.tgz`, "-C", path]);
  let compared = 0;
  const different: string[] = [];
  for (const name of readdirSync(path)) {
    const parsed = parsePartitionDirectoryName(name);
    if (parsed === null || parsed.fate !== null || parsed.topic === "__cluster_metadata") continue;
    const directory = join(path, name);
    const kafkas = new Map<string, Buffer>();
    for (const file of readdirSync(directory).filter((file) => derived.test(file))) {
      kafkas.set(file, readFileSync(join(directory, file)));
      rmSync(join(directory, file));
    }
    const log = await Log.open({
      shared: createLogShared(nodeWorld()),
      directory,
      topic: parsed.topic,
      partition: parsed.partition,
      topicId: null,
      config: { ...defaultLogConfig, cleanupPolicy: ["compact"] },
      producerIdExpirationMs: anyTime,
    });
    await log.close({ isClean: true });
    for (const [file, content] of kafkas) {
      compared++;
      if (!isSame(file, readFileSync(join(directory, file)), content)) different.push(`${name}/${file}`);
    }
  }
  assert.ok(compared > 60);
  assert.deepEqual(different, []);
});
