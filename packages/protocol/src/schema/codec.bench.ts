/** What messages cost: `node --conditions=source src/schema/codec.bench.ts`. Thousand messages a second, and MB/s. */
import {
  type Api,
  fetch,
  heartbeat,
  joinGroup,
  metadata,
  offsetCommit,
  produce,
  type RequestInput,
  type ResponseInput,
} from "../index.ts";
import { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";
import type { Message } from "./message.ts";

const rounds = 7;
const roundMs = 150;
const topicId = "s_641VPYj7Z1gAAS-SFrjg";

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const produceRequest: RequestInput<typeof produce> = {
  acks: -1,
  timeoutMs: 30_000,
  topicData: [{ name: "orders", topicId, partitionData: [{ index: 3, records: Buffer.alloc(16_384) }] }],
};

const produceResponse: ResponseInput<typeof produce> = {
  responses: [
    {
      name: "orders",
      topicId,
      partitionResponses: [{ index: 3, errorCode: 0, baseOffset: 8_123_456_789, logStartOffset: 12 }],
    },
  ],
};

const fetchRequest: RequestInput<typeof fetch> = {
  maxWaitMs: 500,
  minBytes: 1,
  maxBytes: 52_428_800,
  topics: times(5, (topic) => ({
    topic: `orders-${topic}`,
    topicId,
    partitions: times(10, (partition) => ({
      partition,
      currentLeaderEpoch: 4,
      fetchOffset: 8_123_456_789,
      partitionMaxBytes: 1_048_576,
    })),
  })),
  forgottenTopicsData: [],
};

const fetchResponse: ResponseInput<typeof fetch> = {
  sessionId: 77,
  responses: times(5, (topic) => ({
    topic: `orders-${topic}`,
    topicId,
    partitions: times(10, (partitionIndex) => ({
      partitionIndex,
      errorCode: 0,
      highWatermark: 8_123_456_999,
      lastStableOffset: 8_123_456_999,
      logStartOffset: 0,
      abortedTransactions: null,
      records: Buffer.alloc(16_384),
    })),
  })),
};

const metadataResponse: ResponseInput<typeof metadata> = {
  brokers: times(3, (nodeId) => ({ nodeId, host: `broker-${nodeId}.example`, port: 9092 })),
  clusterId: "OttlaFixtureCluster001",
  controllerId: 1,
  topics: times(100, (topic) => ({
    errorCode: 0,
    name: `a-topic-of-usual-length-${topic}`,
    topicId,
    partitions: times(10, (partitionIndex) => ({
      errorCode: 0,
      partitionIndex,
      leaderId: partitionIndex % 3,
      leaderEpoch: 5,
      replicaNodes: [0, 1, 2],
      isrNodes: [0, 1, 2],
      offlineReplicas: [],
    })),
  })),
};

const commitRequest: RequestInput<typeof offsetCommit> = {
  groupId: "a-consumer-group",
  generationIdOrMemberEpoch: 12,
  memberId: "consumer-1-5c1f6b7e-63f1-4d2b-9a63-0c2b8f9ef6d0",
  topics: times(5, (topic) => ({
    name: `orders-${topic}`,
    partitions: times(10, (partitionIndex) => ({
      partitionIndex,
      committedOffset: 8_123_456_789,
      committedLeaderEpoch: 4,
      committedMetadata: "",
    })),
  })),
};

const heartbeatRequest: RequestInput<typeof heartbeat> = {
  groupId: "a-consumer-group",
  generationId: 12,
  memberId: "consumer-1-5c1f6b7e-63f1-4d2b-9a63-0c2b8f9ef6d0",
};

const joinResponse: ResponseInput<typeof joinGroup> = {
  errorCode: 0,
  generationId: 3,
  protocolType: "consumer",
  protocolName: "range",
  leader: "consumer-1-5c1f6b7e-63f1-4d2b-9a63-0c2b8f9ef6d0",
  memberId: "consumer-1-5c1f6b7e-63f1-4d2b-9a63-0c2b8f9ef6d0",
  members: times(20, (member) => ({
    memberId: `consumer-${member}-5c1f6b7e-63f1-4d2b-9a63-0c2b8f9ef6d0`,
    metadata: Buffer.alloc(60),
  })),
};

measureBoth(produce, "request", 9, produceRequest);
measureBoth(produce, "response", 9, produceResponse);
measureBoth(fetch, "request", 17, fetchRequest);
measureBoth(fetch, "response", 17, fetchResponse);
measureBoth(metadata, "response", 12, metadataResponse);
measureBoth(offsetCommit, "request", 8, commitRequest);
measureBoth(heartbeat, "request", 4, heartbeatRequest);
measureBoth(joinGroup, "response", 9, joinResponse);

function measureBoth<A extends Api>(
  api: A,
  side: "request" | "response",
  version: number,
  value: RequestInput<A> | ResponseInput<A>,
): void {
  const message: Message = api[side];
  const writer = new Writer();
  message.encode(writer, value, version);
  const bytes = writer.toBuffer();
  measure(`${message.name} ${version} encode`, bytes.length, () => {
    const fresh = new Writer();
    message.encode(fresh, value, version);
    return fresh.chunks().length;
  });
  measure(`${message.name} ${version} decode`, bytes.length, () => {
    message.decode(new Reader(bytes), version);
    return 1;
  });
}

/** Best and median of several rounds. */
function measure(name: string, size: number, call: () => number): void {
  const rates: number[] = [];
  let sink = 0;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    let calls = 0;
    let elapsed = 0;
    while (elapsed < roundMs) {
      for (let i = 0; i < 20; i += 1) sink += call();
      calls += 20;
      elapsed = performance.now() - start;
    }
    rates.push(calls / elapsed);
  }
  rates.sort((left, right) => right - left);
  const [best = 0] = rates;
  const median = rates[rounds >> 1] ?? 0;
  const columns = [
    name.padEnd(30),
    `${size} B`.padStart(10),
    `${best.toFixed(1)} best`.padStart(15),
    `${median.toFixed(1)} median k/s`.padStart(20),
    `${((median * size) / 1000).toFixed(0)} MB/s`.padStart(12),
  ];
  process.stdout.write(`${columns.join(" ")}${sink === 0 ? "!" : ""}\n`);
}
