/**
 * Answers made comparable: what must differ between two brokers (ids, moments, ports, directories) becomes a name, the
 * same one wherever the same thing is meant; everything else stays as it came.
 */
import { batchesIn, type RecordBatchView, zeroUuid } from "@ottla/protocol";
import type { Broker } from "../foundation/broker.ts";

type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/** Fields that say how it went on this machine at this time, and nothing else. */
const ignored = new Set(["throttleTimeMs"]);

/** Our own words: that there is a text is compared, not what it says. */
const texts = new Set(["documentation"]);

/** Numbers that a broker draws. −1 and 0 mean "none" and stay. */
const drawnNumbers = new Set(["producerId", "sessionId", "subscriptionId", "brokerEpoch"]);

/** Lists whose order says something. All others come from hash tables, in Kafka's case. */
const ordered = new Set([
  "records",
  "replicaNodes",
  "isrNodes",
  "synonyms",
  "replicas",
  "acceptedCompressionTypes",
]);

/** Sizes and positions of things that every broker keeps in its own way. */
const measured = new Set(["totalBytes", "usableBytes", "lastFetchTimestamp", "lastCaughtUpTimestamp"]);

/** Numbers in texts that may be moments of the run, or as far from one as a 64-bit number can be. */
const momentText = /-?\d{13,19}/g;

const directoryIdText = /directoryId=([\w-]{22})/g;
const clusterIdText = /cluster id "([\w-]{22})"/g;
const uuidText = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const uuidBase64 = /^[\w-]{22}$/;
const idFields = new Set([
  "topicId",
  "memberId",
  "clusterId",
  "clientInstanceId",
  "replicaDirectoryId",
  "leader",
]);

/** Keeps the names that things have been given within one case. */
export class Normalizer {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #ports: readonly [string, string];
  readonly #directory: string;

  constructor(broker: Pick<Broker, "port" | "directory">) {
    this.#ports = [String(broker.port), String(broker.port + 1)];
    this.#directory = broker.directory;
  }

  /** An answer, comparable. Lists are sorted: Kafka's own order is that of its hash tables. */
  normalize(answer: unknown): Plain {
    return this.#nameDrawn(sorted(masked(answer, ""), ""), "");
  }

  /** Gives drawn values their names, in the order of the sorted answer. */
  #nameDrawn(value: Plain, field: string): Plain {
    if (Array.isArray(value)) return value.map((each: Plain) => this.#nameDrawn(each, field));
    if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value).map(([name, each]) => [name, this.#nameDrawn(each, name)]);
      return Object.fromEntries(entries) as Plain;
    }
    if (typeof value === "number") return this.#number(value, field);
    if (typeof value === "string") return this.#string(value, field);
    return value;
  }

  #number(value: number, field: string): Plain {
    if (drawnNumbers.has(field) && value !== 0 && value !== -1) return this.#nameOf(field, String(value));
    if (field === "port" && value > 0) return value === Number(this.#ports[0]) ? "<port>" : "<other port>";
    return value;
  }

  #string(value: string, field: string): Plain {
    if (value === zeroUuid) return value;
    if (idFields.has(field) && uuidBase64.test(value)) return this.#nameOf(field, value);
    return this.#withKnownNames(value)
      .replaceAll(momentText, (digits) => (isMoment(Number(digits)) ? "<moment>" : digits))
      .replaceAll(directoryIdText, (_, id: string) => `directoryId=${this.#nameOf("replicaDirectoryId", id)}`)
      .replaceAll(clusterIdText, (_, id: string) => `cluster id "${this.#nameOf("clusterId", id)}"`)
      .replaceAll(uuidText, (id) => this.#nameOf("uuid", id))
      .replaceAll(this.#directory, "<directory>")
      .replaceAll(`:${this.#ports[0]}`, ":<port>")
      .replaceAll(`:${this.#ports[1]}`, ":<controller port>");
  }

  /** Texts speak of ids too: those that have a name already get it there. */
  #withKnownNames(value: string): string {
    let text = value;
    for (const [drawn, name] of this.#names) if (drawn.length > 8) text = text.replaceAll(drawn, name);
    return text;
  }

  #nameOf(kind: string, value: string): string {
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `<${kind} ${count}>`;
    this.#names.set(value, name);
    return name;
  }
}

/** Plain values, with moments masked and bytes spelled out. */
function masked(value: unknown, field: string): Plain {
  if (value === null || value === undefined) return null;
  if (texts.has(field)) return value === "" ? "" : "<text>";
  if (measured.has(field)) return typeof value === "number" && value >= 0 ? "<measured>" : (value as number);
  if (value instanceof Uint8Array)
    return field === "records" ? batches(value) : Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map((each) => masked(each, field));
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([name]) => !ignored.has(name));
    return Object.fromEntries(entries.map(([name, each]) => [name, masked(each, name)])) as Plain;
  }
  if (typeof value === "number") return isMoment(value) ? "<moment>" : value;
  if (typeof value === "bigint") return String(value);
  return value as boolean | string;
}

/** Moments of the run itself. Timestamps that cases send are years away from it. */
function isMoment(value: number): boolean {
  return [0, 2 ** 63].some((distance) => Math.abs(value + distance - Date.now()) < 86_400_000);
}

function batches(bytes: Uint8Array): Plain {
  if (bytes.length === 0) return "";
  try {
    return [...batchesIn(Buffer.from(bytes))].map(batch);
  } catch (error) {
    return `${bytes.length} bytes that are no batches: ${String(error)}`;
  }
}

function batch(view: RecordBatchView): Plain {
  const hasBrokerTime = isMoment(view.maxTimestamp);
  return {
    baseOffset: view.baseOffset,
    lastOffset: view.lastOffset,
    size: view.sizeInBytes,
    partitionLeaderEpoch: view.partitionLeaderEpoch,
    attributes: view.attributes,
    baseTimestamp: masked(view.baseTimestamp, ""),
    maxTimestamp: masked(view.maxTimestamp, ""),
    producerId: view.producerId >= 0 ? "<producerId>" : view.producerId,
    producerEpoch: view.producerEpoch,
    baseSequence: view.baseSequence,
    recordCount: view.recordCount,
    isCrcValid: view.isCrcValid(),
    records: hasBrokerTime ? "<records>" : Buffer.from(view.recordBytes()).toString("hex").slice(0, 2000),
  };
}

/** The same value with its keys in one order, and its lists where their own order says nothing. */
function sorted(value: Plain, field: string): Plain {
  if (Array.isArray(value)) {
    const items = value.map((each: Plain) => sorted(each, ""));
    if (ordered.has(field)) return items;
    return items
      .map((item) => ({ item, order: sortKey(item) }))
      .toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
      .map(({ item }) => item);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, each]) => [name, sorted(each, name)] as const);
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) as Plain;
  }
  return value;
}

/** Orders without looking at ids, which differ. */
function sortKey(value: Plain): string {
  return JSON.stringify(value, (name, each: unknown) =>
    idFields.has(name) || drawnNumbers.has(name) || name === "port" ? undefined : each,
  ).replaceAll(uuidText, "");
}
