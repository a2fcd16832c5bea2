import assert from "node:assert/strict";
import { test } from "node:test";
import { decideAlterClientQuotas } from "./49-alter-client-quotas.ts";
import { World } from "./testing/world.ts";

type Entity = Readonly<Record<string, string | null>>;
/** A number to be set, null to be removed. */
type Quotas = Readonly<Record<string, number | null>>;

test("quotas are set and removed one by one", () => {
  const world = new World();
  alters(world, { user: "u" }, { producer_byte_rate: 1000, request_percentage: 12.5 });
  alters(world, { user: "u" }, { producer_byte_rate: null, consumer_byte_rate: 5 });
  const [quota] = [...world.image.clientQuotas.values()];
  assert.deepEqual(quota!.entity, [{ type: "user", name: "u" }]);
  assert.deepEqual(
    [...quota!.values],
    [
      ["request_percentage", 12.5],
      ["consumer_byte_rate", 5],
    ],
  );
});

test("an entity is the same however its parts are ordered, and null is its default", () => {
  const world = new World();
  alters(world, { user: "u", "client-id": null }, { producer_byte_rate: 1 });
  alters(world, { "client-id": null, user: "u" }, { producer_byte_rate: 2 });
  assert.deepEqual(
    [...world.image.clientQuotas.values()].map(({ entity, values }) => [
      entity,
      values.get("producer_byte_rate"),
    ]),
    [
      [
        [
          { type: "client-id", name: null },
          { type: "user", name: "u" },
        ],
        2,
      ],
    ],
  );
});

test("what is as it should be, or is not there to be removed, is no record", () => {
  const world = new World();
  const quotas = { producer_byte_rate: 1 };
  assert.equal(decide(world, [[{ user: "u" }, quotas]]).records.length, 1);
  assert.equal(decide(world, [[{ user: "u" }, quotas]]).records.length, 0);
  assert.equal(decide(world, [[{ user: "v" }, { producer_byte_rate: null, foo: null }]]).records.length, 0);
});

test("users and clients have other quotas than addresses", () => {
  refuses(
    { user: "u" },
    { connection_creation_rate: 1 },
    "Invalid configuration key connection_creation_rate",
  );
  refuses({ "client-id": "c" }, { foo: 1 }, "Invalid configuration key foo");
  refuses({ ip: "127.0.0.1" }, { producer_byte_rate: 1 }, "Invalid configuration key producer_byte_rate");
  refuses({ user: "u" }, { constructor: 1 }, "Invalid configuration key constructor");
  alters(new World(), { ip: "127.0.0.1" }, { connection_creation_rate: 10 });
  alters(new World(), { ip: null }, { connection_creation_rate: 10 });
});

test("an entity has known parts, each with a name or null, and an address stands alone", () => {
  refuses({}, { producer_byte_rate: 1 }, "Invalid empty client quota entity");
  refuses({ foo: "x" }, { producer_byte_rate: 1 }, "Unhandled client quota entity type: foo");
  refuses({ user: "" }, { producer_byte_rate: 1 }, "Empty user not supported");
  refuses(
    { ip: "127.0.0.1", user: "u" },
    { connection_creation_rate: 1 },
    "Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId",
  );
  const noAddress = "999.1.1.1 is not a valid IP or resolvable host.";
  refuses({ ip: "999.1.1.1" }, { connection_creation_rate: 1 }, noAddress);
});

test("quotas are positive, and byte and connection rates are whole", () => {
  const positive = "Quota producer_byte_rate must be greater than 0";
  const fractional = "producer_byte_rate cannot be a fractional value.";
  for (const [value, message] of [
    [0, positive],
    [-1, positive],
    [1.5, fractional],
    [1.001, fractional],
    [0.99999999, fractional],
    [1e300, "Proposed value for producer_byte_rate is too large for a LONG."],
  ] as const) {
    refuses({ user: "u" }, { producer_byte_rate: value }, message);
  }
  // What is nearly whole counts as whole; what is no number passes all these tests.
  for (const value of [1, 1.0000001, 2 ** 63, Number.NaN]) {
    alters(new World(), { user: "u" }, { producer_byte_rate: value });
  }
  alters(new World(), { user: "u" }, { controller_mutation_rate: 0.5, request_percentage: 0.5 });
  const tooLarge = "Proposed value for connection_creation_rate is too large for an INT.";
  refuses({ ip: "127.0.0.1" }, { connection_creation_rate: 2 ** 31 }, tooLarge);
});

test("an entity changes in all its quotas or in none, whatever others do", () => {
  const world = new World();
  const { response } = decide(world, [
    [{ user: "u" }, { producer_byte_rate: 1, foo: 5 }],
    [{ user: "v" }, { producer_byte_rate: 1 }],
  ]);
  assert.deepEqual(
    response.entries.map(({ errorCode }) => errorCode),
    [42, 0],
  );
  assert.equal(world.image.clientQuotas.size, 1);
});

test("an entity that comes twice is answered once, with an error, and keeps what came first", () => {
  const world = new World();
  const { response } = decide(world, [
    [{ user: "u" }, { producer_byte_rate: 1 }],
    [{ user: "u" }, { producer_byte_rate: 2 }],
  ]);
  assert.deepEqual(response.entries, [
    {
      errorCode: 42,
      errorMessage: "Ignoring duplicate entity ClientQuotaEntity(entries={user=u})",
      entity: [{ entityType: "user", entityName: "u" }],
    },
  ]);
  assert.equal([...world.image.clientQuotas.values()][0]!.values.get("producer_byte_rate"), 1);
});

test("a quota that comes twice makes its entity one that does", () => {
  const op = { key: "producer_byte_rate", value: 1, remove: false };
  const entity = [
    { entityType: "user", entityName: "u" },
    { entityType: "client-id", entityName: null },
  ];
  const request = { entries: [{ entity, ops: [op, op] }], validateOnly: false };
  const { records, response } = new World().run(decideAlterClientQuotas, request);
  assert.deepEqual(records, []);
  assert.equal(
    response.entries[0]!.errorMessage,
    "Ignoring duplicate entity ClientQuotaEntity(entries={client-id=null, user=u})",
  );
});

test("to validate only is to change nothing", () => {
  const { records, response } = decide(new World(), [[{ user: "u" }, { producer_byte_rate: 1 }]], true);
  assert.equal(response.entries[0]!.errorCode, 0);
  assert.deepEqual(records, []);
});

function decide(world: World, alterations: readonly (readonly [Entity, Quotas])[], validateOnly = false) {
  const entries = alterations.map(([entity, quotas]) => ({
    entity: Object.entries(entity).map(([entityType, entityName]) => ({ entityType, entityName })),
    ops: Object.entries(quotas).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null })),
  }));
  return world.run(decideAlterClientQuotas, { entries, validateOnly });
}

function alters(world: World, entity: Entity, quotas: Quotas): void {
  const [result] = decide(world, [[entity, quotas]]).response.entries;
  assert.deepEqual([result!.errorCode, result!.errorMessage], [0, null]);
}

function refuses(entity: Entity, quotas: Quotas, message: string): void {
  const { records, response } = decide(new World(), [[entity, quotas]]);
  const [result] = response.entries;
  assert.deepEqual([result!.errorCode, result!.errorMessage], [42, message]);
  assert.deepEqual(records, []);
}
