import assert from "node:assert/strict";
import { test } from "node:test";
import { parseProperties } from "./properties.ts";

function parsed(text: string): Record<string, string> {
  return Object.fromEntries(parseProperties(text));
}

test("a key ends at the first =, : or space that is not escaped", () => {
  assert.deepEqual(parsed("a=1\nb: 2\nc 3\n  d  =  4 \ne\nf=g=h\n\\=i\\ j=k\nl=\n"), {
    a: "1",
    b: "2",
    c: "3",
    d: "4 ",
    e: "",
    f: "g=h",
    "=i j": "k",
    l: "",
  });
});

test("lines that begin with # or ! are comments, and blank ones nothing", () => {
  assert.deepEqual(parsed("# a=1\n  ! b=2\n\n \t\nc=#3\n"), { c: "#3" });
});

test("a backslash at the end of a line goes on with the next, without its indent", () => {
  assert.deepEqual(parsed("listeners=A://:1,\\\n    B://:2\npath=C:\\\\\nx=1\\\r\n 2\n# not \\\ny=3"), {
    listeners: "A://:1,B://:2",
    path: "C:\\",
    x: "12",
    y: "3",
  });
});

test("a backslash alone goes on with a line that begins anew", () => {
  assert.deepEqual(parsed("\\\n# comment\na=1\n\\"), { a: "1" });
});

test("escapes are characters", () => {
  assert.deepEqual(parsed("a=\\t\\n\\r\\f\\\\\\u00e9\\q\\:"), { a: "\t\n\r\f\\éq:" });
});

test("of a key given twice the last counts", () => {
  assert.deepEqual(parsed("a=1\na=2"), { a: "2" });
});

test("a broken \\u is told with its line", () => {
  assert.throws(() => parsed("a=1\n\nb=\\u00g0"), /^SyntaxError: line 3: \\u must be followed/);
});
