/** What a broker accepts from producers, and how it refuses the rest. */
import { buildRecordBatch, fetch, listOffsets, produce, type RequestInput, zeroUuid } from "@ottla/protocol";
import { Theme } from "../cases.ts";
import type { Kit, Topic } from "../kit.ts";
import {
  at,
  batch,
  changed,
  fetchFrom,
  lengthened,
  longAgo,
  noSuchId,
  produceTo,
  spoiled,
} from "../records.ts";

export const produceTheme = new Theme("produce");

/** Produces bytes to a topic of its own, and reads what is there afterwards. */
async function attempt(
  kit: Kit,
  records: Uint8Array | null,
  options: { configs?: Record<string, string>; version?: number; acks?: number } = {},
): Promise<void> {
  const topic = await kit.topic("topic", { configs: options.configs ?? {} });
  const version = options.version ?? 13;
  const { acks = -1 } = options;
  // Null records have no answer from Kafka, and everything else has one at once.
  await kit.ask(
    produce,
    produceTo(topic, records, { acks }),
    records === null ? { timeoutMs: 3_000 } : { version },
  );
  await kit.ask(fetch, fetchFrom(topic), { on: "reader" });
}

const three = batch();
const gzip = batch(undefined, { codec: "gzip" });
const snappy = batch(undefined, { codec: "snappy" });

