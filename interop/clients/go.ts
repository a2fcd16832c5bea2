/** franz-go, sarama and kafka-go: one Go module, a program for each, and members of the million's group. */
import { join } from "node:path";
import { cacheFolder, root } from "../foundation/places.ts";
import { mustRun } from "../foundation/processes.ts";
import { MissingToolchain, toolchain } from "../foundation/toolchains.ts";
import { type Client, runCalls } from "./client.ts";

let built: Promise<string> | undefined;

/** Builds the programs (Go's own cache makes that quick from the second time on); answers their folder. */
export function goPrograms(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const go = await toolchain("go");
  const version = /go1\.(\d+)/.exec(await mustRun(go, ["version"]))?.[1];
  if (Number(version) < 21) {
    throw new MissingToolchain(`go is 1.${version}, and fetching what the programs need takes 1.21 or newer`);
  }
  const programs = cacheFolder("go");
  await mustRun(
    go,
    ["build", "-o", programs, "./franz", "./sarama", "./kafkago", "./member-franz", "./member-sarama"],
    {
      cwd: join(root, "interop/clients/go"),
      timeoutMs: 900_000,
    },
  );
  return programs;
}

function goClient(name: string, program: string, label: string, env: Record<string, string> = {}): Client {
  return {
    name,
    run: async (broker) => runCalls(broker, join(await goPrograms(), program), [], { label, env }),
  };
}

export const goClients: readonly Client[] = [
  goClient("franz-go classic", "franz", "franz-classic", { GROUP_PROTOCOL: "classic" }),
  goClient("franz-go consumer", "franz", "franz-consumer", { GROUP_PROTOCOL: "consumer" }),
  goClient("sarama", "sarama", "sarama"),
  goClient("kafka-go", "kafkago", "kafka-go"),
];
