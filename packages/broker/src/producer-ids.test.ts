import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProducerIds } from "./producer-ids.ts";

describe("producer ids", () => {
  it("are given once each, however many ask at once", async () => {
    let blocks = 0;
    const ids = new ProducerIds({
      allocate: async () => ({ firstProducerId: 1000 * blocks++, count: 1000 }),
    });
    const given = await Promise.all(Array.from({ length: 2500 }, () => ids.next()));
    assert.deepEqual(
      given.toSorted((a, b) => a - b),
      Array.from({ length: 2500 }, (_, id) => id),
    );
  });

  it("are fetched ahead", async () => {
    let blocks = 0;
    const ids = new ProducerIds({
      allocate: async () => ({ firstProducerId: 10 * blocks++, count: 10 }),
    });
    for (let id = 0; id < 8; id++) await ids.next();
    assert.equal(blocks, 1);
    await ids.next();
    assert.equal(blocks, 2);
    assert.equal(await ids.next(), 9);
    assert.equal(await ids.next(), 10);
  });

  it("are asked for again after the controller gave none", async () => {
    let calls = 0;
    const ids = new ProducerIds({
      allocate: async () => {
        calls += 1;
        if (calls === 1) throw new Error("no controller");
        return { firstProducerId: 7, count: 1000 };
      },
    });
    await assert.rejects(ids.next(), /no controller/);
    assert.equal(await ids.next(), 7);
  });
});