const batches: readonly (readonly [string, Buffer | null])[] = [
  ["null records", null],
  ["no bytes", Buffer.alloc(0)],
  ["less than a header", three.subarray(0, 20)],
  ["a header cut off", three.subarray(0, 60)],
  ["records cut off", three.subarray(0, three.length - 3)],
  ["a wrong checksum", spoiled(three, (bytes) => bytes.writeInt32BE(7, at.crc))],
  ["a changed record under the old checksum", spoiled(three, (bytes) => bytes.writeUInt8(1, at.records + 4))],
  ["a length of zero", spoiled(three, (bytes) => bytes.writeInt32BE(0, at.length))],
  ["a negative length", spoiled(three, (bytes) => bytes.writeInt32BE(-5, at.length))],
  ["a length beyond the data", spoiled(three, (bytes) => bytes.writeInt32BE(5000, at.length))],
  ["a length shorter than the data", spoiled(three, (bytes) => bytes.writeInt32BE(60, at.length))],
  ["magic 0", spoiled(three, (bytes) => bytes.writeInt8(0, at.magic))],
  ["magic 1", spoiled(three, (bytes) => bytes.writeInt8(1, at.magic))],
  ["magic 3", spoiled(three, (bytes) => bytes.writeInt8(3, at.magic))],
  ["magic -1", spoiled(three, (bytes) => bytes.writeInt8(-1, at.magic))],
  ["two batches", Buffer.concat([three, batch(["four"])])],
  ["a batch and a few bytes", Buffer.concat([three, Buffer.from([1, 2, 3])])],
  ["a batch and twelve zeros", Buffer.concat([three, Buffer.alloc(12)])],
  ["a batch and the beginning of another", Buffer.concat([three, three.subarray(0, 40)])],
  ["a batch and what cannot be one", Buffer.concat([three, Buffer.alloc(30, 0x31)])],
  ["a base offset of five", batch(undefined, { baseOffset: 5 })],
  ["no records in the batch", batch([])],
  ["more records told than there are", changed(three, (bytes) => bytes.writeInt32BE(4, at.recordCount))],
  ["fewer records told than there are", changed(three, (bytes) => bytes.writeInt32BE(2, at.recordCount))],
  ["a negative count", changed(three, (bytes) => bytes.writeInt32BE(-1, at.recordCount))],
  ["an absurd count", changed(three, (bytes) => bytes.writeInt32BE(2_000_000_000, at.recordCount))],
  ["a last offset that is too high", changed(three, (bytes) => bytes.writeInt32BE(3, at.lastOffsetDelta))],
  ["a last offset that is too low", changed(three, (bytes) => bytes.writeInt32BE(1, at.lastOffsetDelta))],
  ["a negative last offset", changed(three, (bytes) => bytes.writeInt32BE(-1, at.lastOffsetDelta))],
  ["a wrong maximum timestamp", changed(three, (bytes) => bytes.writeBigInt64BE(5n, at.maxTimestamp))],
  ["bytes after the records", lengthened(three, Buffer.from([0, 0]))],
  ["bytes after gzip", lengthened(gzip, Buffer.from([9, 9, 9]))],
  ["gzip cut off", lengthened(gzip.subarray(0, gzip.length - 12), Buffer.alloc(0))],
  ["snappy with a spoiled tail", changed(snappy, (bytes) => bytes.writeUInt8(0xff, bytes.length - 1))],
  ["gzip that is none", changed(three, (bytes) => bytes.writeInt16BE(1, at.attributes))],
  ["snappy that is none", changed(three, (bytes) => bytes.writeInt16BE(2, at.attributes))],
  ["lz4 that is none", changed(three, (bytes) => bytes.writeInt16BE(3, at.attributes))],
  ["zstd that is none", changed(three, (bytes) => bytes.writeInt16BE(4, at.attributes))],
  ["codec 5", changed(three, (bytes) => bytes.writeInt16BE(5, at.attributes))],
  ["codec 6", changed(three, (bytes) => bytes.writeInt16BE(6, at.attributes))],
  ["codec 7", changed(three, (bytes) => bytes.writeInt16BE(7, at.attributes))],
  ["unknown attributes", changed(three, (bytes) => bytes.writeInt16BE(0x0f80, at.attributes))],
  ["a delete horizon", changed(three, (bytes) => bytes.writeInt16BE(0x40, at.attributes))],
  [
    "the broker's time told by the client",
    changed(three, (bytes) => bytes.writeInt16BE(0x08, at.attributes)),
  ],
  ["a control batch", batch(undefined, { isControl: true })],
  [
    "a control batch of a producer",
    batch(undefined, { isControl: true, producerId: 9, producerEpoch: 0, baseSequence: 0 }),
  ],
  ["a leader epoch of its own", batch(undefined, { partitionLeaderEpoch: 77 })],
  ["a record of a negative length", changed(three, (bytes) => bytes.writeUInt8(1, at.records))],
  ["a record longer than the batch", changed(three, (bytes) => bytes.writeUInt8(0x7e, at.records))],
  ["offsets that do not rise", changed(three, (bytes) => bytes.writeUInt8(2, at.records + 3))],
  ["negative timestamps", buildRecordBatch({ records: [{ key: null, value: null, timestamp: -1 }] })],
  ["timestamps below -1", buildRecordBatch({ records: [{ key: null, value: null, timestamp: -7 }] })],
  [
    "a record years ahead",
    buildRecordBatch({ records: [{ key: null, value: null, timestamp: longAgo * 2 }] }),
  ],
  [
    "nulls, empties and headers",
    buildRecordBatch({
      records: [
        { key: null, value: null, timestamp: longAgo },
        { key: Buffer.alloc(0), value: Buffer.alloc(0), timestamp: longAgo },
        {
          key: Buffer.from("key"),
          value: Buffer.from("value"),
          timestamp: longAgo,
          headers: [
            { key: "header", value: Buffer.from("told") },
            { key: "", value: null },
          ],
        },
      ],
    }),
  ],
];

/** A batch of every codec, spoiled in ways that only who decompresses it can see. */
for (const codec of ["gzip", "snappy", "lz4", "zstd"] as const) {
  const good = batch(undefined, { codec });
  const told = (count: number): Buffer =>
    changed(good, (bytes) => {
      bytes.writeInt32BE(count, at.recordCount);
      bytes.writeInt32BE(count - 1, at.lastOffsetDelta);
    });
  const spoils: readonly (readonly [string, Buffer])[] = [
    ["fewer records told than there are", told(2)],
    ["more records told than there are", told(4)],
    ["its last byte missing", lengthened(good.subarray(0, -1), Buffer.alloc(0))],
    ["its last nine bytes missing", lengthened(good.subarray(0, -9), Buffer.alloc(0))],
    ["all of it missing but a byte", lengthened(good.subarray(0, at.records + 1), Buffer.alloc(0))],
    [
      "its last byte wrong",
      changed(good, (bytes) => bytes.writeUInt8(bytes.at(-1)! ^ 0xff, bytes.length - 1)),
    ],
    [
      "its first byte wrong",
      changed(good, (bytes) => bytes.writeUInt8(bytes[at.records]! ^ 0xff, at.records)),
    ],
    ["three bytes after it", lengthened(good, Buffer.from([1, 2, 3]))],
    ["thirty bytes after it", lengthened(good, Buffer.alloc(30, 7))],
    ["the same once more after it", lengthened(good, good.subarray(at.records))],
  ];
  for (const [name, records] of spoils)
    produceTheme.case(`${codec} with ${name}`, (kit) => attempt(kit, records));
}

