/** Brokers come and go in several decisions where they lead very many partitions, so that none holds up the event loop. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { World } from "../decisions/testing/world.ts";
import { noLeader } from "../image/index.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import {
  decideControlledShutdown,
  decideElections,
  decideFenceBrokers,
  decideUnfenceBrokers,
  type Progress,
} from "./registration.ts";

const partitionCount = 2500;
const replicas = Array.from({ length: partitionCount }, () => [1]);

function cluster() {
  const world = new World();
  world.createTopic("t", replicas);
  const leaders = () =>
    new Map(
      Object.entries(
        Object.groupBy(world.image.topics.byName.get("t")!.partitions, ({ leader }) => leader),
      ).map(([leader, partitions]) => [Number(leader), partitions!.length]),
    );
  const decide = <Response>(decision: (context: DecisionContext) => Decision<Response>): Response => {
    const { records, response } = decision(world.context());
    assert.ok(records.length < 1010);
    world.apply(records);
    return response;
  };
  return { world, leaders, decide };
}

test("a broker that stops leads less with each decision, and nothing after the last", () => {
  const { leaders, decide } = cluster();
  const rounds: (Progress & { led: number })[] = [];
  do {
    const { isDone } = decide((context) => decideControlledShutdown([1], context));
    rounds.push({ isDone, led: leaders().get(1) ?? 0 });
  } while (rounds.at(-1)?.isDone === false);
  assert.deepEqual(rounds, [
    { isDone: false, led: 1500 },
    { isDone: false, led: 500 },
    { isDone: true, led: 0 },
  ]);
});

test("a broker that is back leads more with each decision, and at last all that nobody else can", () => {
  const { leaders, decide } = cluster();
  for (let isDone = false; !isDone; )
    ({ isDone } = decide((context) => decideControlledShutdown([1], context)));
  decide((context) => decideFenceBrokers([1], context));
  assert.deepEqual(leaders(), new Map([[noLeader, partitionCount]]));

  const led: number[] = [];
  let { isDone } = decide((context) => decideUnfenceBrokers([1], new Map(), context));
  led.push(leaders().get(1) ?? 0);
  while (!isDone) {
    ({ isDone } = decide((context) => decideElections([1], context)));
    led.push(leaders().get(1) ?? 0);
  }
  assert.deepEqual(led, [1000, 2000, partitionCount]);
});
