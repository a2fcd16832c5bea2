/** All rows of the table, in the order in which they are measured and told. */
import type { Row } from "./row.ts";
import { consumeRows } from "./rows/consume.ts";
import { floorRows } from "./rows/floor.ts";
import { latencyRows } from "./rows/latency.ts";
import { manyTopicsRow } from "./rows/many-topics.ts";
import { produceRows } from "./rows/produce.ts";
import { requestRows } from "./rows/requests.ts";
import { startRow } from "./rows/start.ts";

export const table: readonly Row[] = [
  ...produceRows,
  ...consumeRows,
  ...floorRows,
  ...latencyRows,
  ...requestRows,
  startRow,
  manyTopicsRow,
];