produceTheme.each(batches, (kit, [, records]) => attempt(kit, records));

for (const codec of ["none", "gzip", "snappy", "lz4", "zstd"] as const) {
  produceTheme.case(`${codec} in the oldest version and the newest`, async (kit) => {
    const topic = await kit.topic();
    for (const version of [3, 6, 7, 13]) {
      await kit.ask(produce, produceTo(topic, batch(undefined, { codec })), { version });
    }
    await kit.ask(fetch, fetchFrom(topic));
    await kit.ask(fetch, fetchFrom(topic), { version: 9 });
  });
  produceTheme.case(`a topic that wants ${codec === "none" ? "uncompressed" : codec}`, async (kit) => {
    const topic = await kit.topic("topic", {
      configs: { "compression.type": codec === "none" ? "uncompressed" : codec },
    });
    const records = batch(undefined, { codec: codec === "gzip" ? "snappy" : "gzip" });
    await kit.ask(produce, produceTo(topic, records));
    const { responses } = await kit.quietly(fetch, fetchFrom(topic));
    // How small the same records become is each library's own.
    kit.note("attributes", responses[0]!.partitions[0]!.records!.readInt16BE(at.attributes));
    await kit.ask(listOffsets, latest(topic));
  });
}

function latest({ name }: Topic): RequestInput<typeof listOffsets> {
  return {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name, partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
    timeoutMs: 1_000,
  };
}

produceTheme.each(
  [
    ["a compacted topic wants keys", { "cleanup.policy": "compact" }],
    ["a topic of both policies wants keys", { "cleanup.policy": "compact,delete" }],
    ["a topic that wants all in sync of two", { "min.insync.replicas": "2" }],
    ["a topic with the broker's time", { "message.timestamp.type": "LogAppendTime" }],
    ["records that are too old", { "message.timestamp.before.max.ms": "1000" }],
    ["a batch that is too large", { "max.message.bytes": "70" }],
    ["a segment that is too small", { "segment.bytes": "1048576", "max.message.bytes": "2000000" }],
  ] as const,
  (kit, [, configs]) => attempt(kit, three, { configs }),
);

produceTheme.case("compressed records without keys in a compacted topic", async (kit) => {
  await attempt(kit, gzip, { configs: { "cleanup.policy": "compact" } });
});

produceTheme.case("some records without keys in a compacted topic", async (kit) => {
  const records = [
    { key: Buffer.from("a"), value: null, timestamp: longAgo },
    { key: null, value: Buffer.from("b"), timestamp: longAgo },
    { key: Buffer.from("c"), value: null, timestamp: longAgo },
    { key: null, value: Buffer.from("d"), timestamp: longAgo },
  ];
  await attempt(kit, buildRecordBatch({ records }), { configs: { "cleanup.policy": "compact" } });
  await attempt(kit, buildRecordBatch({ records }), {
    configs: { "cleanup.policy": "compact" },
    version: 7,
  }).catch(
    () => undefined, // the topic is there already
  );
});

for (const acks of [-2, 2, 127]) {
  produceTheme.case(`acks ${acks}`, (kit) => attempt(kit, three, { acks }));
}

produceTheme.case("what is looked at first", async (kit) => {
  const topic = await kit.topic();
  const bad = [
    Buffer.alloc(0),
    spoiled(three, (bytes) => bytes.writeInt8(1, at.magic)),
    spoiled(three, (bytes) => bytes.writeInt32BE(7, at.crc)),
    batch(undefined, { baseOffset: 5 }),
    spoiled(batch(undefined, { baseOffset: 5 }), (bytes) => bytes.writeInt32BE(7, at.crc)),
    spoiled(Buffer.concat([three, three]), (bytes) => bytes.writeInt32BE(7, at.crc)),
    spoiled(three, (bytes) => bytes.writeInt16BE(7, at.attributes)),
    spoiled(three, (bytes) => bytes.writeInt32BE(9, at.recordCount)),
  ];
  for (const records of bad) {
    await kit.ask(produce, produceTo(topic, records));
    await kit.ask(produce, produceTo(topic, records, { acks: 2 }));
    const internal = { name: "__consumer_offsets", id: zeroUuid };
    await kit.ask(produce, produceTo(internal, records), { version: 12 });
  }
});

