import type { Api } from "../schema/index.ts";
import * as declarations from "./declarations.ts";

/** Every API of Kafka 4.3, in the order of keys. */
export const apis: readonly Api[] = Object.values<Api>(declarations).toSorted(
  (left, right) => left.key - right.key,
);

const byKey = new Map(apis.map((api) => [api.key, api]));

/** The API with a key, or undefined where there is none. */
export function apiOfKey(key: number): Api | undefined {
  return byKey.get(key);
}
