/** Which quotas there are, for whom, and which values they may have (KIP-13, KIP-546, KIP-599, KIP-612). */
import type { QuotaEntity } from "../image/index.ts";
import { type Fault, fault } from "./fault.ts";
import { isResolvableHost } from "./hosts.ts";

export const quotaEntityTypes = { user: "user", clientId: "client-id", ip: "ip" } as const;

type QuotaType = "int" | "long" | "double";

const quotasOfClients: Readonly<Record<string, QuotaType>> = {
  producer_byte_rate: "long",
  consumer_byte_rate: "long",
  request_percentage: "double",
  controller_mutation_rate: "double",
};
const quotasOfAddresses: Readonly<Record<string, QuotaType>> = { connection_creation_rate: "int" };

/** The largest value of a type, as Java compares it with a double, and what Kafka calls it. */
const largest = {
  int: { value: 2 ** 31 - 1, name: "an INT" },
  long: { value: 2 ** 63, name: "a LONG" },
} as const;

export function isQuotaEntityType(type: string): boolean {
  return Object.values<string>(quotaEntityTypes).includes(type);
}

/** Why there can be no quotas for such an entity, or null. */
export function faultOfQuotaEntity(entity: QuotaEntity): Fault | null {
  if (entity.length === 0) return invalid("Invalid empty client quota entity");
  for (const { type, name } of entity) {
    if (!isQuotaEntityType(type)) return invalid(`Unhandled client quota entity type: ${type}`);
    if (name === "") return invalid(`Empty ${type} not supported`);
  }
  const address = addressOf(entity);
  if (address === undefined) return null;
  if (entity.length > 1) {
    return invalid("Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId");
  }
  if (address.name === null || isResolvableHost(address.name)) return null;
  return invalid(`${address.name} is not a valid IP or resolvable host.`);
}

/** Why an entity cannot have this quota with this value, or null. */
export function faultOfQuota(entity: QuotaEntity, key: string, value: number): Fault | null {
  const quotas = addressOf(entity) === undefined ? quotasOfClients : quotasOfAddresses;
  const type = Object.hasOwn(quotas, key) ? quotas[key] : undefined;
  if (type === undefined) return invalid(`Invalid configuration key ${key}`);
  if (value <= 0) return invalid(`Quota ${key} must be greater than 0`);
  if (type === "double") return null;
  if (value > largest[type].value) {
    return invalid(`Proposed value for ${key} is too large for ${largest[type].name}.`);
  }
  return Math.abs(value % 1) > 1e-6 ? invalid(`${key} cannot be a fractional value.`) : null;
}

/** An entity as Kafka's messages spell it. */
export function entityText(entity: QuotaEntity): string {
  return `ClientQuotaEntity(entries={${entity.map(({ type, name }) => `${type}=${name}`).join(", ")}})`;
}

function addressOf(entity: QuotaEntity): QuotaEntity[number] | undefined {
  return entity.find(({ type }) => type === quotaEntityTypes.ip);
}

function invalid(message: string): Fault {
  return fault("INVALID_REQUEST", message);
}
