import type { Assignor } from "./assignor.ts";
import { assignRange } from "./range.ts";
import { assignUniform } from "./uniform.ts";

/** The assignors that run in the coordinator, by the name in `group.consumer.assignors` and in requests. */
export const assignors: ReadonlyMap<string, Assignor> = new Map([
  ["uniform", assignUniform],
  ["range", assignRange],
]);
