import assert from "node:assert/strict";
import { test } from "node:test";
import { type RequestOf, type updateFeatures } from "@ottla/protocol";
import { supportedFeatures } from "../features/features.ts";
import { decideUpdateFeatures } from "./57-update-features.ts";
import { World } from "./testing/world.ts";

const upgrade = 1;
const safeDowngrade = 2;
const unsafeDowngrade = 3;

const metadataVersion = "metadata.version";
const groupVersion = "group.version";
const elrVersion = "eligible.leader.replicas.version";
const kraftVersion = "kraft.version";

type Update = readonly [feature: string, level: number, upgradeType?: number];

test("features go up and down, and one at 0 is gone", () => {
  const world = worldAt(25, { [groupVersion]: 1 });
  assert.deepEqual(update(world, [metadataVersion, 30], [groupVersion, 0, safeDowngrade]), success);
  assert.equal(world.image.features.metadataVersion, 30);
  assert.equal(world.image.features.finalized.has(groupVersion), false);
});

test("to go down one must say so", () => {
  const reason =
    "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.";
  refuses(worldAt(30), [[metadataVersion, 29]], reason);
  refuses(worldAt(30, { [groupVersion]: 1 }), [[groupVersion, 0]], reason);
  refuses(worldAt(25), [[metadataVersion, 26, safeDowngrade]], "Can't downgrade to a newer version.");
  assert.deepEqual(update(worldAt(30), [metadataVersion, 30, safeDowngrade]), success);
});

test("metadata versions go down to before nothing that was new in the metadata", () => {
  assert.deepEqual(update(worldAt(20), [metadataVersion, 17, safeDowngrade]), success);
  assert.deepEqual(
    update(worldAt(20), [metadataVersion, 16, safeDowngrade]),
    unsupported("Refusing to perform the requested downgrade because it might delete metadata information."),
  );
  assert.deepEqual(
    update(worldAt(20), [metadataVersion, 16, unsafeDowngrade]),
    unsupported("Unsafe metadata downgrade is not supported in this version."),
  );
});

test("a level is one that this node and all others support", () => {
  refuses(worldAt(30), [[metadataVersion, 31]], "Local controller 1 only supports versions 7-30");
  refuses(
    worldAt(30),
    [[metadataVersion, 6, unsafeDowngrade]],
    "Local controller 1 only supports versions 7-30",
  );
  refuses(worldAt(30), [[groupVersion, 2]], "Local controller 1 only supports versions 0-1");
  refuses(worldAt(30), [["foo", 1]], "Local controller 1 does not support this feature.");
  refuses(worldAt(30), [["foo", 0]], "Feature foo not found.");
  refuses(worldAt(30), [[groupVersion, -1, safeDowngrade]], "A feature version cannot be less than 0.");
  refuses(worldAt(30), [[groupVersion, 0, 9]], "The controller does not support the given upgrade type.");
  const old = worldAt(20, {}, [[metadataVersion, { min: 7, max: 21 }]]);
  refuses(old, [[metadataVersion, 22]], "Broker 1 only supports versions 7-21");
  refuses(old, [[groupVersion, 1]], "Broker 1 does not support this feature.");
});

test("a feature that leans on another goes up with it, or after it", () => {
  const needs = `${elrVersion} could not be set to 1 because it depends on metadata.version level 23`;
  refuses(worldAt(20), [[elrVersion, 1]], needs);
  refuses(
    worldAt(20),
    [
      [elrVersion, 1],
      [metadataVersion, 22],
    ],
    needs,
  );
  assert.deepEqual(update(worldAt(20), [elrVersion, 1], [metadataVersion, 23]), success);
});

test("eligible leader replicas make the minimum of in-sync replicas the cluster's", () => {
  const world = worldAt(25);
  world.set("broker", "1", { "min.insync.replicas": "2" });
  update(world, [elrVersion, 1]);
  assert.equal(world.settings("broker", "").get("min.insync.replicas"), "1");
  assert.equal(world.settings("broker", "1").size, 0);
  // What the cluster has stays.
  const other = worldAt(25);
  other.set("broker", "", { "min.insync.replicas": "3" });
  update(other, [elrVersion, 1]);
  assert.equal(other.settings("broker", "").get("min.insync.replicas"), "3");
});

test("kraft.version stays what the quorum has", () => {
  const world = worldAt(30);
  assert.deepEqual(decide(world, [[kraftVersion, 1]]).records, [{ kind: "noOp", version: 0, value: {} }]);
  refuses(world, [[kraftVersion, 0, safeDowngrade]], "Can't downgrade the version of this feature.");
  refuses(world, [[kraftVersion, 2]], "Local controller 1 only supports versions 0-1");
});

test("all features change or none does", () => {
  const world = worldAt(30, { [groupVersion]: 1 });
  const { records } = decide(world, [
    [groupVersion, 0, safeDowngrade],
    ["foo", 1],
  ]);
  assert.deepEqual(records, []);
});

test("until version 1 each feature has a result, of success only", () => {
  const result = { feature: groupVersion, errorCode: 0, errorMessage: "NONE" };
  const { response } = decide(worldAt(30), [[groupVersion, 1]], { version: 1 });
  assert.deepEqual(response, { ...success, results: [result] });
  assert.equal(decide(worldAt(30), [["foo", 1]], { version: 1 }).response.results, undefined);
  assert.deepEqual(decide(worldAt(30), [[groupVersion, 1]], { version: 2 }).response, success);
});

test("to validate only is to change nothing, and nothing asked is success", () => {
  const { records, response } = decide(worldAt(20), [[metadataVersion, 25]], { validateOnly: true });
  assert.deepEqual([records, response], [[], success]);
  assert.deepEqual(update(worldAt(20)), success);
});

function unsupported(reason: string) {
  const errorMessage = `${failed} Unsupported metadata.version downgrade from 20 to 16. ${reason}`;
  return { errorCode: 95, errorMessage };
}

const success = { errorCode: 0, errorMessage: null };
const failed = "The update failed for all features since the following feature had an error:";

function worldAt(
  metadataVersion: number,
  others: Readonly<Record<string, number>> = {},
  supported: readonly [string, { readonly min: number; readonly max: number }][] = [...supportedFeatures],
): World {
  const features = { "metadata.version": metadataVersion, ...others };
  return new World({ features, brokers: [{ id: 1, features: supported }] });
}

function decide(world: World, updates: readonly Update[], { validateOnly = false, version = 2 } = {}) {
  const request: RequestOf<typeof updateFeatures> = {
    timeoutMs: 1,
    featureUpdates: updates.map(([feature, maxVersionLevel, upgradeType = upgrade]) => ({
      feature,
      maxVersionLevel,
      upgradeType,
      allowDowngrade: false,
    })),
    validateOnly,
  };
  return world.run(decideUpdateFeatures, request, version);
}

function update(world: World, ...updates: readonly Update[]) {
  return decide(world, updates).response;
}

function refuses(world: World, updates: readonly Update[], reason: string): void {
  const [feature, level] = updates[0]!;
  assert.deepEqual(update(world, ...updates), {
    errorCode: 95,
    errorMessage: `${failed} Invalid update version ${level} for feature ${feature}. ${reason}`,
  });
}
