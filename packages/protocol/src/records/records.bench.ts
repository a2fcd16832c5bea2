/** What record batches cost: `node --conditions=source src/records/records.bench.ts`. Million records or MB a second. */
import { crc32c, crc32cNative } from "../checksums/crc32c.ts";
import { crc32cPortable } from "../checksums/crc32c-portable.ts";
import { compressionCodecs } from "../compression/codec.ts";
import { compress } from "../compression/compress.ts";
import { decompress } from "../compression/decompress.ts";
import { compressLz4, decompressLz4, portableLz4 } from "../compression/lz4.ts";
import { compressSnappy, decompressSnappy, portableSnappyBlocks } from "../compression/snappy.ts";
import { checkBatch } from "./check-batch.ts";
import { setBaseOffset, setPartitionLeaderEpoch } from "./patch-batch.ts";
import { RecordBatchBuilder } from "./record-batch-builder.ts";
import { RecordBatchView } from "./record-batch-view.ts";
import { validateRecords } from "./validate-records.ts";

const recordCount = 10_000;
const rounds = 7;
const roundMs = 150;

const keys = Array.from({ length: recordCount }, (_, i) => Buffer.from(`key-${10_000 + (i % 5000)}`));
const values = Array.from({ length: recordCount }, (_, i) => Buffer.from(order(i)));
const batch = encode();
const view = new RecordBatchView(batch);
let sink = 0;

/** About 120 bytes of JSON that compress as orders do: fixed names, a few words, and numbers of little pattern. */
function order(i: number): string {
  const dice = Math.imul(i + 1, 2654435761) >>> 0;
  const words = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron"];
  const name = `${words[dice & 7]}-${words[(dice >>> 5) & 7]}`;
  return JSON.stringify({
    id: dice,
    name,
    amount: (dice >>> 9) / 100,
    city: words[(dice >>> 11) & 7],
    ok: i % 3 === 0,
    session: (Math.imul(dice, 40503) >>> 0).toString(36),
  });
}

/** Best and median of several rounds, as a rate of `unitsPerCall`. */
function measure(name: string, unit: string, unitsPerCall: number, call: () => void): void {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let calls = 0;
    let elapsed = 0;
    while (elapsed < roundMs) {
      call();
      calls++;
      elapsed = performance.now() - start;
    }
    rates.push((calls * unitsPerCall) / elapsed / 1000);
  }
  rates.sort((a, b) => b - a);
  const [best = 0] = rates;
  const median = rates[rounds >> 1] ?? 0;
  print(
    `${name.padEnd(44)} ${best.toFixed(1).padStart(9)} best ${median.toFixed(1).padStart(9)} median  ${unit}`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function encode(): Buffer {
  const builder = new RecordBatchBuilder({ initialBytes: 1 << 21 });
  for (let i = 0; i < recordCount; i++) builder.append(1_700_000_000_000 + i, keys[i]!, values[i]!);
  return builder.build();
}

print(`${recordCount} records, ${batch.length} bytes, Node ${process.versions.node}`);
const records = "M records/s";
measure("encode", records, recordCount, () => void (sink += encode().length));
measure("pass over with a cursor", records, recordCount, () =>
  view.forEachRecord((record) => void (sink += record.keyLength + record.valueLength)),
);
measure("views, untouched", records, recordCount, () => void (sink += view.records().length));
measure("views, each value read once", records, recordCount, () => {
  for (const record of view.records()) sink += record.value?.length ?? 0;
});
measure("views, offset, timestamp, key and value", records, recordCount, () => {
  for (const record of view.records()) {
    sink += record.offset + record.timestamp + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  }
});
measure("validate", records, recordCount, () => void (sink += validateRecords(view).kind.length));

const megabytes = "MB/s";
measure("check a batch of 1.1 MB, as on produce", megabytes, batch.length, () => {
  sink += checkBatch(batch, 0) === null ? 1 : 0;
});
measure("assign offset and epoch", "M batches/s", 1000, () => {
  for (let i = 0; i < 1000; i++) {
    setBaseOffset(batch, 0, i);
    setPartitionLeaderEpoch(batch, 0, i);
  }
});

const crcs = [
  ["chosen", crc32c],
  ["portable", crc32cPortable],
  ["native", crc32cNative],
] as const;
for (const [name, sum] of crcs) {
  if (sum === null) continue;
  for (const size of [100, 1000, 16_000, 1_000_000]) {
    const bytes = batch.subarray(0, size);
    const repeat = Math.ceil(100_000 / size);
    measure(`crc32c ${name}, ${size} bytes`, megabytes, size * repeat, () => {
      for (let i = 0; i < repeat; i++) sink += sum(bytes);
    });
  }
}

for (const size of [16_000, 1_000_000]) {
  const bytes = batch.subarray(61, 61 + size);
  for (const codec of compressionCodecs.filter((name) => name !== "none")) {
    const packed = Buffer.from(compress(codec, bytes));
    const label = `${codec} ${size} bytes, ratio ${(size / packed.length).toFixed(2)}`;
    measure(`${label}: compress`, megabytes, size, () => void (sink += compress(codec, bytes).length));
    measure(`${label}: decompress`, megabytes, size, () => {
      sink += decompress(codec, packed, size).length;
    });
  }
  const lz4 = Buffer.from(compressLz4(bytes, portableLz4));
  measure(`portable lz4 ${size}: compress`, megabytes, size, () => {
    sink += compressLz4(bytes, portableLz4).length;
  });
  measure(`portable lz4 ${size}: decompress`, megabytes, size, () => {
    sink += decompressLz4(lz4, size, portableLz4).length;
  });
  const snappy = Buffer.from(compressSnappy(bytes, portableSnappyBlocks));
  measure(`portable snappy ${size}: compress`, megabytes, size, () => {
    sink += compressSnappy(bytes, portableSnappyBlocks).length;
  });
  measure(`portable snappy ${size}: decompress`, megabytes, size, () => {
    sink += decompressSnappy(snappy, size, portableSnappyBlocks).length;
  });
}
if (sink === 0) print("nothing was measured");
