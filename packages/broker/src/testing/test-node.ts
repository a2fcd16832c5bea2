import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { nodeWorld } from "@ottla/runtime";
import { completedSettings } from "../start/given-settings.ts";
import { planNode } from "../start/plan-node.ts";
import { RunningNode } from "../start/running-node.ts";
import { LogLevels } from "../telemetry/log-levels.ts";
import { atEnd } from "./at-end.ts";
import { TestClient } from "./test-client.ts";

/** A directory of the machine that is gone when the test has ended. */
export function temporaryDirectory(test: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "ottla-node-"));
  atEnd(test, () => rmSync(path, { recursive: true, force: true }));
  return path;
}

export interface TestNodeOptions {
  readonly directory?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A whole node in this process, on real sockets and files. */
export class TestNode {
  readonly node: RunningNode;
  readonly directory: string;
  readonly failures: Error[];
  #isStopped = false;

  private constructor(node: RunningNode, directory: string, failures: Error[]) {
    this.node = node;
    this.directory = directory;
    this.failures = failures;
  }

  /** Resolves when the node serves; it is stopped when the test ends, if it was not before. */
  static async start(test: TestContext, options: TestNodeOptions = {}): Promise<TestNode> {
    const directory = options.directory ?? temporaryDirectory(test);
    const given = new Map([
      ["listeners", "PLAINTEXT://127.0.0.1:0"],
      ["log.dirs", directory],
      ["group.initial.rebalance.delay.ms", "0"],
      ["offsets.topic.num.partitions", "3"],
      ...Object.entries(options.settings ?? {}),
    ]);
    const plan = planNode(completedSettings(given), {
      hostName: "localhost",
      clusterId: null,
      absolute: (path) => path,
    });
    const failures: Error[] = [];
    const logLevels = new LogLevels({ level: "FATAL", format: "json", write: () => undefined });
    const node = await RunningNode.start({
      plan,
      world: nodeWorld(),
      logLevels,
      onFailure: (error) => failures.push(error),
    });
    const started = new TestNode(node, directory, failures);
    atEnd(test, () => started.stop());
    return started;
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    await this.node.stop();
  }

  /** A connection to a listener, which is gone when the test ends. */
  async connect(test: TestContext, listenerName = "PLAINTEXT"): Promise<TestClient> {
    const { advertised } = this.node.listeners.find(({ name }) => name === listenerName)!;
    const client = await TestClient.connect(advertised.port);
    atEnd(test, () => client.close());
    return client;
  }
}
