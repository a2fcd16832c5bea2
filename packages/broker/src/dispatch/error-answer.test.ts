import assert from "node:assert/strict";
import { test } from "node:test";
import { asField, defaultOf, encodeResponse, errorCode, type Shape } from "@ottla/protocol";
import { brokerHandlers } from "../handlers/index.ts";
import { errorAnswer } from "./error-answer.ts";
import { Refusal } from "./refusal.ts";

const refusal = new Refusal(errorCode.UNKNOWN_SERVER_ERROR, "because");

/** A request of zeros, with one zero in each of its arrays. */
function emptyRequest(fields: Shape): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, declared]) => {
      const { facts } = asField(declared);
      const { kind } = facts;
      if (kind.type === "array") {
        const element = kind.element.facts;
        const one = element.kind.type === "struct" ? emptyRequest(element.kind.fields) : defaultOf(element);
        return [name, [one]];
      }
      return [name, kind.type === "struct" ? emptyRequest(kind.fields) : defaultOf(facts)];
    }),
  );
}

test("every API that is served says in every version that a request failed", () => {
  const silent = new Set<string>();
  for (const { api, versions } of brokerHandlers) {
    for (let version = versions[0]; version <= versions[1]; version += 1) {
      const answer = errorAnswer(api, version, emptyRequest(api.request.fields), refusal);
      if (answer === null) silent.add(api.name);
      // What an encoder takes is what the version has a place for.
      else
        assert.doesNotThrow(() => encodeResponse(api, version, 1, answer as never), `${api.name} ${version}`);
    }
  }
  assert.deepEqual([...silent], []);
});