produceTheme.case("acks 0 has no answer", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(produce, produceTo(topic, three, { acks: 0 }), { timeoutMs: 300 });
  await kit.eventually(listOffsets, latest(topic), ({ topics }) => topics[0]!.partitions[0]!.offset > 0);
});

produceTheme.case("acks 0 and an error close the connection", async (kit) => {
  await kit.ask(produce, produceTo({ name: kit.name("none"), id: noSuchId }, three, { acks: 0 }));
});

produceTheme.case("acks 0 and a wrong checksum close the connection", async (kit) => {
  const topic = await kit.topic();
  const records = spoiled(three, (bytes) => bytes.writeInt32BE(7, at.crc));
  await kit.ask(produce, produceTo(topic, records, { acks: 0 }));
});

produceTheme.each(
  [
    ["an unknown id", 13, "none", noSuchId],
    ["no id", 13, "none", zeroUuid],
    ["an unknown name", 12, "none", zeroUuid],
    ["an empty name", 12, "", zeroUuid],
    ["a name that none can have", 12, "a b?", zeroUuid],
    ["the metadata log", 12, "__cluster_metadata", zeroUuid],
    ["the log of groups", 12, "__consumer_offsets", zeroUuid],
  ] as const,
  async (kit, [, version, name, id]) => {
    const whole = name === "none" ? kit.name(name) : name;
    await kit.ask(produce, produceTo({ name: whole, id }, three), { version });
  },
);

produceTheme.case("partitions that are not there", async (kit) => {
  const topic = await kit.topic();
  for (const index of [1, -1, 2_000_000_000]) await kit.ask(produce, produceTo(topic, three, { index }));
});

produceTheme.case("good and bad partitions in one request", async (kit) => {
  const topic = await kit.topic("topic", { partitions: 2 });
  const partitionData = [
    { index: 0, records: three },
    { index: 1, records: spoiled(three, (bytes) => bytes.writeInt32BE(7, at.crc)) },
    { index: 2, records: three },
  ];
  await kit.ask(produce, { acks: -1, timeoutMs: 5_000, topicData: [{ topicId: topic.id, partitionData }] });
  await kit.ask(listOffsets, latest(topic));
});

produceTheme.case("the same partition twice", async (kit) => {
  const topic = await kit.topic();
  const twice = {
    topicId: topic.id,
    partitionData: [
      { index: 0, records: three },
      { index: 0, records: three },
    ],
  };
  await kit.ask(produce, { acks: -1, timeoutMs: 5_000, topicData: [twice] });
  await kit.ask(listOffsets, latest(topic));
});

produceTheme.case("nothing at all", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(produce, { acks: -1, timeoutMs: 5_000, topicData: [] });
  await kit.ask(produce, {
    acks: -1,
    timeoutMs: 5_000,
    topicData: [{ topicId: topic.id, partitionData: [] }],
  });
});

produceTheme.case("no time to wait", async (kit) => {
  const topic = await kit.topic();
  for (const timeoutMs of [0, -1]) await kit.ask(produce, { ...produceTo(topic, three), timeoutMs });
});

produceTheme.case("a batch of a hundred thousand bytes", async (kit) => {
  const topic = await kit.topic();
  const records = batch(Array.from({ length: 100 }, (_, index) => String(index).repeat(500)));
  await kit.ask(produce, produceTo(topic, records));
  await kit.ask(fetch, fetchFrom(topic));
});

produceTheme.case("a batch larger than any may be", async (kit) => {
  await attempt(kit, batch(["x".repeat(1_100_000)]));
});

produceTheme.case("a transactional batch of nobody", async (kit) => {
  await attempt(kit, batch(undefined, { isTransactional: true }));
});
