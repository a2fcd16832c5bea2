/**
 * One connection, as fast as it goes, beside a bare program that does what no broker can do without: that is the floor of the
 * machine, measured with the same client a moment before.
 */
import type { Broker } from "../../interop/foundation/broker.ts";
import { type Figure, type Measured, type RunningRow, scaled, throughputFigures } from "../row.ts";
import { settle } from "../tools/page-cache.ts";
import { clearFloor, type FloorKind, type Stream, streamBroker, streamFloor } from "../tools/stream.ts";

const mebibyte = 2 ** 20;

/** What Ottla shall reach of what a bare program does. */
const share: Figure = { name: "share of floor", unit: "%", better: "more", limit: 60 };
const floor: Figure = { name: "floor", unit: "MB/s", better: "more" };
const shareOfSend: Figure = { name: "share of a send from memory", unit: "%", better: "more" };

interface Produced {
  readonly name: string;
  readonly about: string;
  readonly seconds: number;
  readonly batchBytes: number;
  readonly inFlight: number;
  readonly bytes: number;
}

/** Enough under way that nobody waits for the client. */
const produced: readonly Produced[] = [
  { name: "floor-produce", about: "1 MiB", seconds: 10, batchBytes: mebibyte, inFlight: 5, bytes: 1e9 },
  {
    name: "floor-produce-16-kib",
    about: "16 KiB",
    seconds: 16,
    batchBytes: 16_384,
    inFlight: 64,
    bytes: 1e9,
  },
];

const produceRows = produced.map(
  ({ name, about, seconds, batchBytes, inFlight, bytes }): RunningRow => ({
    name,
    about: `batches of ${about} (acks=all) over one connection; the floor receives, verifies and writes them`,
    figures: figuresOf(0.5),
    seconds,
    on: "running broker",
    topics: "each round",
    partitions: 1,
    gigabytes: (scale) => scaled(bytes, scale) / 1e9,
    async measure({ broker, scale }, topic) {
      const stream: Stream = { kind: "produce", batchBytes, inFlight, bytes: scaled(bytes, scale) };
      const measured = await besideFloor("produce", stream, broker, topic);
      clearFloor();
      return measured;
    },
  }),
);

const batchBytes = 16_384;
const storedBytes = 1e9;
const fetchedBytes = 4e9;

const fetchRow: RunningRow = {
  name: "floor-fetch",
  about: "fetches of 1 MiB from the page cache over one connection; the floor reads and sends, or just sends",
  figures: [...figuresOf(1), shareOfSend],
  seconds: 14,
  on: "running broker",
  topics: "once",
  partitions: 1,
  gigabytes: (scale) => scaled(fetchedBytes, scale) / 1e9,
  async prepare({ broker, scale }, topic) {
    // A little more than is read, since what is read ends with a whole batch.
    const bytes = scaled(storedBytes, scale) + batchBytes;
    await streamBroker(broker.bootstrap, topic, { kind: "produce", batchBytes, bytes });
  },
  async measure({ broker, scale }, topic) {
    const stream: Stream = {
      kind: "fetch",
      batchBytes,
      storedBytes: scaled(storedBytes, scale),
      bytes: scaled(fetchedBytes, scale),
    };
    const sent = await streamFloor("memory", stream);
    const measured = await besideFloor("file", stream, broker, topic);
    return { ...measured, [shareOfSend.name]: percent(measured["throughput"]!, sent) };
  },
};

export const floorRows: readonly RunningRow[] = [...produceRows, fetchRow];

async function besideFloor(
  kind: FloorKind,
  stream: Stream,
  broker: Broker,
  topic: string,
): Promise<Measured> {
  const bare = await streamFloor(kind, stream);
  await settle();
  const throughput = await streamBroker(broker.bootstrap, topic, stream);
  return { throughput, [share.name]: percent(throughput, bare), [floor.name]: bare };
}

function figuresOf(cpuTarget: number): Figure[] {
  const [throughput, ...others] = throughputFigures(cpuTarget);
  return [throughput!, share, floor, ...others];
}

function percent(part: number, whole: number): number {
  return (part / whole) * 100;
}
