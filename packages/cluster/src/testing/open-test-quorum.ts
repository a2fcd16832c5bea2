import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { createLogShared, LogDirectory } from "@ottla/log";
import { nodeWorld } from "@ottla/runtime";
import { formatDirectory } from "../format/format-directory.ts";
import { MetadataQuorum } from "../quorum/metadata-quorum.ts";
import type { MetadataQuorumOptions } from "../quorum/open-quorum.ts";

export const testNodeId = 1;
export const testEndpoints = [{ name: "CONTROLLER", host: "localhost", port: 9093 }];

/** A directory of the machine that is gone when the test has ended. */
export function temporaryDirectory(test: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "ottla-cluster-"));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export interface OpenTestQuorum {
  readonly quorum: MetadataQuorum;
  readonly directory: LogDirectory;
  /** Closes the quorum, and gives the directory back. */
  readonly close: () => Promise<void>;
}

/** Opens a quorum in a directory of the machine, which is formatted if it is empty. No-op records come only if asked for. */
export async function openTestQuorum(
  path: string,
  options: Partial<MetadataQuorumOptions> = {},
): Promise<OpenTestQuorum> {
  const { disk, clock, random } = nodeWorld();
  const directory = await LogDirectory.open(disk, path);
  try {
    const meta =
      directory.meta ??
      (await formatDirectory({
        disk,
        clock,
        random,
        directory,
        nodeId: testNodeId,
        holdsMetadata: true,
        controllerEndpoints: testEndpoints,
      }));
    const quorum = await MetadataQuorum.open({
      disk,
      clock,
      random,
      directory,
      nodeId: testNodeId,
      clusterId: meta.clusterId,
      shared: createLogShared({ disk, clock, random }),
      controllerEndpoints: testEndpoints,
      ...options,
      settings: { maxIdleIntervalMs: 0, ...options.settings },
    });
    return {
      quorum,
      directory,
      close: async () => {
        await quorum.close();
        await directory.release();
      },
    };
  } catch (error) {
    await directory.release();
    throw error;
  }
}
