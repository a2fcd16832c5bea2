/** kafkajs and @platformatic/kafka, in a folder of the cache that has them as dependencies. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, root } from "../foundation/places.ts";
import { say } from "../foundation/report.ts";
import { npm } from "../foundation/toolchains.ts";
import { type Client, runCalls } from "./client.ts";

const manifest = JSON.stringify({
  name: "interop-clients",
  private: true,
  type: "module",
  dependencies: { "@platformatic/kafka": "2.12.1", kafkajs: "2.2.4", "kafkajs-snappy": "1.1.0" },
});

/** The folder with the packages and copies of our programs: modules are looked for from where a file is. */
export async function nodeClients(): Promise<string> {
  const folder = cacheFolder("node");
  const manifestFile = join(folder, "package.json");
  const installed = join(folder, "node_modules/.package-lock.json");
  if (!existsSync(installed) || readFileSync(manifestFile, "utf8") !== manifest) {
    say("  …     installing the Node.js clients with npm (once)");
    writeFileSync(manifestFile, manifest);
    await npm(["install", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  }
  const programs = join(root, "interop/clients/node");
  for (const file of readdirSync(programs)) copyFileSync(join(programs, file), join(folder, file));
  return folder;
}

function nodeClient(name: string, file: string, label: string, env: Record<string, string> = {}): Client {
  return {
    name,
    run: async (broker) => {
      const folder = await nodeClients();
      return runCalls(broker, process.execPath, [join(folder, file)], { label, env, cwd: folder });
    },
  };
}

export const nodeClientList: readonly Client[] = [
  nodeClient("kafkajs", "kafkajs.mjs", "kafkajs"),
  nodeClient("platformatic classic", "platformatic.mjs", "platformatic-classic", {
    GROUP_PROTOCOL: "classic",
  }),
  nodeClient("platformatic consumer", "platformatic.mjs", "platformatic-consumer", {
    GROUP_PROTOCOL: "consumer",
  }),
];
