/** What is sent: requests that are whole, damaged, cut short, too large, or well-formed and meant to do harm. */
import {
  type Api,
  apis,
  buildRecordBatch,
  createTopics,
  describeConfigs,
  encodeRequest,
  fetch,
  joinGroup,
  metadata,
  produce,
  type RequestInput,
  unregisterBroker,
  updateCrc,
} from "@ottla/protocol";
import { FrameMutator, kafkaBatches, randomValue, type SeededRandom } from "@ottla/protocol/testing";

/** Of which the harm is meant for; it exists when the run begins. */
export const targetTopic = "orders";

export interface Frame {
  readonly kind: string;
  /** What goes over the wire, with the length it claims. */
  readonly bytes: Buffer;
  /** Whether the broker waits for the rest of it, which never comes. */
  readonly isIncomplete: boolean;
}

const samplesPerVersion = 3;
const client = { correlationId: 1, clientId: "fuzz" };
const hugeLengths = [0x7fffffff, 0x40000000, 200_000_000, -1, -0x80000000];

/** An endless supply; the same seed, the same frames. */
export class FrameSource {
  readonly #random: SeededRandom;
  readonly #mutator: FrameMutator;
  /** Without their lengths. */
  readonly #requests: readonly Buffer[];

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#mutator = new FrameMutator(random);
    this.#requests = apis
      .filter(({ listeners }) => listeners.includes("broker"))
      .flatMap((api) => samplesOf(api, random));
  }

  next(): Frame {
    for (;;) {
      const made = this.#make();
      if (!isOrderToLeave(made.bytes)) return made;
    }
  }

  #make(): Frame {
    const random = this.#random;
    const whole = random.pick(this.#requests);
    const chance = random.below(100);
    if (chance < 12) return frame("whole", withLength(whole));
    if (chance < 76)
      return frame("damaged", withLength(this.#mutator.mutated(whole, random.pick(this.#requests))));
    if (chance < 79) return this.#cutShort(whole);
    if (chance < 82) return this.#oversized(whole);
    if (chance < 88) return frame("noise", withLength(random.bytes(random.below(300))));
    return frame("hostile", this.#hostile());
  }

  /** Claims more than comes. */
  #cutShort(whole: Buffer): Frame {
    const bytes = withLength(whole);
    return {
      kind: "cut short",
      bytes: bytes.subarray(0, this.#random.below(bytes.length)),
      isIncomplete: true,
    };
  }

  /** Claims more than anybody should believe, or less than nothing. */
  #oversized(whole: Buffer): Frame {
    const bytes = withLength(whole);
    bytes.writeInt32BE(this.#random.pick(hugeLengths), 0);
    return { kind: "oversized", bytes, isIncomplete: false };
  }

  #hostile(): Buffer {
    const random = this.#random;
    switch (random.below(6)) {
      case 0:
        return damagedRecords(random);
      case 1:
        return bomb(random.pick(["gzip", "snappy", "lz4", "zstd"] as const));
      case 2:
        return greedyFetch(random);
      case 3:
        return request(metadata, 12, {
          topics: Array.from({ length: 2000 }, () => ({ name: targetTopic })),
          allowAutoTopicCreation: false,
        });
      case 4:
        return request(joinGroup, 9, {
          groupId: `g${random.below(200)}`,
          sessionTimeoutMs: 1_800_000,
          rebalanceTimeoutMs: 0x7fffffff,
          memberId: "",
          protocolType: "consumer",
          protocols: [{ name: "range", metadata: random.bytes(2000) }],
        });
      default:
        return random.oneIn(2) ? manyConfigs() : manyTopics(random);
    }
  }
}

/** UnregisterBroker takes a broker out of its cluster, by right and for good: that is no fault to be found. */
function isOrderToLeave(bytes: Buffer): boolean {
  return bytes.length >= 6 && bytes.readInt16BE(4) === unregisterBroker.key;
}

function frame(kind: string, bytes: Buffer): Frame {
  return { kind, bytes, isIncomplete: false };
}

function withLength(body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(4 + body.length);
  bytes.writeInt32BE(body.length, 0);
  body.copy(bytes, 4);
  return bytes;
}

/** Requests of every version with values at the limits of their types. */
function samplesOf(api: Api, random: SeededRandom): Buffer[] {
  const [lowest, highest] = api.versions;
  const versions = Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
  return versions.flatMap((version) =>
    Array.from({ length: samplesPerVersion }, () => {
      const value = randomValue(api.request, version, random);
      return Buffer.concat(encodeRequest(api, version, client, value)).subarray(4);
    }),
  );
}

function request<A extends Api>(api: A, version: number, body: RequestInput<A>): Buffer {
  return Buffer.concat(encodeRequest(api, version, client, body));
}

function produceRequest(records: Buffer, acks = -1): Buffer {
  return request(produce, 9, {
    acks,
    timeoutMs: 1000,
    topicData: [{ name: targetTopic, partitionData: [{ index: 0, records }] }],
  });
}

/** Records of Kafka with damage that their checksum has been made to agree with. */
function damagedRecords(random: SeededRandom): Buffer {
  const records = Buffer.from(random.pick(kafkaBatches).bytes);
  if (records.length > 60_000) return produceRequest(records.subarray(0, 60_000));
  for (let damage = random.below(4); damage > 0; damage -= 1) {
    records[random.below(records.length)] = random.uint32();
  }
  // A length that was hit leaves nothing to compute a checksum of.
  if (records.readInt32BE(8) + 12 === records.length) updateCrc(records, 0);
  return produceRequest(records, random.pick([-1, 0, 1]));
}

const bombs = new Map<string, Buffer>();

/** Little that grows to much: the broker may keep it, but not spend memory on it. */
function bomb(codec: "gzip" | "snappy" | "lz4" | "zstd"): Buffer {
  let made = bombs.get(codec);
  if (made === undefined) {
    const value = Buffer.alloc(4 << 20);
    made = produceRequest(buildRecordBatch({ codec, records: [{ key: null, value, timestamp: 1 }] }));
    bombs.set(codec, made);
  }
  return made;
}

/** Asks for everything, many times over, and without end. */
function greedyFetch(random: SeededRandom): Buffer {
  return request(fetch, 12, {
    maxWaitMs: random.pick([0, 100, 0x7fffffff]),
    minBytes: random.pick([0, 1, 0x7fffffff]),
    maxBytes: 0x7fffffff,
    sessionId: 0,
    sessionEpoch: random.pick([0, -1]),
    topics: [
      {
        topic: targetTopic,
        partitions: Array.from({ length: 200 }, (_, partition) => ({
          partition: partition % 3,
          fetchOffset: random.below(50),
          partitionMaxBytes: 0x7fffffff,
        })),
      },
    ],
    forgottenTopicsData: [],
  });
}

function manyConfigs(): Buffer {
  return request(describeConfigs, 4, {
    resources: Array.from({ length: 50 }, () => ({
      resourceType: 2,
      resourceName: targetTopic,
      configurationKeys: null,
    })),
    includeSynonyms: true,
    includeDocumentation: true,
  });
}

/** More partitions than anybody has, and assignments to nobody. */
function manyTopics(random: SeededRandom): Buffer {
  const assigned = Array.from({ length: 100 }, (_, partitionIndex) => ({
    partitionIndex,
    brokerIds: [99, 99],
  }));
  return request(createTopics, 7, {
    topics: Array.from({ length: 20 }, (_, index) => ({
      name: `t${index}`,
      numPartitions: -1,
      replicationFactor: -1,
      assignments: random.oneIn(2) ? assigned : [{ partitionIndex: 0x7fffffff, brokerIds: [1] }],
      configs: [{ name: "retention.ms", value: "x".repeat(1000) }],
    })),
    timeoutMs: 1000,
    validateOnly: false,
  });
}
