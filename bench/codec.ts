/** Encoding and decoding of messages, compiled from their declarations, beside the JSON that is built into the runtime. */
import { fetch, type Message, metadata, produce, Reader, Writer } from "@ottla/protocol";
import { print, timesASecond } from "./measure.ts";
import { median } from "./statistics.ts";

const topicId = "s_641VPYj7Z1gAAS-SFrjg";

interface Sample {
  readonly name: string;
  readonly message: Message;
  readonly version: number;
  readonly value: Record<string, unknown>;
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const samples: readonly Sample[] = [
  {
    name: "produce response of 10 partitions",
    message: produce.response,
    version: 13,
    value: {
      responses: [
        {
          topicId,
          partitionResponses: times(10, (index) => ({
            index,
            errorCode: 0,
            baseOffset: 8_123_456_789,
            logStartOffset: 12,
          })),
        },
      ],
    },
  },
  {
    name: "fetch request of 50 partitions",
    message: fetch.request,
    version: 17,
    value: {
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: 52_428_800,
      topics: times(5, () => ({
        topicId,
        partitions: times(10, (partition) => ({
          partition,
          fetchOffset: 8_123_456_789,
          partitionMaxBytes: 1_048_576,
        })),
      })),
      forgottenTopicsData: [],
    },
  },
  {
    name: "metadata response of 200 partitions",
    message: metadata.response,
    version: 13,
    value: {
      brokers: times(3, (nodeId) => ({ nodeId, host: `broker-${nodeId}.example.org`, port: 9092 })),
      clusterId: "OttlaBenchmarkCluster1",
      controllerId: 1,
      topics: times(20, (topic) => ({
        errorCode: 0,
        name: `orders-${topic}`,
        topicId,
        partitions: times(10, (partitionIndex) => ({
          errorCode: 0,
          partitionIndex,
          leaderId: 1,
          replicaNodes: [1, 2, 3],
          isrNodes: [1, 2, 3],
          offlineReplicas: [],
        })),
      })),
    },
  },
];

export async function codec(): Promise<string> {
  const ratios = samples.map(({ name, message, version, value }) => {
    const bytes = encode(message, value, version);
    const full = message.decode(new Reader(bytes), version);
    const text = JSON.stringify(full);
    const ours = timesASecond(() => {
      message.decode(new Reader(encode(message, full, version)), version);
    });
    const json = timesASecond(() => {
      JSON.parse(Buffer.from(JSON.stringify(full)).toString());
    });
    print(
      `${name}: ${thousands(ours)} there and back (${bytes.length} bytes), JSON ${thousands(json)} (${text.length} bytes)`,
    );
    return ours / json;
  });
  return `ratio ${median(ratios).toFixed(2)}: messages a second, compared with JSON (median of ${ratios.length} messages)`;
}

function encode(message: Message, value: Record<string, unknown>, version: number): Buffer {
  const writer = new Writer();
  message.encode(writer, value, version);
  return writer.toBuffer();
}

function thousands(perSecond: number): string {
  return `${(perSecond / 1000).toFixed(0)} k/s`;
}
