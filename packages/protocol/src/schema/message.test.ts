import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProtocolError, type ProtocolFault } from "../wire/protocol-error.ts";
import { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";
import {
  array,
  bool,
  bytes,
  int8,
  int16,
  int32,
  int64,
  type MessageInput,
  message,
  string,
  struct,
  uuid,
} from "./index.ts";

const letter = message("Letter", {
  versions: [0, 3],
  flexible: 2,
  fields: {
    to: string,
    /** Said in every version, and never to be lost. */
    weight: int32.since(1),
    color: string.since(1).default("white").ignorable(),
    stamp: int8.until(1).default(-1),
    note: string.nullable(1),
    pages: array({ text: string, notes: array(int16).since(3) }),
    sender: struct({ name: string, id: uuid }).since(2).nullable().default(null),
    urgent: bool.since(2).default(false).tag(2),
    seal: struct({ wax: string, marks: array(int8) })
      .since(2)
      .tag(0),
    attachment: bytes.since(2).nullable().default(null).tag(1),
    reply: struct({ by: int64 }).since(3).nullable().default(null).tag(3).ignorable(),
  },
});

const plain: MessageInput<typeof letter> = { to: "Ottla", note: "", pages: [] };

function encoded(value: MessageInput<typeof letter>, version: number): Buffer {
  const writer = new Writer();
  letter.encode(writer, value, version);
  return writer.toBuffer();
}

function decoded(hex: string, version: number) {
  const reader = new Reader(Buffer.from(hex.replaceAll(" ", ""), "hex"));
  return letter.decode(reader, version);
}

function refuses(fault: ProtocolFault, act: () => unknown, text = /./): void {
  assert.throws(
    act,
    (error) => error instanceof ProtocolError && error.fault === fault && text.test(error.message),
  );
}

describe("a value in a version that lacks a field", () => {
  it("is refused where that would be lost, with the field and the version", () => {
    refuses("unencodable", () => encoded({ ...plain, weight: 5 }, 0), /Letter\.weight .* version 0/);
    refuses("unencodable", () => encoded({ ...plain, stamp: 5 }, 2), /Letter\.stamp .* version 2/);
    refuses("unencodable", () => encoded({ ...plain, urgent: true }, 1), /Letter\.urgent/);
    const pages = [{ text: "", notes: [1] }];
    refuses("unencodable", () => encoded({ ...plain, pages }, 2), /Letter\.pages\.notes/);
  });

  it("is written without it where the field may be ignored", () => {
    const bytes = encoded({ ...plain, color: "red", reply: { by: 1 } }, 0);
    assert.deepEqual(bytes, encoded(plain, 0));
  });

  it("is written where it is the default, whoever states it", () => {
    const stated = {
      ...plain,
      weight: 0,
      color: "white",
      sender: null,
      urgent: false,
      seal: { wax: "", marks: [] },
      attachment: null,
    };
    assert.deepEqual(encoded(stated, 0), encoded(plain, 0));
  });

  it("reads as the default", () => {
    const value = decoded(encoded(plain, 0).toString("hex"), 0);
    assert.deepEqual(value, {
      to: "Ottla",
      weight: 0,
      color: "white",
      stamp: -1,
      note: "",
      pages: [],
      sender: null,
      urgent: false,
      seal: { wax: "", marks: [] },
      attachment: null,
      reply: null,
    });
  });

  it("reads as defaults that nobody else holds", () => {
    const hex = encoded(plain, 0).toString("hex");
    const first = decoded(hex, 0);
    first.seal.marks.push(1);
    first.pages.push({ text: "", notes: [] });
    assert.deepEqual(decoded(hex, 0).seal.marks, []);
    assert.deepEqual(decoded(hex, 0).pages, []);
  });
});

describe("null", () => {
  it("is refused in versions that do not allow it", () => {
    refuses("unencodable", () => encoded({ ...plain, note: null }, 0), /Letter\.note is null/);
    assert.equal(decoded(encoded({ ...plain, note: null }, 1).toString("hex"), 1).note, null);
    refuses("invalid", () => decoded("0000 ffff 00000000", 0));
  });

  it("is refused for arrays and structs that may not be null", () => {
    const value = { ...plain, pages: null } as unknown as MessageInput<typeof letter>;
    refuses("unencodable", () => encoded(value, 1), /Letter\.pages is null/);
    refuses("invalid", () => decoded("0000 00000000 0000 00 ffff ffffffff", 1));
  });

  it("has a byte of its own before a struct, and a varint before a tagged one", () => {
    const sender = { name: "F", id: "AAAAAAAAAAAAAAAAAAAAAA" };
    const base = "01 00000000 01 01 01";
    const uuid = "00".repeat(16);
    const forms: [MessageInput<typeof letter>, string][] = [
      [{ to: "", color: "", note: "", pages: [] }, `${base} ff 00`],
      [{ to: "", color: "", note: "", pages: [], sender }, `${base} 01 02 46 ${uuid} 00 00`],
      [
        { to: "", color: "", note: "", pages: [], reply: { by: 7 } },
        `${base} ff 01 03 0a 01 0000000000000007 00`,
      ],
    ];
    for (const [value, hex] of forms) {
      assert.equal(encoded(value, 3).toString("hex"), hex.replaceAll(" ", ""));
      const { sender: readSender, reply } = decoded(hex, 3);
      assert.deepEqual(readSender, value.sender ?? null);
      assert.deepEqual(reply, value.reply ?? null);
    }
  });
});

describe("tagged fields", () => {
  const base = "01 00000000 01 01 01 ff";

  it("are on the wire only when they differ from their default, in the order of tags", () => {
    const value = { ...plain, to: "", color: "", urgent: true, attachment: Buffer.from("x"), weight: 0 };
    assert.equal(encoded(value, 3).toString("hex"), `${base} 02 01 02 02 78 02 01 01`.replaceAll(" ", ""));
  });

  it("are read in any order, and unknown ones stepped over", () => {
    const value = decoded(`${base} 03 02 01 01 7f 03 ffffff 01 02 02 78`, 3);
    assert.equal(value.urgent, true);
    assert.equal(value.attachment?.toString(), "x");
  });

  it("are stepped over in a version that has none of them in place", () => {
    const value = decoded(`${base} 01 03 0a 01 0000000000000007 00`, 2);
    assert.equal(value.reply, null);
  });

  it("that hold lists and structs are written and read like others", () => {
    const seal = { wax: "red", marks: [1, 2, 3] };
    assert.deepEqual(decoded(encoded({ ...plain, seal }, 2).toString("hex"), 2).seal, seal);
  });
});

describe("a message", () => {
  it("leaves what follows it to whoever reads on", () => {
    const reader = new Reader(Buffer.concat([encoded(plain, 3), Buffer.from([9])]));
    letter.decode(reader, 3);
    assert.equal(reader.int8(), 9);
  });

  it("refuses versions that it does not have", () => {
    for (const version of [-1, 4, 0.5, Number.NaN]) {
      refuses("unsupported version", () => encoded(plain, version));
      refuses("unsupported version", () => decoded("00", version));
    }
  });

  it("refuses to be read from fewer bytes than it has, at every length", () => {
    const value = {
      ...plain,
      weight: 3,
      pages: [{ text: "dear", notes: [1, 2] }],
      sender: null,
      urgent: true,
    };
    for (const version of [0, 1, 2, 3]) {
      const whole = encoded({ ...plain, pages: version === 3 ? value.pages : [{ text: "dear" }] }, version);
      for (let length = 0; length < whole.length; length += 1) {
        refuses("truncated", () => letter.decode(new Reader(whole.subarray(0, length)), version));
      }
    }
  });
});
