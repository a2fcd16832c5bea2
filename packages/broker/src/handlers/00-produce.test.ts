import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildRecordBatch, errorCode, type produce, type RequestInput } from "@ottla/protocol";
import { DataPlane } from "../testing/data-plane.ts";
import { handleProduce } from "./00-produce.ts";

const now = Date.now();
const records = (count = 1, key: Buffer | null = null, timestamp = now) =>
  Array.from({ length: count }, (_, index) => ({ key, value: Buffer.from(`v${index}`), timestamp }));

function request(
  topic: string,
  batch: Buffer | null,
  options: { readonly acks?: number; readonly index?: number; readonly transactionalId?: string } = {},
): RequestInput<typeof produce> {
  const { acks = -1, index = 0, transactionalId = null } = options;
  return {
    transactionalId,
    acks,
    timeoutMs: 1000,
    topicData: [{ name: topic, partitionData: [{ index, records: batch }] }],
  };
}

const batchOf = (count: number) => buildRecordBatch({ records: records(count) });

describe("Produce", () => {
  it("appends and tells the offset", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 2 });
    for (const [index, acks] of [-1, 1, 0].entries()) {
      const reply = await plane.exchange(
        handleProduce,
        request("t", buildRecordBatch({ records: records(2) }), { acks }),
        {
          version: 12,
        },
      );
      if (acks === 0) assert.equal(reply, "silent");
      else if (typeof reply === "string") assert.fail(reply);
      else {
        const [answer] = reply.responses[0]!.partitionResponses;
        assert.equal(answer!.errorCode, 0);
        assert.equal(answer!.baseOffset, index * 2);
        assert.equal(answer!.logStartOffset, 0);
      }
    }
    assert.equal(plane.partitions.byName("t", 0)!.log.highWatermark, 6);
  });

  it("gives others their turn while it appends to very many partitions, and answers for each", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 3 });
    const partitionData = Array.from({ length: 1500 }, (_, index) => ({ index, records: batchOf(2) }));
    const asked = { ...request("t", null), topicData: [{ name: "t", partitionData }] };
    const reply = await plane.exchange(handleProduce, asked, { version: 12 });
    assert.ok(typeof reply !== "string");
    const answers = reply.responses[0]!.partitionResponses;
    assert.deepEqual(
      answers.map(({ index }) => index),
      partitionData.map(({ index }) => index),
    );
    const codes = answers.map((answer) => answer.errorCode);
    assert.deepEqual(codes.slice(0, 3), [0, 0, 0]);
    assert.ok(codes.slice(3).every((code) => code === errorCode.UNKNOWN_TOPIC_OR_PARTITION));
    assert.equal(plane.partitions.byName("t", 2)!.log.highWatermark, 2);
  });

  const refusals: readonly (readonly [
    string,
    number,
    number,
    () => Buffer | null,
    { acks?: number; index?: number }?,
  ])[] = [
    ["an unknown partition", 3, -1, () => buildRecordBatch({ records: records() }), { index: 9 }],
    ["acks other than -1, 0 and 1", 21, -1, () => buildRecordBatch({ records: records() }), { acks: 2 }],
    ["no records", 87, -1, () => null],
    ["two batches", 87, -1, () => Buffer.concat([1, 2].map(() => buildRecordBatch({ records: records() })))],
    ["a base offset other than 0", 87, 0, () => buildRecordBatch({ records: records(), baseOffset: 5 })],
    ["more than max.message.bytes", 10, -1, () => buildRecordBatch({ records: records(200) })],
    [
      "transactional records",
      48,
      0,
      () =>
        buildRecordBatch({
          records: records(),
          producerId: 7,
          producerEpoch: 0,
          baseSequence: 0,
          isTransactional: true,
        }),
    ],
  ];
  for (const [what, code, logStartOffset, batch, options] of refusals) {
    it(`refuses ${what}`, async (test) => {
      const plane = await DataPlane.open(test);
      await plane.topic("t", { configs: { "max.message.bytes": "1000" } });
      const reply = await plane.ask(
        handleProduce,
        request("t", batch(), { ...options, transactionalId: code === 48 ? "tx" : undefined }),
        { version: 12 },
      );
      const [answer] = reply.responses[0]!.partitionResponses;
      assert.equal(answer!.errorCode, code);
      assert.equal(answer!.logStartOffset, logStartOffset);
      assert.equal(answer!.baseOffset, -1);
    });
  }

  it("names the records that a compacted topic refuses", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { configs: { "cleanup.policy": "compact" } });
    const batch = buildRecordBatch({ records: [...records(1, Buffer.from("k")), ...records(1)] });
    const reply = await plane.ask(handleProduce, request("t", batch), { version: 12 });
    const [answer] = reply.responses[0]!.partitionResponses;
    const message = "Compacted topic cannot accept message without key in topic partition t-0";
    assert.equal(answer!.errorCode, errorCode.INVALID_RECORD);
    assert.deepEqual(answer!.recordErrors, [{ batchIndex: 1, batchIndexErrorMessage: message }]);
    assert.equal(
      answer!.errorMessage,
      "One or more records have been rejected due to 1 record errors in total, and only showing the first " +
        `three errors at most: [RecordError(batchIndex=1, message='${message}')]`,
    );
  });

  it("names the records that are too late, with the bounds", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const batch = buildRecordBatch({ records: [...records(), ...records(1, null, now + 7_200_000)] });
    const reply = await plane.ask(handleProduce, request("t", batch), { version: 12 });
    const [answer] = reply.responses[0]!.partitionResponses;
    assert.equal(answer!.errorCode, errorCode.INVALID_TIMESTAMP);
    assert.match(
      answer!.recordErrors[0]!.batchIndexErrorMessage ?? "",
      /^Timestamp \d+ of message with offset 1 is out of range\. The timestamp should be within \[-9223370\d{12}, \d{13}\]$/,
    );
    assert.equal(answer!.recordErrors[0]!.batchIndex, 1);
  });

  it("takes a batch of an idempotent producer once, and in order", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const send = async (baseSequence: number, producerEpoch = 0) => {
      const batch = buildRecordBatch({ records: records(), producerId: 7, producerEpoch, baseSequence });
      const reply = await plane.ask(handleProduce, request("t", batch), { version: 12 });
      const { errorCode: code, baseOffset, logAppendTimeMs } = reply.responses[0]!.partitionResponses[0]!;
      return [code, baseOffset, logAppendTimeMs];
    };
    assert.deepEqual(await send(0), [0, 0, -1]);
    // Kafka tells the time of the batch with a repetition, whatever the topic's kind of timestamps.
    assert.deepEqual(await send(0), [0, 0, now]);
    assert.deepEqual(await send(1), [0, 1, -1]);
    assert.deepEqual(await send(5), [errorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, -1, -1]);
    assert.deepEqual(await send(0, 1), [0, 2, -1]);
    assert.deepEqual(await send(2, 0), [errorCode.INVALID_PRODUCER_EPOCH, -1, -1]);
  });

  it("refuses transactional records without a transactional id in the whole request", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const batch = buildRecordBatch({
      records: records(),
      producerId: 7,
      producerEpoch: 0,
      baseSequence: 0,
      isTransactional: true,
    });
    const reply = await plane.ask(handleProduce, request("t", batch), { version: 12 });
    assert.equal(
      reply.responses[0]!.partitionResponses[0]!.errorCode,
      errorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    );
  });

  it("closes the connection on any error with acks=0", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const asked = request("t", buildRecordBatch({ records: records() }), { acks: 0, index: 9 });
    assert.equal(await plane.exchange(handleProduce, asked, { version: 12 }), "closed");
  });

  it("keeps clients out of internal topics, but not Kafka's own tools", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("__consumer_offsets");
    const send = async (clientId: string) => {
      const asked = request("__consumer_offsets", buildRecordBatch({ records: records() }));
      const reply = await plane.ask(handleProduce, asked, { version: 12, clientId });
      return reply.responses[0]!.partitionResponses[0]!.errorCode;
    };
    assert.equal(await send("someone"), errorCode.INVALID_TOPIC_EXCEPTION);
    assert.equal(await send("__admin_client"), errorCode.NONE);
  });

  it("demands as many replicas in sync as there can be, and no more", async (test) => {
    const plane = await DataPlane.open(test);
    const configs = { "min.insync.replicas": "2" };
    await plane.topic("one", { configs });
    await plane.topic("three", { configs, replicas: [1, 2, 3], isr: [1] });
    const send = async (topic: string, acks: number) => {
      const asked = request(topic, buildRecordBatch({ records: records() }), { acks });
      const reply = await plane.ask(handleProduce, asked, { version: 12 });
      return reply.responses[0]!.partitionResponses[0]!.errorCode;
    };
    assert.equal(await send("one", -1), errorCode.NONE);
    assert.equal(await send("three", 1), errorCode.NONE);
    assert.equal(await send("three", -1), errorCode.NOT_ENOUGH_REPLICAS);
  });

  it("answers by topic id from version 13 on", async (test) => {
    const plane = await DataPlane.open(test);
    const topicId = await plane.topic("t");
    const send = async (id: string) => {
      const asked = request("", buildRecordBatch({ records: records() }));
      const [topic] = asked.topicData;
      const topicData = [{ topicId: id, partitionData: topic!.partitionData }];
      const reply = await plane.ask(handleProduce, { ...asked, topicData });
      assert.equal(reply.responses[0]!.topicId, id);
      return reply.responses[0]!.partitionResponses[0]!.errorCode;
    };
    assert.equal(await send(topicId), errorCode.NONE);
    assert.equal(await send("AAAAAAAAAAAAAAAAAAAAAA"), errorCode.UNKNOWN_TOPIC_ID);
  });

  it("answers a partition that is named twice once, and appends what is named last", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 2 });
    const reply = await plane.ask(
      handleProduce,
      {
        transactionalId: null,
        acks: -1,
        timeoutMs: 1000,
        topicData: [
          { name: "t", partitionData: [{ index: 1, records: batchOf(1) }] },
          {
            name: "t",
            partitionData: [
              { index: 1, records: batchOf(3) },
              { index: 0, records: batchOf(1) },
            ],
          },
        ],
      },
      { version: 12 },
    );
    assert.deepEqual(
      reply.responses.map(({ partitionResponses }) => partitionResponses.map(({ index }) => index)),
      [[1, 0]],
    );
    assert.equal(plane.partitions.byName("t", 1)!.log.highWatermark, 3);
  });

  it("names the leader where it is another broker", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { replicas: [1, 2], leader: 2, leaderEpoch: 4 });
    const asked = request("t", buildRecordBatch({ records: records() }));
    const reply = await plane.ask(handleProduce, asked, { version: 12 });
    const [answer] = reply.responses[0]!.partitionResponses;
    assert.equal(answer!.errorCode, errorCode.NOT_LEADER_OR_FOLLOWER);
    assert.deepEqual(answer!.currentLeader, { leaderId: 2, leaderEpoch: 4 });
    const old = await plane.ask(handleProduce, asked, { version: 9 });
    assert.equal(old.responses[0]!.partitionResponses[0]!.errorCode, errorCode.NOT_LEADER_OR_FOLLOWER);
  });
});
