import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { apis, produce } from "@ottla/protocol";
import { absentApis } from "../absent.ts";
import { advertisedApis } from "../dispatch/advertised.ts";
import { brokerHandlers, controllerHandlers } from "./index.ts";

test("every API has a handler, or stands among those that are knowingly absent, and never both", () => {
  const served = new Set(brokerHandlers.map(({ api }) => api.name));
  const wrong = apis.filter(({ name }) => served.has(name) === name in absentApis).map(({ name }) => name);
  assert.deepEqual(wrong, []);
  const known = new Set(apis.map(({ name }) => name));
  assert.deepEqual(
    Object.keys(absentApis).filter((name) => !known.has(name)),
    [],
  );
});

function strangers(handlers: typeof controllerHandlers, kind: "broker" | "controller"): string[] {
  return handlers.filter(({ api }) => !api.listeners.includes(kind)).map(({ api }) => api.name);
}

test("a listener serves only what Apache Kafka serves on a listener of its kind", () => {
  assert.deepEqual(strangers(controllerHandlers, "controller"), []);
  assert.deepEqual(strangers(brokerHandlers as typeof controllerHandlers, "broker"), []);
});

test("each API is answered once, in a file named as the one that declares it", () => {
  const declared = namesIn("../../../protocol/src/apis/");
  const answered = namesIn("./");
  assert.deepEqual(
    answered.filter((name) => !declared.includes(name)),
    [],
  );
  assert.deepEqual(
    answered.map((name) => Number(name.split("-")[0])),
    brokerHandlers.map(({ api }) => api.key).toSorted((left, right) => left - right),
  );
});

function namesIn(folder: string): string[] {
  return readdirSync(new URL(folder, import.meta.url)).filter(
    (name) => /^\d.*\.ts$/.test(name) && !name.includes(".test."),
  );
}

test("ApiVersions promises the versions that are served, but for those that clients are known to look for", () => {
  const differing = brokerHandlers.filter(({ versions, advertised }) => advertised !== versions);
  assert.deepEqual(
    differing.map(({ api, advertised }) => [api.name, advertised]),
    [
      ["Produce", [0, produce.versions[1]]],
      ["GetTelemetrySubscriptions", null],
      ["PushTelemetry", null],
    ],
  );
  const keys = advertisedApis(brokerHandlers).map(({ apiKey }) => apiKey);
  assert.deepEqual(
    keys,
    keys.toSorted((left, right) => left - right),
  );
});
