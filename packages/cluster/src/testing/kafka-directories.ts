import { execFileSync } from "node:child_process";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryDirectory } from "./open-test-quorum.ts";

const testdata = fileURLToPath(new URL("../../testdata/", import.meta.url));

/**
 * Directories that Apache Kafka 4.3.1 left behind, of a combined node with id 1 in the cluster `OttlaFixtureCluster001`; the
 * metadata log and what goes with it:
 *
 * - `formatted`: by `kafka-storage format --standalone` with share, streams and transaction version 0;
 * - `restarted`: started four times, stopped with kill -9 the second time, with a snapshot of its third life;
 * - `killed`: topics, settings, a quota, a SCRAM user; stopped in order, started again, stopped with kill -9;
 * - `static`: with `controller.quorum.voters`, so at `kraft.version` 0.
 */
export type KafkaDirectory = "formatted" | "restarted" | "killed" | "static";

/** A copy of such a directory, which is gone when the test has ended. */
export function kafkaDirectory(test: TestContext, name: KafkaDirectory): string {
  const path = temporaryDirectory(test);
  execFileSync("tar", ["xzf", `${testdata}${name}.tgz`, "-C", path]);
  return path;
}

export const kafkaClusterId = "OttlaFixtureCluster001";
