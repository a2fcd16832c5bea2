import assert from "node:assert/strict";
import { test } from "node:test";
import { type FoundRecord, PartitionHistory, type Sender } from "./partition-history.ts";

const idempotent: Sender = { name: "i", isIdempotent: true };
const plain: Sender = { name: "p", isIdempotent: false };

const sent = (value: string) => ({ value, key: "k", timestamp: 1 });
const log = (...values: string[]): FoundRecord[] =>
  values.map((value, offset) => ({ ...sent(value), offset }));

function history(): PartitionHistory {
  const partition = new PartitionHistory("a-0");
  partition.send(idempotent, [sent("i0"), sent("i1")]);
  partition.send(idempotent, [sent("i2")]);
  partition.send(plain, [sent("p0")]);
  return partition;
}

test("a log with all that was acknowledged, and some of what was not, is in order", () => {
  const partition = history();
  partition.acknowledge(0, [sent("i0"), sent("i1")]);
  partition.check(log("i0", "i1"));
  partition.check(log("i0", "i1", "p0", "i2"));
});

const faults: readonly (readonly [string, (partition: PartitionHistory) => void, RegExp])[] = [
  [
    "an acknowledged record that is not there",
    (partition) => {
      partition.acknowledge(0, [sent("i0"), sent("i1")]);
      partition.check(log("i0"));
    },
    /i1 at 1 is lost/,
  ],
  [
    "a record that a reader has seen, and that is not there any more",
    (partition) => {
      partition.find(log("i0")[0]!);
      partition.check(log());
    },
    /i0 at 0 is lost/,
  ],
  [
    "an acknowledged record at another offset",
    (partition) => {
      partition.acknowledge(1, [sent("i0")]);
      partition.check(log("i0", "i1"));
    },
    /offset 1 had i0, and now has i1/,
  ],
  [
    "two readers that see different records",
    (partition) => {
      partition.find({ ...sent("i0"), offset: 5 });
      partition.find({ ...sent("p0"), offset: 5 });
    },
    /offset 5 had i0, and now has p0/,
  ],
  ["a record that nobody sent", (partition) => partition.check(log("x")), /nobody sent/],
  [
    "a record with another key",
    (partition) => partition.check([{ ...sent("i0"), key: "other", offset: 0 }]),
    /in place of k/,
  ],
  ["a gap", (partition) => partition.check([{ ...sent("i0"), offset: 1 }]), /offset 0 is missing/],
  [
    "an idempotent producer's record twice",
    (partition) => {
      partition.send(idempotent, [sent("i2")]);
      partition.check(log("i0", "i1", "i2", "i2"));
    },
    /record 2 of i, and 3 should be next/,
  ],
  [
    "an idempotent producer's record before its turn",
    (partition) => partition.check(log("i0", "i2")),
    /record 2 of i, and 1 should be next/,
  ],
  ["a record more often than it was sent", (partition) => partition.check(log("p0", "p0")), /sent 1 times/],
];

for (const [name, provoke, message] of faults) {
  test(`${name} is noticed`, () => {
    assert.throws(() => provoke(history()), message);
  });
}

test("a plain producer's record is there as often as it was sent, at most", () => {
  const partition = history();
  partition.send(plain, [sent("p0")]);
  partition.check(log("p0", "i0", "p0"));
});
