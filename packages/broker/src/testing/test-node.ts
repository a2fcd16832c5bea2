import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { World } from "@ottla/runtime";
import type { RunningNode } from "../start/running-node.ts";
import { startNode } from "../start/start-node.ts";
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
  readonly world?: World;
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
    const failures: Error[] = [];
    const node = await startNode({
      settings: {
        listeners: "PLAINTEXT://127.0.0.1:0",
        "log.dirs": directory,
        "group.initial.rebalance.delay.ms": "0",
        "offsets.topic.num.partitions": "3",
        ...options.settings,
      },
      world: options.world,
      logLevel: "FATAL",
      log: () => undefined,
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

  /** Where a listener really is, whatever clients are told. */
  #portOf(listenerName: string, nodeId?: number): number {
    return this.node.listeners.find(
      (each) => each.name === listenerName && (nodeId === undefined || each.nodeId === nodeId),
    )!.bind.port;
  }

  /** A connection to a listener, of the node itself if no id is given. It is gone when the test ends. */
  async connect(test: TestContext, listenerName = "PLAINTEXT", nodeId?: number): Promise<TestClient> {
    const client = await TestClient.connect(this.#portOf(listenerName, nodeId));
    atEnd(test, () => client.close());
    return client;
  }
}
