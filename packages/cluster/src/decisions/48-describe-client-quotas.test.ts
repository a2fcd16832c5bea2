import assert from "node:assert/strict";
import { test } from "node:test";
import { answerDescribeClientQuotas } from "./48-describe-client-quotas.ts";
import { World } from "./testing/world.ts";

const exact = 0;
const byDefault = 1;
const any = 2;

type Component = readonly [entityType: string, matchType: number, match?: string];

test("a filter finds every entity that has what it names", () => {
  const world = worldWithQuotas();
  assert.deepEqual(find(world, []), ["user=u", "client-id=c,user=u", "user=null", "ip=127.0.0.1"]);
  assert.deepEqual(find(world, [["user", exact, "u"]]), ["user=u", "client-id=c,user=u"]);
  assert.deepEqual(find(world, [["user", byDefault]]), ["user=null"]);
  assert.deepEqual(find(world, [["user", any]]), ["user=u", "client-id=c,user=u", "user=null"]);
  assert.deepEqual(find(world, [["user", exact, "nobody"]]), []);
});

test("a strict filter finds entities that have nothing else", () => {
  const world = worldWithQuotas();
  assert.deepEqual(find(world, [], true), []);
  assert.deepEqual(find(world, [["user", exact, "u"]], true), ["user=u"]);
  assert.deepEqual(
    find(
      world,
      [
        ["user", any],
        ["client-id", any],
      ],
      true,
    ),
    ["client-id=c,user=u"],
  );
});

test("values come with their keys, and success with an empty message", () => {
  const request = { components: [{ entityType: "ip", matchType: any, match: null }], strict: false };
  assert.deepEqual(answerDescribeClientQuotas(request, worldWithQuotas().image), {
    errorCode: 0,
    errorMessage: "",
    entries: [
      {
        entity: [{ entityType: "ip", entityName: "127.0.0.1" }],
        values: [{ key: "connection_creation_rate", value: 10 }],
      },
    ],
  });
});

test("a filter that makes no sense is refused, without entries", () => {
  const cases: [readonly Component[], number, string][] = [
    [[["", exact, "x"]], 42, "Invalid empty entity type."],
    [[["foo", exact, "x"]], 35, "Unsupported entity type foo"],
    [[["user", 3, "x"]], 42, "Unknown match type 3"],
    [[["user", exact]], 42, "Request specified MATCH_TYPE_EXACT, but set match string to null."],
    [
      [["user", byDefault, "x"]],
      42,
      "Request specified MATCH_TYPE_DEFAULT, but also specified a match string.",
    ],
    [[["user", any, "x"]], 42, "Request specified MATCH_TYPE_SPECIFIED, but also specified a match string."],
    [
      [
        ["user", any],
        ["user", exact, "u"],
      ],
      42,
      "Entity type user cannot appear more than once in the filter.",
    ],
    [
      [
        ["ip", any],
        ["user", any],
      ],
      42,
      "Invalid entity filter component combination. IP filter component should not be used with user or clientId " +
        "filter component.",
    ],
  ];
  for (const [components, errorCode, errorMessage] of cases) {
    assert.deepEqual(answer(new World(), components, false), { errorCode, errorMessage, entries: null });
  }
});

function worldWithQuotas(): World {
  const world = new World();
  const quota = (entity: Readonly<Record<string, string | null>>, key: string) =>
    world.apply([
      {
        kind: "clientQuota",
        version: 0,
        value: {
          entity: Object.entries(entity).map(([entityType, entityName]) => ({ entityType, entityName })),
          key,
          value: 10,
          remove: false,
        },
      },
    ]);
  quota({ user: "u" }, "producer_byte_rate");
  quota({ "client-id": "c", user: "u" }, "producer_byte_rate");
  quota({ user: null }, "producer_byte_rate");
  quota({ ip: "127.0.0.1" }, "connection_creation_rate");
  return world;
}

function answer(world: World, components: readonly Component[], strict: boolean) {
  const request = {
    components: components.map(([entityType, matchType, match]) => ({
      entityType,
      matchType,
      match: match ?? null,
    })),
    strict,
  };
  return answerDescribeClientQuotas(request, world.image);
}

function find(world: World, components: readonly Component[], strict = false): string[] {
  const { errorCode, entries } = answer(world, components, strict);
  assert.equal(errorCode, 0);
  return entries!.map(({ entity }) => entity.map((part) => `${part.entityType}=${part.entityName}`).join());
}
