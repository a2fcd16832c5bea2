/** Every foreign client makes every call it has, against one broker or several: one table, call by client. */

import { fail, messageOf, pass, say, skip, table } from "../foundation/report.ts";
import { startBroker } from "../foundation/targets.ts";
import { MissingToolchain } from "../foundation/toolchains.ts";
import type { Options } from "../options.ts";
import type { CallResult, Client } from "./client.ts";
import { goClients } from "./go.ts";
import { javaClient } from "./java.ts";
import { javaTools } from "./java-tools.ts";
import { kcat } from "./kcat.ts";
import { nodeClientList } from "./node.ts";
import { pythonClients } from "./python.ts";

const allClients: readonly Client[] = [
  javaClient("classic"),
  javaClient("consumer"),
  javaTools,
  kcat,
  ...pythonClients,
  ...nodeClientList,
  ...goClients,
];

/** Against a node with one broker. */
export async function clients(options: Options): Promise<void> {
  await callAll(options, {});
}

const virtualBrokers = 3;

/** Against a node that stands in for three brokers. */
export async function brokers(options: Options): Promise<void> {
  if (options.target === "kafka") {
    skip("brokers", "Apache Kafka is one broker in a process");
    return;
  }
  const { port } = options;
  const controllerPort = port + virtualBrokers;
  await callAll(options, {
    "test.virtual.brokers": `${virtualBrokers}`,
    listeners: `PLAINTEXT://:${port},CONTROLLER://:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://localhost:${port},CONTROLLER://localhost:${controllerPort}`,
    "controller.quorum.bootstrap.servers": `localhost:${controllerPort}`,
    "offsets.topic.replication.factor": `${virtualBrokers}`,
  });
}

async function callAll(options: Options, ofShow: Readonly<Record<string, string>>): Promise<void> {
  const chosen = allClients.filter(({ name }) => options.only === undefined || options.only.test(name));
  // Records carry times of their own, long past: none may be too old.
  const settings = { "log.retention.ms": "-1", ...ofShow };
  const broker = await startBroker(options.target, { port: options.port, settings });
  const results = new Map<string, readonly CallResult[]>();
  try {
    for (const client of chosen) {
      const found = await runClient(client, (body) => body.run(broker));
      if (found !== null) results.set(client.name, found);
    }
  } finally {
    await broker.stop();
  }
  say(`\n${asTable(results)}\n`);
}

async function runClient(
  client: Client,
  body: (client: Client) => Promise<CallResult[]>,
): Promise<CallResult[] | null> {
  const started = performance.now();
  try {
    const results = await body(client);
    for (const { call, fault } of results) {
      if (fault === null) pass(`${client.name}: ${call}`, { quiet: true });
      else fail(`${client.name}: ${call}`, fault);
    }
    const faults = results.filter(({ fault }) => fault !== null).length;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    say(`  ${client.name}: ${results.length - faults} of ${results.length} calls in ${seconds} s`);
    return results;
  } catch (error) {
    if (error instanceof MissingToolchain) skip(client.name, error.message);
    else fail(client.name, messageOf(error));
    return null;
  }
}

/** Calls down, clients across: `ok`, `FAIL`, or a dot where a client has no such call. */
function asTable(results: ReadonlyMap<string, readonly CallResult[]>): string {
  const calls = [...new Set([...results.values()].flat().map(({ call }) => call))];
  const cell = (client: string, call: string): string => {
    const found = results.get(client)?.filter((result) => result.call === call) ?? [];
    if (found.length === 0) return "·";
    return found.every(({ fault }) => fault === null) ? "ok" : "FAIL";
  };
  const heading = ["", ...results.keys()];
  const widest = heading.map((name) => name.split(" "));
  const headings = [0, 1].map((line) => widest.map((words) => words[line] ?? ""));
  return table([
    ...headings,
    ...calls.map((call) => [call, ...[...results.keys()].map((name) => cell(name, call))]),
  ]);
}
