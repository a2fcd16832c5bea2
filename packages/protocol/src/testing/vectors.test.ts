import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { apis } from "../apis/index.ts";
import { messages } from "../messages/index.ts";
import { checkMessageVectors, kafkaSchemas, runVectors, testDataLines } from "./index.ts";

const declared = [...apis.flatMap(({ request, response }) => [request, response]), ...messages];
const vectors = testDataLines("messages.tsv.gz");

test("every vector of Kafka's own classes decodes to its value and encodes to its bytes", () => {
  const { passed, failures, undeclared } = checkMessageVectors(vectors, declared);
  assert.deepEqual(failures.slice(0, 10), []);
  const elsewhere = new Set(
    kafkaSchemas()
      .filter(({ module }) => module !== "kafka-clients")
      .map(({ name }) => name),
  );
  assert.deepEqual(
    [...undeclared].filter((name) => !elsewhere.has(name)),
    [],
  );
  assert.equal(passed, vectors.filter((line) => !elsewhere.has(line.split("\t")[0]!)).length);
});

describe("a run over files of vectors", () => {
  const heartbeats = vectors.filter((line) => line.startsWith("Heartbeat"));
  const batches = testDataLines("batches.tsv.gz").slice(0, 3);

  it("tells messages and batches apart by their columns", () => {
    const results = runVectors([heartbeats.join("\n"), `${batches.join("\r\n")}\n\n`], declared);
    assert.deepEqual(results, { passed: heartbeats.length + 3, failed: 0, failures: [] });
  });

  it("names what is wrong with a vector", () => {
    const [name, version, hex, json] = heartbeats[0]!.split("\t") as [string, string, string, string];
    const lines = [
      [name, version, hex.slice(0, -2), json],
      [name, version, `${hex}00`, json],
      [name, version, hex, json.replace("generationId", "generationID")],
      [name, "99", hex, json],
      ["Unheard", version, hex, json],
      [name, version],
      ["batch", batches[0]!.split("\t")[1]!, "[]"],
      ["batch", batches[0]!.split("\t")[1]!, batches[1]!.split("\t")[2]!],
    ];
    const { passed, failed, failures } = runVectors(
      lines.map((columns) => columns.join("\t")),
      declared,
    );
    assert.equal(passed, 0);
    assert.equal(failed, lines.length);
    assert.equal(failures.length, lines.length);
    assert.match(failures[0]!, /^Heartbeat\w+: version \d ProtocolError/);
    assert.match(failures[4]!, /^Unheard: is not declared$/);
  });
});
