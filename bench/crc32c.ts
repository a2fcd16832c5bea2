/** CRC-32C of record batches, beside the CRC-32 that Node has built in: another polynomial at the same cost. */
import { crc32 } from "node:zlib";
import { crc32c } from "@ottla/protocol";
import { print, timesASecond } from "./measure.ts";

const sizes = [100, 1000, 16_000, 1_000_000];

export async function checksums(): Promise<string> {
  let sink = 0;
  let ratio = 0;
  for (const size of sizes) {
    const bytes = Buffer.alloc(size, "otter");
    const ours = timesASecond(() => {
      sink ^= crc32c(bytes);
    });
    const peer = timesASecond(() => {
      sink ^= crc32(bytes);
    });
    ratio = ours / peer;
    const gigabytes = (perSecond: number): string => `${((perSecond * size) / 1e9).toFixed(2)} GB/s`;
    print(`${size} bytes: ${gigabytes(ours)}, zlib ${gigabytes(peer)}`);
  }
  if (sink === 0.5) print("nothing was measured");
  return `ratio ${ratio.toFixed(2)}: bytes a second of 1 MB, compared with zlib`;
}
