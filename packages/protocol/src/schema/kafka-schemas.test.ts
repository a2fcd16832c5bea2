import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { apis, heartbeat } from "../apis/index.ts";
import { messages } from "../messages/index.ts";
import { checkSchema, kafkaSchemas } from "../testing/index.ts";
import { int32, int64, Message, type Shape } from "./index.ts";

const declared = [...apis.flatMap(({ request, response }) => [request, response]), ...messages];

describe("declarations of clients and brokers", () => {
  const rows = kafkaSchemas("kafka-clients");

  it("are all of Kafka's, and no others", () => {
    assert.deepEqual(declared.map(({ name }) => name).toSorted(), rows.map(({ name }) => name).toSorted());
  });

  for (const row of rows) {
    it(`have Kafka's fields in every version: ${row.name}`, () => {
      const declaration = declared.find(({ name }) => name === row.name);
      assert.ok(declaration);
      assert.deepEqual(checkSchema(declaration, row), []);
    });
  }
});

describe("the comparison with Kafka's fields", () => {
  const row = kafkaSchemas().find(({ name }) => name === "HeartbeatRequest");
  assert.ok(row);

  it("is silent about the same fields", () => assert.deepEqual(checkSchema(changed({}), row), []));

  it("sees a type, a version, a default, a null, a tag and an ignorable that differ", () => {
    const { groupInstanceId } = heartbeat.request.fields;
    const differing = [
      changed({ generationId: int64 }),
      changed({ groupInstanceId: groupInstanceId.since(2) }),
      changed({ groupInstanceId: groupInstanceId.default("") }),
      changed({ groupInstanceId: groupInstanceId.nullable(4) }),
      changed({ groupInstanceId: groupInstanceId.tag(0) }),
      changed({ groupInstanceId: groupInstanceId.ignorable() }),
    ];
    for (const declaration of differing) assert.notDeepEqual(checkSchema(declaration, row), []);
  });

  it("sees fields that are missing, too many, or in another order", () => {
    const { groupId, generationId, memberId, groupInstanceId } = heartbeat.request.fields;
    const shapes: Shape[] = [
      { groupId, generationId, memberId },
      { groupId, generationId, memberId, groupInstanceId, more: int32 },
      { groupId, memberId, generationId, groupInstanceId },
    ];
    for (const fields of shapes) {
      const declaration = new Message("HeartbeatRequest", { versions: [0, 4], flexible: 4, fields });
      assert.notDeepEqual(checkSchema(declaration, row), []);
    }
  });

  it("sees versions that differ", () => {
    const { fields } = heartbeat.request;
    const declaration = new Message("HeartbeatRequest", { versions: [0, 5], flexible: 3, fields });
    assert.equal(checkSchema(declaration, row).length > 1, true);
  });
});

function changed(fields: Partial<(typeof heartbeat.request)["fields"]>): Message {
  return new Message("HeartbeatRequest", {
    versions: heartbeat.versions,
    flexible: heartbeat.flexible,
    fields: { ...heartbeat.request.fields, ...fields },
  });
}
