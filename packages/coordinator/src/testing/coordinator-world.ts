import { GroupCoordinator, groupTopic } from "../group-coordinator.ts";
import type { RequestOrigin } from "../requests/request-origin.ts";
import type { ClusterTopic, ClusterTopics } from "../runtime/cluster-topics.ts";
import { silentLog } from "../runtime/coordinator-log.ts";
import { defaultGroupCoordinatorConfig, type GroupCoordinatorConfig } from "../runtime/group-config.ts";
import type { Surroundings } from "../runtime/partition-coordinator.ts";
import { MemoryLog } from "./memory-log.ts";
import { SeededRandom } from "./seeded-random.ts";
import { settle, VirtualClock } from "./virtual-clock.ts";

/** Topics that a test makes up. */
export class TestTopics implements ClusterTopics {
  readonly #topics = new Map<string, ClusterTopic>();

  add(name: string, partitionCount: number, racks: readonly (readonly string[])[] = []): ClusterTopic {
    const topicId = Buffer.from(name.padEnd(16, ".").slice(0, 16)).toString("base64url");
    const topic = { name, topicId, partitionCount, racksOf: (partition: number) => racks[partition] ?? [] };
    this.#topics.set(name, topic);
    return topic;
  }

  remove(name: string): ClusterTopic {
    const topic = this.#topics.get(name)!;
    this.#topics.delete(name);
    return topic;
  }

  byName(name: string): ClusterTopic | null {
    return this.#topics.get(name) ?? null;
  }

  byId(topicId: string): ClusterTopic | null {
    for (const topic of this.#topics.values()) if (topic.topicId === topicId) return topic;
    return null;
  }

  names(): Iterable<string> {
    return this.#topics.keys();
  }
}

/** A coordinator whose time, chance, log and topics a test holds in its hands. One partition keeps all groups. */
export class CoordinatorWorld {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  readonly topics = new TestTopics();
  readonly log = new MemoryLog();
  readonly config: GroupCoordinatorConfig;
  coordinator: GroupCoordinator;

  private constructor(options: {
    readonly seed?: number;
    readonly config?: Partial<GroupCoordinatorConfig>;
  }) {
    this.random = new SeededRandom(options.seed ?? 1);
    this.config = { ...defaultGroupCoordinatorConfig, initialRebalanceDelayMs: 0, ...options.config };
    this.topics.add(groupTopic, 1);
    this.topics.add("orders", 8);
    this.topics.add("payments", 4);
    this.coordinator = new GroupCoordinator(this.surroundings);
  }

  /** A world whose coordinator has loaded its empty log. */
  static async start(
    options: { readonly seed?: number; readonly config?: Partial<GroupCoordinatorConfig> } = {},
  ): Promise<CoordinatorWorld> {
    const world = new CoordinatorWorld(options);
    await world.coordinator.onElected(0, 0, world.log);
    return world;
  }

  get surroundings(): Surroundings {
    const { clock, random, config, topics } = this;
    return { clock, random, config, topics, log: silentLog };
  }

  /** The coordinator goes down, and another begins with what is in the log. */
  async restart(): Promise<void> {
    this.coordinator.close();
    this.coordinator = new GroupCoordinator(this.surroundings);
    await this.coordinator.onElected(0, 1, this.log);
    await settle();
  }
}

/** A client as most are: the newest versions, from this machine. */
export function client(clientId: string, apiVersion: number): RequestOrigin {
  return { apiVersion, clientId, clientHost: "/127.0.0.1" };
}
