import type { Random } from "@ottla/runtime";
import type { EffectiveConfigs } from "../config/effective-configs.ts";
import type { MetadataImage } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";

/** What a decision of the controller may look at. It has no other input: no clock, no disk, no socket. */
export interface DecisionContext {
  /** Everything decided so far, be it committed or on its way to the log. */
  readonly image: MetadataImage;
  /** Settings in effect, as of that image. */
  readonly configs: EffectiveConfigs;
  /** Wall-clock time. */
  readonly nowMs: number;
  /** The only chance: ids of topics and the like. */
  readonly random: Random;
  /** Version of the request; the newest where the broker itself asks. */
  readonly apiVersion: number;
  /** Who asks, as in `User:ANONYMOUS`. */
  readonly principal: string;
  /** The node that was asked. */
  readonly nodeId: number;
}

/**
 * What came of a request: records to append, and the answer that leaves once they are committed. Records of one decision
 * are all in the log or none is: those that do not fit one batch go into a metadata transaction (KIP-868).
 */
export interface Decision<Response> {
  readonly records: readonly MetadataRecordInput[];
  readonly response: Response;
}

/** A decision that changes nothing. */
export function withoutRecords<Response>(response: Response): Decision<Response> {
  return { records: [], response };
}
