import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProtocolError } from "../wire/protocol-error.ts";
import { apiVersions, heartbeat, metadata, produce } from "./declarations.ts";
import {
  decodeRequest,
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  requestHeaderVersion,
  responseHeaderVersion,
} from "./frames.ts";

const sender = { correlationId: 77, clientId: "Ünïcode" };
const body = { groupId: "g", generationId: 1, memberId: "m" };

function frameOf(chunks: Uint8Array[]): Buffer {
  const whole = Buffer.concat(chunks);
  assert.equal(whole.readInt32BE(0), whole.length - 4);
  return whole.subarray(4);
}

describe("a request", () => {
  it("travels with the header of its version, whose client id is never compact", () => {
    assert.equal(requestHeaderVersion(heartbeat, 3), 1);
    assert.equal(requestHeaderVersion(heartbeat, 4), 2);
    const [plain, flexible] = [3, 4].map((version) =>
      frameOf(encodeRequest(heartbeat, version, sender, body)),
    );
    assert.equal(plain!.toString("hex").slice(0, 20), "000c00030000004d0009");
    assert.equal(flexible!.toString("hex").slice(0, 20), "000c00040000004d0009");
    for (const frame of [plain!, flexible!]) {
      const { header, body: read } = decodeRequest(heartbeat, frame);
      assert.deepEqual({ correlationId: header.correlationId, clientId: header.clientId }, sender);
      assert.deepEqual(read, { ...body, groupInstanceId: null });
    }
  });

  it("may come without a client id", () => {
    const frame = frameOf(encodeRequest(heartbeat, 4, { ...sender, clientId: null }, body));
    assert.equal(decodeRequestHeader(frame).header.clientId, null);
  });

  it("tells what API it is for; one that nobody knows is refused", () => {
    const frame = frameOf(encodeRequest(heartbeat, 4, sender, body));
    assert.equal(decodeRequestHeader(frame).api, heartbeat);
    frame.writeInt16BE(4, 0);
    assert.throws(() => decodeRequestHeader(frame), ProtocolError);
    assert.throws(() => decodeRequestHeader(Buffer.alloc(3)), ProtocolError);
    assert.throws(() => decodeRequest(metadata, frame), ProtocolError);
  });

  it("has a readable header in versions that nobody serves, so that it can be refused by name", () => {
    const frame = frameOf(encodeRequest(heartbeat, 4, sender, body));
    frame.writeInt16BE(99, 2);
    assert.equal(decodeRequestHeader(frame).header.correlationId, 77);
    frame.writeInt16BE(-1, 2);
    assert.equal(decodeRequestHeader(frame).header.correlationId, 77);
  });

  it("carries large records without copying them", () => {
    const records = Buffer.alloc(100_000);
    const topicData = [{ name: "t", partitionData: [{ index: 0, records }] }];
    const chunks = encodeRequest(produce, 9, sender, { acks: 1, timeoutMs: 1, topicData });
    assert.ok(chunks.includes(records));
    assert.equal(frameOf(chunks).length > 100_000, true);
  });
});

describe("a response", () => {
  it("travels with the header of its version", () => {
    assert.equal(responseHeaderVersion(heartbeat, 3), 0);
    assert.equal(responseHeaderVersion(heartbeat, 4), 1);
    const frame = frameOf(encodeResponse(heartbeat, 4, 77, { errorCode: 27 }));
    assert.equal(frame.toString("hex"), "0000004d00000000 00001b00".replaceAll(" ", ""));
    const answer = decodeResponse(heartbeat, 4, frame);
    assert.deepEqual(answer, { correlationId: 77, body: { throttleTimeMs: 0, errorCode: 27 } });
  });

  it("to ApiVersions has the first header in every version (KIP-511)", () => {
    for (let version = 0; version <= 4; version += 1)
      assert.equal(responseHeaderVersion(apiVersions, version), 0);
  });
});
