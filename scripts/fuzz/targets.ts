/** Decoders outside `protocol`, and those inside that see bytes without a message around them. */
import { decodeMetadataRecord, MetadataRecordError, metadataRecords } from "@ottla/cluster";
import {
  decodeRecord,
  encodeKey,
  encodeValue,
  groupRecords,
  type RecordKind,
  shareRecords,
  transactionRecords,
} from "@ottla/coordinator";
import { compress, compressionCodecs, decompress, type Message, Writer } from "@ottla/protocol";
import { type FuzzTarget, randomValue, type SeededRandom } from "@ottla/protocol/testing";

const maxDecompressedBytes = 1 << 20;
/** How often a target stands among the others, so that one decoder is not one in a thousand frames. */
const weight = 12;
const framesPerKind = 4;

export function moreFuzzTargets(random: SeededRandom): readonly FuzzTarget[] {
  const targets = [
    ...compressionCodecs.filter((codec) => codec !== "none").map((codec) => decompressor(codec, random)),
    metadataRecordTarget(random),
    coordinatorTarget("records of groups", groupRecords, random),
    coordinatorTarget("records of transactions", transactionRecords, random),
    coordinatorTarget("records of share groups", shareRecords, random),
  ];
  return targets.flatMap((target) => Array.from({ length: weight }, () => target));
}

/** What a batch's records are handed to, checksum or not. Everything that comes out must be within the limit. */
function decompressor(codec: (typeof compressionCodecs)[number], random: SeededRandom): FuzzTarget {
  const contents = [
    Buffer.alloc(0),
    Buffer.from("a"),
    random.bytes(300),
    Buffer.alloc(2000, "orders and their lines "),
    Buffer.alloc(60_000),
  ];
  return {
    name: `${codec} of records`,
    frames: contents.map((content) => Buffer.from(compress(codec, content))),
    decode(frame) {
      const { length } = decompress(codec, frame, maxDecompressedBytes);
      if (length > maxDecompressedBytes) throw new Error(`${length} bytes came out`);
      return null;
    },
  };
}

/** Records of the metadata log in their frames, as they are read at start and from a quorum's leader. */
function metadataRecordTarget(random: SeededRandom): FuzzTarget {
  const frames = [...metadataRecords].flatMap(([type, message]) =>
    Array.from({ length: framesPerKind }, () => {
      const version = message.versions[1];
      const writer = new Writer();
      for (const number of [1, type, version]) writer.uvarint(number);
      message.encode(writer, randomValue(message, version, random), version);
      return writer.toBuffer();
    }),
  );
  return {
    name: "records of metadata",
    frames,
    decode(frame) {
      decodeMetadataRecord(frame);
      return null;
    },
    isRefusal: (error) => error instanceof MetadataRecordError,
  };
}

/** Key and value of a coordinator's record: how long the key is, then both. */
function coordinatorTarget(name: string, kinds: readonly RecordKind[], random: SeededRandom): FuzzTarget {
  const byType = new Map(kinds.map((kind) => [kind.type, kind]));
  const frames = kinds.flatMap((kind) =>
    Array.from({ length: framesPerKind }, () => {
      // Kinds that are only read may have no declaration of the version that stands in the table.
      const version = Math.min(kind.version, kind.value.versions[1]);
      const key = encodeKey(kind, filled(kind.key, 0, random));
      const value = encodeValue({ ...kind, version }, filled(kind.value, version, random));
      return Buffer.concat([Buffer.from([key.length]), key, value]);
    }),
  );
  return {
    name,
    frames,
    decode(frame) {
      const keyEnd = 1 + (frame[0] ?? 0);
      const value = frame.subarray(keyEnd);
      decodeRecord(byType, frame.subarray(1, keyEnd), value.length === 0 ? null : value);
      return null;
    },
  };
}

/** A value that was made for a version has every field that its encoder asks for. */
function filled(message: Message, version: number, random: SeededRandom): never {
  return randomValue(message, version, random) as never;
}
