import { apis, decodeRequestHeader, requestHeaderVersion } from "../apis/index.ts";
import { CompressionError } from "../compression/index.ts";
import { messages, requestHeader } from "../messages/index.ts";
import { batchesIn, checkBatch, RecordsError, validateRecords } from "../records/index.ts";
import type { Message } from "../schema/index.ts";
import { ProtocolError } from "../wire/protocol-error.ts";
import { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";
import { kafkaBatches } from "./kafka-batches.ts";
import { randomValue } from "./random-value.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Something that decodes bytes from outside. */
export interface FuzzTarget {
  readonly name: string;
  /** Frames that decode. */
  readonly frames: readonly Buffer[];
  /** Decodes one; null where it is refused before its body is looked at, or is no message. */
  decode(frame: Buffer): DecodedFrame | null;
  /** What it may throw besides the errors of this package. */
  isRefusal?(error: unknown): boolean;
}

export interface DecodedFrame {
  readonly reader: Reader;
  readonly message: Message;
  readonly version: number;
  readonly value: Record<string, unknown>;
}

const framesPerTarget = 6;
const largestBatch = 3000;
const maxDecompressedBytes = 1 << 20;

/** What decoders may throw. */
export function isRefusal(error: unknown, target: FuzzTarget): boolean {
  if (target.isRefusal?.(error) === true) return true;
  return error instanceof ProtocolError || error instanceof RecordsError || error instanceof CompressionError;
}

/** Every request, response and other message in every version, and record batches: frames that decode, and how. */
export function fuzzTargets(random: SeededRandom, more: readonly Message[]): FuzzTarget[] {
  const bodies = [...apis.map(({ response }) => response), ...messages, ...more];
  return [
    ...apis.flatMap((api) => versionsOf(api.request).map((version) => requestTarget(api, version, random))),
    ...bodies.flatMap((message) =>
      versionsOf(message).map((version) => messageTarget(message, version, random)),
    ),
    ...Array.from({ length: 60 }, () => batchTarget),
  ];
}

function versionsOf({ versions: [lowest, highest] }: Message): number[] {
  return Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
}

/** A request as the broker meets it: its header says what it is. */
function requestTarget(api: (typeof apis)[number], version: number, random: SeededRandom): FuzzTarget {
  const frames = Array.from({ length: framesPerTarget }, () => {
    const writer = new Writer();
    const header = { requestApiKey: api.key, requestApiVersion: version, correlationId: 1, clientId: "fuzz" };
    requestHeader.encode(writer, header, requestHeaderVersion(api, version));
    api.request.encode(writer, randomValue(api.request, version, random), version);
    return writer.toBuffer();
  });
  return { name: `${api.request.name} ${version}`, frames, decode: decodeAnyRequest };
}

function decodeAnyRequest(frame: Buffer): DecodedFrame | null {
  const { header, api, reader } = decodeRequestHeader(frame);
  const version = header.requestApiVersion;
  if (version < api.versions[0] || version > api.versions[1]) return null;
  return { reader, message: api.request, version, value: api.request.decode(reader, version) };
}

function messageTarget(message: Message, version: number, random: SeededRandom): FuzzTarget {
  const frames = Array.from({ length: framesPerTarget }, () => {
    const writer = new Writer();
    message.encode(writer, randomValue(message, version, random), version);
    return writer.toBuffer();
  });
  return {
    name: `${message.name} ${version}`,
    frames,
    decode(frame) {
      const reader = new Reader(frame);
      return { reader, message, version, value: message.decode(reader, version) };
    },
  };
}

/** Records as a broker meets them in a produce request, and a client in a fetch response. */
const batchTarget: FuzzTarget = {
  name: "record batches",
  frames: kafkaBatches.map(({ bytes }) => bytes).filter(({ length }) => length <= largestBatch),
  decode(frame) {
    checkBatch(frame, 0);
    for (const batch of batchesIn(frame)) {
      // The checksum refuses nearly every mutation; what lies behind it must hold without it.
      checkBatch(frame, batch.position, { crc: "trust" });
      validateRecords(batch, { maxBytes: maxDecompressedBytes });
    }
    return null;
  },
};
