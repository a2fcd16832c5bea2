import { type describeClientQuotas, errorCode, type RequestOf, type ResponseInput } from "@ottla/protocol";
import type { MetadataImage, QuotaEntity } from "../image/index.ts";
import { type Fault, fault } from "./fault.ts";
import { isQuotaEntityType, quotaEntityTypes } from "./quota-rules.ts";

type Request = RequestOf<typeof describeClientQuotas>;
type Response = ResponseInput<typeof describeClientQuotas>;

const matchTypes = { exact: 0, default: 1, specified: 2 } as const;

/** What a part of an entity must be named: null is its default; `any` is whatever, the default included. */
type Filter = ReadonlyMap<string, { readonly name: string | null } | "any">;

/** DescribeClientQuotas: the quotas of all entities that have what the filter names (KIP-546). */
export function answerDescribeClientQuotas(request: Request, image: MetadataImage): Response {
  const filter = filterOf(request);
  if ("errorCode" in filter) return { ...filter, entries: null };
  const found = [...image.clientQuotas.values()].filter(({ entity }) =>
    matches(entity, filter, request.strict),
  );
  const entries = found.map(({ entity, values }) => ({
    entity: entity.map(({ type, name }) => ({ entityType: type, entityName: name })),
    values: [...values].map(([key, value]) => ({ key, value })),
  }));
  return { errorCode: errorCode.NONE, errorMessage: "", entries };
}

function filterOf({ components }: Request): Filter | Fault {
  const filter = new Map<string, { readonly name: string | null } | "any">();
  for (const { entityType, matchType, match } of components) {
    if (entityType === "") return invalid("Invalid empty entity type.");
    if (filter.has(entityType)) {
      return invalid(`Entity type ${entityType} cannot appear more than once in the filter.`);
    }
    if (!isQuotaEntityType(entityType)) {
      return fault("UNSUPPORTED_VERSION", `Unsupported entity type ${entityType}`);
    }
    switch (matchType) {
      case matchTypes.exact:
        if (match === null)
          return invalid("Request specified MATCH_TYPE_EXACT, but set match string to null.");
        filter.set(entityType, { name: match });
        break;
      case matchTypes.default:
        if (match !== null) return needlessMatch("MATCH_TYPE_DEFAULT");
        filter.set(entityType, { name: null });
        break;
      case matchTypes.specified:
        if (match !== null) return needlessMatch("MATCH_TYPE_SPECIFIED");
        filter.set(entityType, "any");
        break;
      default:
        return invalid(`Unknown match type ${matchType}`);
    }
  }
  if (filter.has(quotaEntityTypes.ip) && filter.size > 1) {
    return invalid(
      "Invalid entity filter component combination. IP filter component should not be used with user or clientId " +
        "filter component.",
    );
  }
  return filter;
}

function matches(entity: QuotaEntity, filter: Filter, isStrict: boolean): boolean {
  if (isStrict && entity.length !== filter.size) return false;
  for (const [type, wanted] of filter) {
    const part = entity.find((each) => each.type === type);
    if (part === undefined || (wanted !== "any" && part.name !== wanted.name)) return false;
  }
  return true;
}

function needlessMatch(matchType: string): Fault {
  return invalid(`Request specified ${matchType}, but also specified a match string.`);
}

function invalid(message: string): Fault {
  return fault("INVALID_REQUEST", message);
}
