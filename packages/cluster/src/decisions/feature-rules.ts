/** When a feature may be given another level. */
import type { DecisionContext } from "../controller/decision.ts";
import { featureNames, featuresByName, supportedFeatures } from "../features/features.ts";
import { featureLevel } from "../image/features-image.ts";
import { metadataVersionOf } from "../image/index.ts";
import { hasControllerRegistration } from "../image/record-versions.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { type Fault, fault } from "./fault.ts";

export interface FeatureUpdate {
  readonly level: number;
  readonly upgradeType: number;
}

const upgradeTypes = { upgrade: 1, safeDowngrade: 2, unsafeDowngrade: 3 } as const;

interface Context extends Pick<DecisionContext, "image" | "configs"> {
  readonly kraftVersion: number;
}

/**
 * Metadata versions that brought new records or fields: a downgrade to before one of them could lose what these say.
 * (The others changed only what is said between nodes.)
 */
const versionsWithNewMetadata: ReadonlySet<number> = new Set([7, 8, 11, 13, 14, 15, 17, 23, 30]);

/** The record that changes a feature, or why it cannot be changed like this. */
export function changeFeature(
  name: string,
  updates: ReadonlyMap<string, FeatureUpdate>,
  context: Context,
): MetadataRecordInput | Fault {
  const { level, upgradeType } = updates.get(name)!;
  const current = currentLevel(name, context);
  const reason = reasonAgainst(name, updates.get(name)!, current, context);
  if (reason !== null) return invalid(name, level, reason);
  if (name === featureNames.metadataVersion) {
    return faultOfDowngrade(current, level, upgradeType) ?? featureLevel(name, level);
  }
  // Where the voters are kept is decided when a directory is formatted; what is the case already needs no record.
  if (name === featureNames.kraftVersion) return { kind: "noOp", version: 0, value: {} };
  const unmet = unmetNeed(name, updates, context);
  return unmet === null ? featureLevel(name, level) : invalid(name, level, unmet);
}

function reasonAgainst(
  name: string,
  { level, upgradeType }: FeatureUpdate,
  current: number,
  context: Context,
): string | null {
  if (!Object.values<number>(upgradeTypes).includes(upgradeType)) {
    return "The controller does not support the given upgrade type.";
  }
  if (level < 0) return "A feature version cannot be less than 0.";
  const unsupported = reasonNotSupported(name, level, context);
  if (unsupported !== null) return unsupported;
  const isUpgrade = upgradeType === upgradeTypes.upgrade;
  if (level < current && isUpgrade) {
    return (
      "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe " +
      "downgrade."
    );
  }
  if (level > current && !isUpgrade) return "Can't downgrade to a newer version.";
  if (name === featureNames.kraftVersion && level < current)
    return "Can't downgrade the version of this feature.";
  if (name === featureNames.kraftVersion && level > current) {
    return "The voters of this directory are those of its configuration; it cannot be changed while the node runs.";
  }
  return null;
}

function currentLevel(name: string, { image, kraftVersion }: Context): number {
  if (name === featureNames.metadataVersion) return metadataVersionOf(image);
  if (name === featureNames.kraftVersion) return kraftVersion;
  return image.features.finalized.get(name) ?? 0;
}

/** Every node that is registered must be able to live with the level. */
function reasonNotSupported(name: string, level: number, { image, configs }: Context): string | null {
  const { nodeId } = configs;
  const reason = outsideRange(level, `Local controller ${nodeId}`, supportedFeatures.get(name));
  if (reason !== null) return reason;
  for (const broker of image.cluster.brokers.values()) {
    const brokerReason = outsideRange(level, `Broker ${broker.id}`, broker.features.get(name));
    if (brokerReason !== null) return brokerReason;
  }
  if (!hasControllerRegistration(metadataVersionOf(image))) return null;
  for (const controller of image.cluster.controllers.values()) {
    if (controller.id === nodeId) continue;
    const controllerReason = outsideRange(
      level,
      `Controller ${controller.id}`,
      controller.features.get(name),
    );
    if (controllerReason !== null) return controllerReason;
  }
  return null;
}

/** Whoever does not know a feature lives with level 0 of it. */
function outsideRange(
  level: number,
  who: string,
  { min, max }: { readonly min: number; readonly max: number } = { min: 0, max: 0 },
): string | null {
  if (level >= min && level <= max) return null;
  return max === 0 ? `${who} does not support this feature.` : `${who} only supports versions ${min}-${max}`;
}

function faultOfDowngrade(current: number, level: number, upgradeType: number): Fault | null {
  for (let version = level + 1; version <= current; version++) {
    if (!versionsWithNewMetadata.has(version)) continue;
    const reason =
      upgradeType === upgradeTypes.unsafeDowngrade
        ? "Unsafe metadata downgrade is not supported in this version."
        : "Refusing to perform the requested downgrade because it might delete metadata information.";
    return fault(
      "INVALID_UPDATE_VERSION",
      `Unsupported metadata.version downgrade from ${current} to ${level}. ${reason}`,
    );
  }
  return null;
}

/** Another feature that a level rests on and that will not be there. */
function unmetNeed(
  name: string,
  updates: ReadonlyMap<string, FeatureUpdate>,
  context: Context,
): string | null {
  const feature = featuresByName.get(name);
  if (feature === undefined) return `Feature ${name} not found.`;
  const { level } = updates.get(name)!;
  const needs = feature.levels.find((each) => each.level === level)?.needs ?? {};
  for (const [needed, neededLevel] of Object.entries(needs)) {
    const proposed = updates.get(needed)?.level ?? currentLevel(needed, context);
    if (proposed >= neededLevel) continue;
    return `${name} could not be set to ${level} because it depends on ${needed} level ${neededLevel}`;
  }
  return null;
}

function invalid(name: string, level: number, reason: string): Fault {
  return fault("INVALID_UPDATE_VERSION", `Invalid update version ${level} for feature ${name}. ${reason}`);
}
