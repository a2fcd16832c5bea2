import type { Assignor } from "./assignor.ts";
import { assignByLoad } from "./uniform-heterogeneous.ts";
import { assignUniformly } from "./uniform-homogeneous.ts";

/**
 * The `uniform` assignor, the default of consumer groups: members get the same number of partitions, as far as their
 * subscriptions allow, and keep what they have, as far as that allows (KIP-848).
 */
export const assignUniform: Assignor = (group) =>
  group.isHomogeneous ? assignUniformly(group) : assignByLoad(group);
