import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "@ottla/simulator";
import { DraftMap } from "./draft-map.ts";

for (const size of [0, 5, 200, 2000]) {
  test(`drafts of a map of ${size} read and finish as copies of it would, and leave it alone`, () => {
    const random = new SeededRandom(size + 1);
    let image: ReadonlyMap<number, { value: number }> = new Map(
      Array.from({ length: size }, (_, key) => [key, { value: key }]),
    );
    let model = new Map(image);
    for (let round = 0; round < 300; round++) {
      const before = image;
      const entriesBefore = new Map(model);
      const draft = new DraftMap(image);
      model = new Map(model);
      for (let change = random.between(0, 4); change > 0; change--) {
        const key = random.between(0, size + 10);
        if (random.chance(0.4)) {
          assert.equal(draft.delete(key), model.delete(key));
        } else {
          const value = { value: random.uint32() };
          draft.set(key, value);
          model.set(key, value);
        }
        assert.equal(draft.get(key), model.get(key));
        assert.equal(draft.has(key), model.has(key));
      }
      image = draft.finish();
      assert.equal(image.size, model.size);
      if (round % 10 > 0) continue;
      assertSame(image, model);
      assertSame(before, entriesBefore);
    }
    assertSame(image, model);
  });
}

test("a draft without changes finishes as what it came from", () => {
  const before = new Map([[1, {}]]);
  const draft = new DraftMap(before);
  assert.equal(draft.delete(2), false);
  assert.equal(draft.isChanged, false);
  assert.equal(draft.finish(), before);
});

function assertSame<Value>(map: ReadonlyMap<number, Value>, model: ReadonlyMap<number, Value>): void {
  assert.equal(map.size, model.size);
  assert.deepEqual(sorted(map.entries()), sorted(model.entries()));
  assert.deepEqual(
    [...map.keys()].toSorted((one, other) => one - other),
    sorted(map.entries()).map(([key]) => key),
  );
  assert.deepEqual(new Set(map.values()), new Set(model.values()));
  const visited = new Map<number, Value>();
  map.forEach((value, key) => void visited.set(key, value));
  assert.deepEqual(sorted(visited.entries()), sorted(model.entries()));
  for (const [key, value] of model) assert.equal(map.get(key), value);
}

function sorted<Value>(entries: Iterable<[number, Value]>): [number, Value][] {
  return [...entries].toSorted(([one], [other]) => one - other);
}
