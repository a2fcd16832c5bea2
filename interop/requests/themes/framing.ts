/** Bytes below the APIs: headers, lengths, versions, and what follows where nothing should. */
import {
  type Api,
  apiVersions,
  brokerHeartbeat,
  describeCluster,
  fetch,
  findCoordinator,
  heartbeat,
  initProducerId,
  listOffsets,
  metadata,
  produce,
  vote,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { onlyServed } from "../deliberate.ts";
import type { Kit } from "../kit.ts";
import { topicsOf } from "../picks.ts";
import { batch, fetchFrom, produceTo } from "../records.ts";

export const framing = new Theme("framing");

const software = { clientSoftwareName: "interop", clientSoftwareVersion: "1.0" };
const beat = { groupId: "framing", generationId: 1, memberId: "nobody" };

/** Whether the connection still answers. */
async function stillAnswers(kit: Kit): Promise<void> {
  await kit.ask(heartbeat, beat);
}

/** A request of an API and version that are not ours to encode: header version 1 and what follows. */
function frame(key: number, version: number, rest: Buffer = Buffer.alloc(0)): Buffer {
  const clientId = Buffer.from("interop");
  const header = Buffer.alloc(14);
  header.writeInt32BE(10 + clientId.length + rest.length, 0);
  header.writeInt16BE(key, 4);
  header.writeInt16BE(version, 6);
  header.writeInt32BE(77, 8);
  header.writeInt16BE(clientId.length, 12);
  return Buffer.concat([header, clientId, rest]);
}

/** The request with more or less behind it, and a length that says so. */
function resized(request: Buffer, change: (body: Buffer) => Buffer): Buffer {
  const body = change(request.subarray(4));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

for (const [name, length] of [
  ["zero", 0],
  ["one", 1],
  ["minus one", -1],
  ["the lowest there is", -2_147_483_648],
  ["the highest there is", 2_147_483_647],
  ["above what a request may have", 104_857_601],
] as const) {
  framing.case(`a length of ${name}`, async (kit) => {
    const bytes = Buffer.alloc(5);
    bytes.writeInt32BE(length);
    await kit.raw("a length and a byte", bytes, { timeoutMs: 1_000 });
    await stillAnswers(kit);
  });
}

framing.case("half a request, and nothing more", async (kit) => {
  const request = kit.bytesOf(heartbeat, beat);
  await kit.raw("a half", request.subarray(0, 12), { timeoutMs: 300 });
  await kit.raw("the other", request.subarray(12));
});

framing.case("a request byte by byte", async (kit) => {
  const request = kit.bytesOf(heartbeat, beat);
  const connection = await kit.connection();
  for (const byte of request.subarray(0, -1)) connection.send([Buffer.from([byte])]);
  await kit.raw("the last byte", request.subarray(-1));
});

for (const [name, key, version] of [
  ["an API that nobody knows", 999, 0],
  ["a negative API", -1, 0],
  ["an API of long ago", 4, 0],
  ["a version to come", 3, 99],
  ["a negative version", 3, -1],
  ["Produce of long ago", 0, 2],
  ["Produce of the first days", 0, 0],
  ["Fetch of long ago", 1, 3],
  ["ListOffsets of long ago", 2, 0],
  ["JoinGroup to come", 11, 10],
] as const) {
  framing.case(`${name} closes the connection`, async (kit) => {
    await kit.raw("the request", frame(key, version, Buffer.alloc(20)));
    await stillAnswers(kit);
  });
}

framing.case("a version that is not stable closes the connection", async (kit) => {
  const asked = { transactionalId: null, transactionTimeoutMs: 1000 };
  await kit.ask(initProducerId, asked, { version: 6 });
});

framing.case("APIs of controllers close the connection", async (kit) => {
  const requests: readonly (readonly [Api, Buffer])[] = [
    [vote, kit.bytesOf(vote, { clusterId: null, voterId: 1, topics: [] })],
    [
      brokerHeartbeat,
      kit.bytesOf(brokerHeartbeat, {
        brokerId: 1,
        brokerEpoch: 1,
        currentMetadataOffset: 1,
        wantFence: false,
        wantShutDown: false,
      }),
    ],
  ];
  for (const [{ name }, request] of requests) await kit.raw(name, request);
});

for (const version of [5, 99, -1, 32_767]) {
  framing.case(`ApiVersions of version ${version} is answered in version 0`, async (kit) => {
    await kit.raw("the request", frame(18, version, Buffer.from([0, 1, 1, 0])));
    await kit.ask(apiVersions, software, { pick: onlyServed });
  });
}

for (const [name, given] of [
  ["no software", { clientSoftwareName: "", clientSoftwareVersion: "" }],
  ["software of a strange name", { clientSoftwareName: "inter op!", clientSoftwareVersion: "1.0" }],
  [
    "software of a name with dots and dashes",
    { clientSoftwareName: "inter-op.x", clientSoftwareVersion: "1.0-a.b" },
  ],
  ["a version of strange letters", { clientSoftwareName: "interop", clientSoftwareVersion: "ä" }],
  ["a name that begins with a dash", { clientSoftwareName: "-interop", clientSoftwareVersion: "1" }],
] as const) {
  framing.case(`ApiVersions with ${name}`, async (kit) => {
    await kit.ask(apiVersions, given, { version: 3, pick: onlyServed });
    await kit.ask(apiVersions, given, { version: 4, pick: onlyServed });
  });
}

framing.case("ApiVersions with nothing behind the header", async (kit) => {
  await kit.rawOf(apiVersions, 0, frame(18, 0), { pick: onlyServed });
  await kit.raw("version 3", frame(18, 3));
});

framing.case("bytes after a request", async (kit) => {
  const flexible = resized(kit.bytesOf(heartbeat, beat), (body) => Buffer.concat([body, Buffer.alloc(9, 7)]));
  await kit.rawOf(heartbeat, 4, flexible);
  const fixed = kit.bytesOf(heartbeat, beat, { version: 2 });
  await kit.rawOf(
    heartbeat,
    2,
    resized(fixed, (body) => Buffer.concat([body, Buffer.alloc(9, 7)])),
  );
  await stillAnswers(kit);
});

for (const [name, keep] of [
  ["its body", 17],
  ["its client id", 12],
  ["its client id's length", 8],
  ["its correlation id", 6],
  ["its version", 3],
  ["its last byte", -1],
] as const) {
  framing.case(`a request without ${name}`, async (kit) => {
    await kit.raw(
      "the request",
      resized(kit.bytesOf(heartbeat, beat), (body) => body.subarray(0, keep)),
    );
    await stillAnswers(kit);
  });
}

framing.case("no client id, an empty one, and one in many letters", async (kit) => {
  for (const clientId of [null, "", "ä 日本 😀", "x".repeat(1000)]) {
    for (const version of [0, 4]) await kit.ask(heartbeat, beat, { version, clientId });
  }
});

framing.case("a client id that is no text", async (kit) => {
  const request = kit.bytesOf(heartbeat, beat, { clientId: "XXXX" });
  request.fill(0xff, 14, 18);
  await kit.rawOf(heartbeat, 4, request);
});

framing.case("a client id whose length is absurd", async (kit) => {
  for (const length of [-2, 32_767]) {
    const request = kit.bytesOf(heartbeat, beat);
    request.writeInt16BE(length, 12);
    await kit.raw(`a length of ${length}`, request);
  }
});

framing.case("tagged fields that nobody knows", async (kit) => {
  const request = kit.bytesOf(heartbeat, beat);
  // The body of a flexible request ends with its count of tagged fields, which is zero.
  await kit.rawOf(
    heartbeat,
    4,
    resized(request, (body) => Buffer.concat([body.subarray(0, -1), Buffer.from([2, 9, 1, 7, 5, 2, 7, 7])])),
  );
  await kit.raw(
    "a tagged field longer than the request",
    resized(request, (body) => Buffer.concat([body.subarray(0, -1), Buffer.from([1, 9, 100, 7])])),
  );
});

framing.case("counts and lengths beyond the request", async (kit) => {
  const metadataRequest = kit.bytesOf(metadata, { topics: [] }, { version: 1 });
  for (const count of [1, 1_000_000, 2_147_483_647, -2]) {
    const request = Buffer.from(metadataRequest);
    request.writeInt32BE(count, request.length - 4);
    if (count > 0) await kit.raw(`${count} topics that are not there`, request);
    else await kit.rawOf(metadata, 1, request, { pick: topicsOf(kit.prefix) });
  }
  const compact = kit.bytesOf(metadata, { topics: [] });
  const at = compact.indexOf("interop") + "interop".length + 1;
  for (const count of [[0xff, 0xff, 0xff, 0xff, 0x07], [0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [5]]) {
    await kit.raw(
      `a compact count of ${count.join(" ")}`,
      resized(compact, (body) =>
        Buffer.concat([body.subarray(0, at - 4), Buffer.from(count), body.subarray(at - 3)]),
      ),
    );
  }
});

framing.case("null where there must be something", async (kit) => {
  const request = kit.bytesOf(heartbeat, beat, { version: 0 });
  const at = request.indexOf("framing") - 2;
  const isNull = Buffer.concat([request.subarray(0, at), Buffer.from([255, 255]), request.subarray(at + 9)]);
  await kit.raw(
    "a group without a name",
    resized(isNull, (body) => body),
  );
});

framing.case("several requests at once are answered in their order", async (kit) => {
  const topic = await kit.topic();
  const connection = await kit.connection();
  const asked = {
    replicaId: -1,
    topics: [{ name: topic.name, partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
  };
  const requests = [
    kit.bytesOf(produce, produceTo(topic, batch())),
    kit.bytesOf(fetch, fetchFrom(topic, { offset: 3, minBytes: 1, maxWaitMs: 300 })),
    kit.bytesOf(listOffsets, asked),
    kit.bytesOf(describeCluster, { includeClusterAuthorizedOperations: false, includeFencedBrokers: false }),
    kit.bytesOf(findCoordinator, { coordinatorKeys: [kit.name("group")] }),
    kit.bytesOf(heartbeat, beat),
  ];
  connection.send(requests);
  for (const request of requests) {
    const reply = await connection.next();
    const answered = "frame" in reply ? reply.frame.readInt32BE(0) - request.readInt32BE(8) : reply.outcome;
    kit.note("distance of the correlation ids", answered);
  }
});

framing.case("requests behind one that closes the connection", async (kit) => {
  const connection = await kit.connection();
  connection.send([kit.bytesOf(heartbeat, beat), frame(999, 0), kit.bytesOf(heartbeat, beat)]);
  for (let round = 0; round < 3; round++) {
    const reply = await connection.next();
    kit.note("an answer", "frame" in reply ? reply.frame.length : reply.outcome);
  }
});

framing.case("a client that stops sending hears its answers", async (kit) => {
  const topic = await kit.topic();
  const connection = await kit.connection("half");
  connection.send([
    kit.bytesOf(fetch, fetchFrom(topic, { minBytes: 1, maxWaitMs: 200 })),
    kit.bytesOf(heartbeat, beat),
  ]);
  connection.finishSending();
  for (let round = 0; round < 3; round++) {
    const reply = await connection.next(2_000);
    kit.note("an answer", "frame" in reply ? reply.frame.length : reply.outcome);
  }
});

framing.case("correlation ids come back as they went", async (kit) => {
  for (const correlationId of [0, -1, 2_147_483_647, -2_147_483_648]) {
    const request = kit.bytesOf(heartbeat, beat, { version: 0 });
    request.writeInt32BE(correlationId, 8);
    await kit.raw(`correlation id ${correlationId}`, request);
  }
});
