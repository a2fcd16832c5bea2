/** Kafka's own tools for measuring: how all of them are run. */
import type { Broker } from "../../interop/foundation/broker.ts";
import { kafkaTool } from "../../interop/reference/kafka.ts";

const patienceMs = 600_000;

/** Runs one of them on a topic, in a JVM made to run fast, and answers what it prints. */
export async function performanceTool(
  name: string,
  { broker, topic, given }: { broker: Broker; topic: string; given: readonly string[] },
): Promise<string> {
  return kafkaTool(
    `org.apache.kafka.tools.${name}`,
    ["--bootstrap-server", broker.bootstrap, "--topic", topic, ...given],
    { timeoutMs: patienceMs, purpose: "speed" },
  );
}
