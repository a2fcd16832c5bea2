/** Quotas, SCRAM users, access control lists and tokens: kept, told, refused. */
import {
  alterClientQuotas,
  alterUserScramCredentials,
  createAcls,
  createDelegationToken,
  deleteAcls,
  describeAcls,
  describeClientQuotas,
  describeDelegationToken,
  describeUserScramCredentials,
  type RequestInput,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import type { Kit } from "../kit.ts";

export const quotasAndUsers = new Theme("quotas and users");

type Entity = readonly (readonly [type: string, name: string | null])[];
type Operation = readonly [key: string, value: number, remove?: boolean];

function entityOf(entity: Entity): { entityType: string; entityName: string | null }[] {
  return entity.map(([entityType, entityName]) => ({ entityType, entityName }));
}

async function alter(
  kit: Kit,
  entity: Entity,
  operations: readonly Operation[],
  validateOnly = false,
): Promise<void> {
  const ops = operations.map(([key, value, remove = false]) => ({ key, value, remove }));
  await kit.ask(alterClientQuotas, { entries: [{ entity: entityOf(entity), ops }], validateOnly });
}

const refusedQuotas: readonly (readonly [string, Entity, ...Operation[]])[] = [
  ["an unknown key", [["user", "u"]], ["no.such.key", 1]],
  ["a fraction of bytes", [["user", "u"]], ["producer_byte_rate", 1.5]],
  ["a negative rate", [["user", "u"]], ["producer_byte_rate", -1]],
  ["a rate of zero", [["user", "u"]], ["producer_byte_rate", 0]],
  ["a rate of no number", [["user", "u"]], ["producer_byte_rate", Number.NaN]],
  ["an endless rate", [["user", "u"]], ["producer_byte_rate", Number.POSITIVE_INFINITY]],
  ["an absurd rate", [["user", "u"]], ["producer_byte_rate", 1e300]],
  ["a fraction of requests", [["user", "u"]], ["request_percentage", 12.5]],
  ["a rate of mutations", [["client-id", "c"]], ["controller_mutation_rate", 2.5]],
  ["connections of a user", [["user", "u"]], ["connection_creation_rate", 10]],
  ["connections of an address", [["ip", "10.0.0.7"]], ["connection_creation_rate", 10]],
  ["connections of an address that is none", [["ip", "not an address"]], ["connection_creation_rate", 10]],
  ["connections of all addresses", [["ip", null]], ["connection_creation_rate", 10]],
  ["a fraction of connections", [["ip", "10.0.0.7"]], ["connection_creation_rate", 10.5]],
  ["bytes of an address", [["ip", "10.0.0.7"]], ["producer_byte_rate", 10]],
  [
    "an address and a user",
    [
      ["ip", "10.0.0.7"],
      ["user", "u"],
    ],
    ["connection_creation_rate", 10],
  ],
  ["an unknown kind of entity", [["group", "g"]], ["producer_byte_rate", 10]],
  ["an empty kind of entity", [["", "g"]], ["producer_byte_rate", 10]],
  ["an empty name", [["user", ""]], ["producer_byte_rate", 10]],
  ["no entity", [], ["producer_byte_rate", 10]],
  [
    "a user twice",
    [
      ["user", "u"],
      ["user", "v"],
    ],
    ["producer_byte_rate", 10],
  ],
  [
    "a user and a client",
    [
      ["user", "u"],
      ["client-id", "c"],
    ],
    ["consumer_byte_rate", 10],
  ],
  [
    "all users and all clients",
    [
      ["user", null],
      ["client-id", null],
    ],
    ["consumer_byte_rate", 10],
  ],
  ["nothing to do", [["user", "u"]]],
  ["the removal of what is not there", [["user", "u"]], ["producer_byte_rate", 0, true]],
  ["the removal of an unknown key", [["user", "u"]], ["no.such.key", 0, true]],
  ["the same key twice", [["user", "u"]], ["producer_byte_rate", 1], ["producer_byte_rate", 2]],
];

for (const [name, entity, ...operations] of refusedQuotas) {
  quotasAndUsers.case(`quotas: ${name}`, (kit) => alter(kit, entity, operations, true));
}

quotasAndUsers.case("quotas: the same entity twice, and none", async (kit) => {
  const ops = [{ key: "producer_byte_rate", value: 10, remove: false }];
  const entry = { entity: entityOf([["user", "u"]]), ops };
  await kit.ask(alterClientQuotas, { entries: [entry, entry], validateOnly: true });
  await kit.ask(alterClientQuotas, { entries: [], validateOnly: true });
});

quotasAndUsers.alone("quotas: told by every filter", async (kit) => {
  const [user, client] = [kit.name("user"), kit.name("client")];
  const entities: readonly Entity[] = [
    [["user", user]],
    [["user", null]],
    [["client-id", client]],
    [
      ["user", user],
      ["client-id", client],
    ],
    [
      ["user", null],
      ["client-id", null],
    ],
    [["ip", "10.1.2.3"]],
  ];
  for (const entity of entities) {
    const key = entity[0]![0] === "ip" ? "connection_creation_rate" : "producer_byte_rate";
    await alter(kit, entity, [[key, 1000 + entity.length]]);
  }
  await kit.topic("after");
  const filters: readonly (readonly [string, number, string | null][])[] = [
    [["user", 0, user]],
    [["user", 1, null]],
    [["user", 2, null]],
    [["client-id", 0, client]],
    [
      ["user", 0, user],
      ["client-id", 0, client],
    ],
    [
      ["user", 1, null],
      ["client-id", 1, null],
    ],
    [
      ["user", 2, null],
      ["client-id", 2, null],
    ],
    [["ip", 0, "10.1.2.3"]],
    [["user", 0, "nobody"]],
  ];
  for (const filter of filters) {
    for (const strict of [true, false]) {
      const components = filter.map(([entityType, matchType, match]) => ({ entityType, matchType, match }));
      const mine = kit.prefix;
      await kit.ask(
        describeClientQuotas,
        { components, strict },
        {
          pick: ({ entries, ...others }) => ({
            ...others,
            entries: entries?.filter(({ entity }) =>
              entity.every(
                ({ entityName }) =>
                  entityName === null || entityName.startsWith(mine) || entityName.startsWith("10."),
              ),
            ),
          }),
        },
      );
    }
  }
  for (const entity of entities) {
    await alter(kit, entity, [
      [entity[0]![0] === "ip" ? "connection_creation_rate" : "producer_byte_rate", 0, true],
    ]);
  }
});

quotasAndUsers.case("quotas: filters that are none", async (kit) => {
  for (const components of [
    [{ entityType: "user", matchType: 3, match: null }],
    [{ entityType: "user", matchType: -1, match: null }],
    [{ entityType: "user", matchType: 0, match: null }],
    [{ entityType: "user", matchType: 1, match: "somebody" }],
    [{ entityType: "group", matchType: 2, match: null }],
    [{ entityType: "", matchType: 2, match: null }],
    [
      { entityType: "user", matchType: 0, match: "a" },
      { entityType: "user", matchType: 0, match: "b" },
    ],
    [
      { entityType: "ip", matchType: 2, match: null },
      { entityType: "user", matchType: 2, match: null },
    ],
    [{ entityType: "user", matchType: 0, match: "" }],
  ]) {
    await kit.ask(describeClientQuotas, { components, strict: false });
  }
});

type Upsertion = RequestInput<typeof alterUserScramCredentials>["upsertions"][number];

const upsertions: readonly (readonly [string, Partial<Upsertion>])[] = [
  ["an empty name", { name: "" }],
  ["an unknown mechanism", { mechanism: 3 }],
  ["no mechanism", { mechanism: 0 }],
  ["a negative mechanism", { mechanism: -1 }],
  ["too few iterations", { iterations: 4095 }],
  ["as many iterations as may be", { iterations: 16_384 }],
  ["too many iterations", { iterations: 16_385 }],
  ["no salt", { salt: Buffer.alloc(0) }],
  ["no password", { saltedPassword: Buffer.alloc(0) }],
  ["a password of another length", { saltedPassword: Buffer.alloc(7) }],
  ["a name of strange letters", { name: "ä b=,/" }],
];

for (const [name, options] of upsertions) {
  quotasAndUsers.case(`users: ${name}`, async (kit) => {
    const good = {
      name: kit.name("anna"),
      mechanism: 1,
      iterations: 4096,
      salt: Buffer.from("s"),
      saltedPassword: Buffer.alloc(32, 1),
    };
    await kit.ask(alterUserScramCredentials, { deletions: [], upsertions: [{ ...good, ...options }] });
    await kit.topic("after");
    await kit.ask(describeUserScramCredentials, { users: [{ name: options.name ?? good.name }] });
  });
}

quotasAndUsers.case("users: deleting nobody, everybody, and one twice", async (kit) => {
  const name = kit.name("anna");
  const upsertion = {
    name,
    mechanism: 1,
    iterations: 4096,
    salt: Buffer.from("s"),
    saltedPassword: Buffer.alloc(32, 1),
  };
  const deletion = { name, mechanism: 1 };
  await kit.ask(alterUserScramCredentials, { deletions: [deletion], upsertions: [] });
  await kit.ask(alterUserScramCredentials, { deletions: [], upsertions: [] });
  await kit.ask(alterUserScramCredentials, { deletions: [], upsertions: [upsertion, upsertion] });
  await kit.ask(alterUserScramCredentials, { deletions: [deletion], upsertions: [upsertion] });
  await kit.ask(alterUserScramCredentials, { deletions: [], upsertions: [upsertion] });
  await kit.ask(alterUserScramCredentials, {
    deletions: [{ name, mechanism: 2 }],
    upsertions: [{ ...upsertion, name: kit.name("bert") }],
  });
  await kit.ask(alterUserScramCredentials, {
    deletions: [{ name: kit.name("nobody"), mechanism: 9 }],
    upsertions: [{ ...upsertion, name: kit.name("carl"), mechanism: 2 }],
  });
  await kit.topic("after");
  const users = [name, name, kit.name("bert"), kit.name("carl"), kit.name("nobody"), ""].map((each) => ({
    name: each,
  }));
  await kit.ask(describeUserScramCredentials, { users });
  await kit.ask(describeUserScramCredentials, { users: users.slice(2, 4) });
});

quotasAndUsers.case("users: nobody, by an unknown mechanism", async (kit) => {
  for (const mechanism of [0, 3, -1]) {
    await kit.ask(alterUserScramCredentials, { deletions: [{ name: "", mechanism }], upsertions: [] });
    const nobody = {
      name: "",
      mechanism,
      iterations: 1,
      salt: Buffer.from("s"),
      saltedPassword: Buffer.alloc(0),
    };
    await kit.ask(alterUserScramCredentials, { deletions: [], upsertions: [nobody] });
  }
});

quotasAndUsers.case("users: everybody", async (kit) => {
  const name = kit.name("anna");
  const salt = Buffer.from("s");
  const both = [1, 2].map((mechanism) => ({
    name,
    mechanism,
    iterations: 4096,
    salt,
    saltedPassword: Buffer.alloc(32, 1),
  }));
  await kit.ask(alterUserScramCredentials, { deletions: [], upsertions: both });
  await kit.ask(alterUserScramCredentials, { deletions: [], upsertions: both.slice(0, 1) });
  await kit.ask(alterUserScramCredentials, { deletions: [], upsertions: both.slice(1) });
  await kit.topic("after");
  for (const users of [null, []]) {
    await kit.ask(
      describeUserScramCredentials,
      { users },
      { pick: (body) => ({ ...body, results: body.results.filter(({ user }) => user === name) }) },
    );
  }
});

quotasAndUsers.case("lists of access: empty ones, and odd filters", async (kit) => {
  await kit.ask(createAcls, { creations: [] });
  await kit.ask(deleteAcls, { filters: [] });
  const creation = {
    resourceType: 2,
    resourceName: "",
    resourcePatternType: 9,
    principal: "nobody",
    host: "",
    operation: 99,
    permissionType: 9,
  };
  await kit.ask(createAcls, { creations: [creation, creation] });
  for (const number of [0, 2, 99, -1]) {
    await kit.ask(describeAcls, {
      resourceTypeFilter: number,
      resourceNameFilter: "",
      patternTypeFilter: number,
      principalFilter: "nobody",
      hostFilter: "",
      operation: number,
      permissionType: number,
    });
  }
});

for (const field of ["resourceType", "resourcePatternType", "operation", "permissionType"] as const) {
  quotasAndUsers.case(`lists of access: an unknown ${field}`, async (kit) => {
    const creation = {
      resourceType: 2,
      resourceName: "t",
      resourcePatternType: 3,
      principal: "User:anna",
      host: "*",
      operation: 3,
      permissionType: 3,
      [field]: 0,
    };
    await kit.ask(createAcls, { creations: [creation] });
    const { resourceType, resourcePatternType, operation, permissionType } = creation;
    const filter = {
      resourceTypeFilter: resourceType,
      resourceNameFilter: null,
      patternTypeFilter: resourcePatternType,
      principalFilter: null,
      hostFilter: null,
      operation,
      permissionType,
    };
    await kit.ask(deleteAcls, { filters: [filter] });
    await kit.ask(describeAcls, filter);
  });
}

quotasAndUsers.case("tokens: owners and renewers", async (kit) => {
  await kit.ask(createDelegationToken, {
    ownerPrincipalType: null,
    ownerPrincipalName: null,
    renewers: [{ principalType: "Group", principalName: "g" }],
    maxLifetimeMs: -1,
  });
  await kit.ask(describeDelegationToken, { owners: [] });
  await kit.ask(describeDelegationToken, { owners: [{ principalType: "User", principalName: "anna" }] });
});
