import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeWorld } from "@ottla/runtime";
import { ReadBudget } from "./read-budget.ts";

const { clock } = nodeWorld();

describe("the budget of reads", () => {
  it("lets fetches begin in their order, as far as it goes", async () => {
    const budget = new ReadBudget({ clock, maxBytes: 100, heldBytes: () => 0 });
    const begun: string[] = [];
    const take = async (name: string, bytes: number): Promise<() => void> => {
      const release = await budget.take(bytes);
      begun.push(name);
      return release;
    };
    // The second goes beyond the limit: it is the last.
    const first = await take("a", 60);
    const second = await take("b", 500);
    const waiting = [take("c", 10), take("d", 200), take("e", 1)];
    first();
    assert.deepEqual([begun, budget.waitingCount], [["a", "b"], 3]);
    second();
    second();
    const [third, fourth] = await Promise.all(waiting.slice(0, 2));
    assert.deepEqual(begun, ["a", "b", "c", "d"]);
    third!();
    fourth!();
    (await waiting[2]!)();
    assert.equal(budget.waitingCount, 0);
  });

  it("waits until clients have taken earlier answers", async () => {
    let heldBytes = 100;
    const budget = new ReadBudget({ clock, maxBytes: 100, heldBytes: () => heldBytes });
    const taken = budget.take(10);
    assert.equal(budget.waitingCount, 1);
    heldBytes = 99;
    (await taken)();
    assert.equal(budget.waitingCount, 0);
  });
});
