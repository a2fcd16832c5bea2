/** The programs in Go that belong to the benchmarks, each built once a run. */
import { join } from "node:path";
import { buildGo } from "../../interop/foundation/go-programs.ts";

let clients: Promise<string> | undefined;
let floor: Promise<string> | undefined;

/** A client's path. */
export async function client(name: "requests" | "stream"): Promise<string> {
  clients ??= buildGo("bench/go", ["requests", "stream"]);
  return join(await clients, name);
}

/** The path of the bare program. */
export async function bareFloor(): Promise<string> {
  floor ??= buildGo("bench/floor", ["."]);
  return join(await floor, "floor");
}
