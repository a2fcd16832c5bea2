import { randomBytes, randomInt } from "node:crypto";
import type { Random } from "../ports.ts";

/** The machine's source of randomness. */
export const nodeRandom: Random = {
  uint32: () => randomInt(2 ** 32),
  bytes: (count) => randomBytes(count),
};
