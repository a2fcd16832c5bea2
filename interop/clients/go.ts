/** franz-go, sarama and kafka-go: one Go module, a program for each, and members of the million's group. */
import { join } from "node:path";
import { buildGo } from "../foundation/go-programs.ts";
import { type Client, runCalls } from "./client.ts";

let built: Promise<string> | undefined;

/** Builds the programs, once a run; answers their folder. */
export function goPrograms(): Promise<string> {
  built ??= buildGo("interop/clients/go", ["franz", "sarama", "kafkago", "member-franz", "member-sarama"]);
  return built;
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
