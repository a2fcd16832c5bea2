import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulation, simulate } from "@ottla/simulator";
import { NodeLife } from "./node-life.ts";

simulate(
  "whatever ends a node and troubles its clients, what they were told holds, and everybody gets on afterwards",
  { seeds: 6 },
  async (simulation) => {
    await new NodeLife(simulation).live(3);
  },
);

test("the same seed is the same story, to the last byte on the disk", async () => {
  const [first, again, other] = [await story(1), await story(1), await story(2)];
  assert.equal(again, first);
  assert.notEqual(other, first);
});

async function story(seed: number): Promise<string> {
  const simulation = new Simulation({ seed });
  return await simulation.run(() => new NodeLife(simulation).live(2));
}
