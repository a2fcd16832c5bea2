import type { ClientQuota } from "@ottla/cluster";
import { describeClientQuotas, errorCode, type RequestOf } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { Refusal } from "../dispatch/refusal.ts";

type Component = RequestOf<typeof describeClientQuotas>["components"][number];

const exactMatch = 0;
const defaultMatch = 1;
const anyNameMatch = 2;

const entityTypes: ReadonlySet<string> = new Set(["user", "client-id", "ip"]);

/** 48 DescribeClientQuotas: quotas of entities that match a filter (KIP-546). */
export const handleDescribeClientQuotas = handler(
  describeClientQuotas,
  ({ components, strict }, { broker }) => {
    const refusal = refuse(components);
    if (refusal !== null) return refusal;
    const entries = [...broker.image.clientQuotas.values()]
      .filter(({ entity }) => components.every((component) => matches(entity, component)))
      // A strict filter that names nothing finds nothing, and one that is not finds all.
      .filter(({ entity }) => !strict || entity.length === components.length);
    return {
      errorCode: errorCode.NONE,
      errorMessage: "",
      entries: entries.map(({ entity, values }) => ({
        entity: entity.map(({ type, name }) => ({ entityType: type, entityName: name })),
        values: Array.from(values, ([key, value]) => ({ key, value })),
      })),
    };
  },
);

function matches(entity: ClientQuota["entity"], { entityType, matchType, match }: Component): boolean {
  const part = entity.find(({ type }) => type === entityType);
  if (part === undefined) return false;
  // The default has no name, and that is what it is found by.
  return matchType === anyNameMatch || part.name === match;
}

function refuse(components: readonly Component[]): Refusal | null {
  const seen = new Set<string>();
  for (const { entityType, matchType, match } of components) {
    if (entityType === "") return invalid("Invalid empty entity type.");
    if (seen.has(entityType)) {
      return invalid(`Entity type ${entityType} cannot appear more than once in the filter.`);
    }
    if (!entityTypes.has(entityType)) {
      return new Refusal(errorCode.UNSUPPORTED_VERSION, `Unsupported entity type ${entityType}`);
    }
    seen.add(entityType);
    switch (matchType) {
      case exactMatch:
        if (match === null) {
          return invalid("Request specified MATCH_TYPE_EXACT, but set match string to null.");
        }
        break;
      case defaultMatch:
        if (match !== null)
          return invalid("Request specified MATCH_TYPE_DEFAULT, but also specified a match string.");
        break;
      case anyNameMatch:
        if (match !== null) {
          return invalid("Request specified MATCH_TYPE_SPECIFIED, but also specified a match string.");
        }
        break;
      default:
        return invalid(`Unknown match type ${matchType}`);
    }
  }
  if (seen.has("ip") && seen.size > 1) {
    return invalid(
      "Invalid entity filter component combination. IP filter component should not be used with " +
        "user or clientId filter component.",
    );
  }
  return null;
}

function invalid(message: string): Refusal {
  return new Refusal(errorCode.INVALID_REQUEST, message);
}
