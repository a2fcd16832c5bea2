import { type Controller, type EffectiveConfigs, invalidTopicName } from "@ottla/cluster";
import { groupTopic } from "@ottla/coordinator";
import { createTopics, errorCode, type RequestOf } from "@ottla/protocol";
import type { Logger } from "@ottla/runtime";

type CreatableTopic = RequestOf<typeof createTopics>["topics"][number];

/** The controller chooses: `num.partitions` and `default.replication.factor`. */
const controllersChoice = -1;

/**
 * Brings topics into being that nobody created: those that clients ask for (`auto.create.topics.enable`), and the one that
 * groups are kept in. Creation goes on behind the answer, as in Apache Kafka: who asked is told that there is none yet,
 * and asks again.
 */
export class AutoTopics {
  readonly #controller: Controller;
  readonly #configs: EffectiveConfigs;
  readonly #logger: Logger;
  /** Names on their way. */
  readonly #underWay = new Set<string>();

  constructor(options: { controller: Controller; configs: EffectiveConfigs; logger: Logger }) {
    this.#controller = options.controller;
    this.#configs = options.configs;
    this.#logger = options.logger;
  }

  /** Begins to create topics that do not exist, and says of each what the client is told meanwhile. */
  create(names: readonly string[]): { name: string; errorCode: number }[] {
    const creatable: string[] = [];
    const answers = names.map((name) => {
      if (invalidTopicName(name) !== null) return { name, errorCode: errorCode.INVALID_TOPIC_EXCEPTION };
      if (!this.#underWay.has(name)) creatable.push(name);
      this.#underWay.add(name);
      return { name, errorCode: errorCode.UNKNOWN_TOPIC_OR_PARTITION };
    });
    if (creatable.length > 0) void this.#create(creatable);
    return answers;
  }

  async #create(names: readonly string[]): Promise<void> {
    const timeoutMs = this.#configs.broker["request.timeout.ms"];
    try {
      const { topics } = await this.#controller.createTopics(
        { topics: names.map((name) => this.#describe(name)), timeoutMs, validateOnly: false },
        { apiVersion: createTopics.versions[1], principal: "User:ANONYMOUS" },
      );
      for (const { name, errorCode: code, errorMessage } of topics) {
        // Somebody was faster: that is as good.
        if (code === errorCode.NONE || code === errorCode.TOPIC_ALREADY_EXISTS) continue;
        this.#logger.warn(
          { topic: name, code, reason: errorMessage },
          "a topic could not be created automatically",
        );
      }
    } catch (error) {
      this.#logger.warn({ topics: names, error }, "topics could not be created automatically");
    } finally {
      for (const name of names) this.#underWay.delete(name);
    }
  }

  #describe(name: string): CreatableTopic {
    if (name === groupTopic) return this.#describeGroupTopic();
    return {
      name,
      numPartitions: controllersChoice,
      replicationFactor: controllersChoice,
      assignments: [],
      configs: [],
    };
  }

  #describeGroupTopic(): CreatableTopic {
    const config = this.#configs.broker;
    return {
      name: groupTopic,
      numPartitions: config["offsets.topic.num.partitions"],
      replicationFactor: config["offsets.topic.replication.factor"],
      assignments: [],
      configs: [
        { name: "cleanup.policy", value: "compact" },
        // The coordinator compresses by itself; the topic takes batches as they come.
        { name: "compression.type", value: "producer" },
        { name: "segment.bytes", value: String(config["offsets.topic.segment.bytes"]) },
      ],
    };
  }
}
