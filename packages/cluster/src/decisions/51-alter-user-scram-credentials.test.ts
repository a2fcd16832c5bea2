import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { test } from "node:test";
import { answerDescribeUserScramCredentials } from "./50-describe-user-scram-credentials.ts";
import { decideAlterUserScramCredentials } from "./51-alter-user-scram-credentials.ts";
import { kafkaFeatures, World } from "./testing/world.ts";

const sha256 = 1;
const sha512 = 2;

interface Upsertion {
  readonly name: string;
  readonly mechanism?: number;
  readonly iterations?: number;
  readonly saltedPassword?: Buffer;
}

test("what is kept of a password is what RFC 7677 says in its example", () => {
  const world = new World();
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  const saltedPassword = pbkdf2Sync("pencil", salt, 4096, 32, "sha256");
  const upsertion = { name: "user", mechanism: sha256, iterations: 4096, salt, saltedPassword };
  world.run(decideAlterUserScramCredentials, { deletions: [], upsertions: [upsertion] });
  const kept = world.image.scram.get("user")!.get(sha256)!;
  assert.equal(kept.storedKey.toString("base64"), "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=");
  assert.equal(kept.serverKey.toString("base64"), "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
  assert.deepEqual([kept.salt, kept.iterations], [salt, 4096]);
});

test("a user has a credential of each mechanism, set and removed by itself", () => {
  const world = new World();
  assert.deepEqual(alter(world, { upsertions: [{ name: "a" }] }), [["a", 0, null]]);
  assert.deepEqual(alter(world, { upsertions: [{ name: "a", mechanism: sha512 }] }), [["a", 0, null]]);
  assert.deepEqual([...world.image.scram.get("a")!.keys()], [sha256, sha512]);
  assert.deepEqual(alter(world, { deletions: [["a", sha256]] }), [["a", 0, null]]);
  assert.deepEqual([...world.image.scram.get("a")!.keys()], [sha512]);
});

test("a credential that does not exist is not removed", () => {
  const missing = "Attempt to delete a user credential that does not exist";
  const world = new World();
  assert.deepEqual(alter(world, { deletions: [["nobody", sha256]] }), [["nobody", 91, missing]]);
  alter(world, { upsertions: [{ name: "a" }] });
  assert.deepEqual(alter(world, { deletions: [["a", sha512]] }), [["a", 91, missing]]);
});

test("iterations are neither too few nor too many", () => {
  for (const [iterations, message] of [
    [4095, "Too few iterations"],
    [-1, "Too few iterations"],
    [16_385, "Too many iterations"],
  ] as const) {
    const upsertions = [{ name: "a", iterations }];
    assert.deepEqual(alter(new World(), { upsertions }), [["a", 93, message]]);
  }
  assert.deepEqual(alter(new World(), { upsertions: [{ name: "a", iterations: 16_384 }] }), [["a", 0, null]]);
});

test("mechanism and user must be there; the user is looked at first", () => {
  const unknown = "Unknown SCRAM mechanism";
  const empty = [["", 93, "Username must not be empty"]];
  for (const mechanism of [0, 3, 99]) {
    assert.deepEqual(alter(new World(), { upsertions: [{ name: "a", mechanism }] }), [["a", 33, unknown]]);
    assert.deepEqual(alter(new World(), { deletions: [["a", mechanism]] }), [["a", 33, unknown]]);
    assert.deepEqual(alter(new World(), { upsertions: [{ name: "", mechanism }] }), empty);
    assert.deepEqual(alter(new World(), { deletions: [["", mechanism]] }), empty);
  }
  assert.deepEqual(alter(new World(), { upsertions: [{ name: "" }] }), empty);
  assert.deepEqual(alter(new World(), { deletions: [["", sha256]] }), empty);
  const nothing = [{ name: "a", saltedPassword: Buffer.alloc(0) }];
  assert.deepEqual(alter(new World(), { upsertions: nothing }), [["a", -1, null]]);
});

test("a user changes once in a request; the first thing wrong is what is answered", () => {
  const twice = "A user credential cannot be altered twice in the same request";
  const world = new World();
  assert.deepEqual(
    alter(world, { upsertions: [{ name: "a" }, { name: "a", mechanism: sha512 }, { name: "b" }] }),
    [
      ["a", 92, twice],
      ["b", 0, null],
    ],
  );
  assert.deepEqual(alter(world, { deletions: [["b", sha256]], upsertions: [{ name: "b" }] }), [
    ["b", 92, twice],
  ]);
  assert.ok(world.image.scram.has("b"));
  assert.deepEqual(alter(world, { deletions: [["b", 9]], upsertions: [{ name: "b" }] }), [
    ["b", 33, "Unknown SCRAM mechanism"],
  ]);
});

test("there are credentials from metadata version 11 on", () => {
  const world = new World({ features: { ...kafkaFeatures, "metadata.version": 10 } });
  assert.deepEqual(alter(world, { upsertions: [{ name: "a" }] }), [
    ["a", 35, "The current metadata.version does not support SCRAM"],
  ]);
});

test("users are described, all of them where none is named", () => {
  const world = new World();
  alter(world, { upsertions: [{ name: "a" }, { name: "b", mechanism: sha512, iterations: 8192 }] });
  alter(world, { upsertions: [{ name: "b" }] });
  const all = {
    errorCode: 0,
    errorMessage: "",
    results: [
      { user: "a", errorCode: 0, errorMessage: "", credentialInfos: [{ mechanism: 1, iterations: 4096 }] },
      {
        user: "b",
        errorCode: 0,
        errorMessage: "",
        credentialInfos: [
          { mechanism: 1, iterations: 4096 },
          { mechanism: 2, iterations: 8192 },
        ],
      },
    ],
  };
  assert.deepEqual(answerDescribeUserScramCredentials({ users: null }, world.image), all);
  assert.deepEqual(answerDescribeUserScramCredentials({ users: [] }, world.image), all);
});

test("a user that is unknown, or named twice, is described with an error", () => {
  const world = new World();
  alter(world, { upsertions: [{ name: "a" }] });
  const users = ["a", "nope", "a"].map((name) => ({ name }));
  const { errorCode, results } = answerDescribeUserScramCredentials({ users }, world.image);
  assert.equal(errorCode, 0);
  assert.deepEqual(results, [
    {
      user: "a",
      errorCode: 92,
      errorMessage: "Cannot describe SCRAM credentials for the same user twice in a single request: a",
      credentialInfos: [],
    },
    {
      user: "nope",
      errorCode: 91,
      errorMessage: "Attempt to describe a user credential that does not exist: nope",
      credentialInfos: [],
    },
  ]);
});

function alter(
  world: World,
  request: {
    readonly deletions?: readonly (readonly [name: string, mechanism: number])[];
    readonly upsertions?: readonly Upsertion[];
  },
) {
  const deletions = (request.deletions ?? []).map(([name, mechanism]) => ({ name, mechanism }));
  const upsertions = (request.upsertions ?? []).map((upsertion) => ({
    mechanism: sha256,
    iterations: 4096,
    salt: Buffer.from("salt"),
    saltedPassword: Buffer.alloc(32, 1),
    ...upsertion,
  }));
  const { results } = world.run(decideAlterUserScramCredentials, { deletions, upsertions }).response;
  return results.map(({ user, errorCode, errorMessage }) => [user, errorCode, errorMessage]);
}
