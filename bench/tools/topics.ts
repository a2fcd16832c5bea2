/** Topics come and go through Kafka's own TopicCommand. */
import type { Broker } from "../../interop/foundation/broker.ts";
import { kafkaTool } from "../../interop/reference/kafka.ts";

export async function createTopic(broker: Broker, topic: string, partitions: number): Promise<void> {
  await topicCommand(broker, ["--create", "--topic", topic, "--partitions", String(partitions)]);
}

export async function deleteTopic(broker: Broker, topic: string): Promise<void> {
  await topicCommand(broker, ["--delete", "--topic", topic]);
}

async function topicCommand(broker: Broker, given: readonly string[]): Promise<void> {
  await kafkaTool("org.apache.kafka.tools.TopicCommand", ["--bootstrap-server", broker.bootstrap, ...given]);
}
