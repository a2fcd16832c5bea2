/** What IncrementalAlterConfigs says about a setting, turned into the value that the setting gets (KIP-339). */
import { brokerConfigs, topicConfigs } from "../config/index.ts";
import { type ConfigResource, type ConfigsImage, configResourceTypes } from "../image/index.ts";
import { type Fault, fault } from "./fault.ts";

export const configOperations = { set: 0, delete: 1, append: 2, subtract: 3 } as const;

export interface ConfigOperation {
  readonly name: string;
  readonly configOperation: number;
  readonly value: string | null;
}

export function isKnownOperation(configOperation: number): boolean {
  return configOperation >= configOperations.set && configOperation <= configOperations.subtract;
}

/** The value that an operation leads to, null where the setting goes. The operation is known, and has a value if need be. */
export function valueAfter(
  resource: ConfigResource,
  { name, configOperation, value }: ConfigOperation,
  configs: ConfigsImage,
): { readonly value: string | null } | Fault {
  if (configOperation === configOperations.set) return { value };
  if (configOperation === configOperations.delete) return { value: null };
  const isAppend = configOperation === configOperations.append;
  const reason = faultOfList(resource, name, isAppend);
  if (reason !== null) return reason;
  const current = configs.of(resource.type, resource.name).get(name) ?? defaultList(resource, name);
  const before = elementsOf(current).filter((element) => element !== "");
  const given = elementsOf(value ?? "");
  const after = isAppend ? withEach(before, given) : withoutEach(before, given);
  return { value: after.join(",") };
}

/** Only settings of topics and brokers count as lists, as in Apache Kafka. */
function faultOfList({ type }: ConfigResource, name: string, isAppend: boolean): Fault | null {
  if (type === configResourceTypes.broker) {
    const definition = brokerConfigs.definitions.get(name);
    if (definition === undefined) return fault("INVALID_CONFIG", `Unknown config name: ${name}`);
    if (definition.type === "list") return null;
    const verb = isAppend ? "append" : "subtract";
    return fault("INVALID_CONFIG", `Config value ${verb} is not allowed for config key: ${name}`);
  }
  const isList = type === configResourceTypes.topic && topicConfigs.definitions.get(name)?.type === "list";
  if (isList) return null;
  const verb = isAppend ? "APPEND" : "SUBTRACT";
  return fault("INVALID_CONFIG", `Can't ${verb} to key ${name} because its type is not LIST.`);
}

function defaultList({ type }: ConfigResource, name: string): string {
  const { definitions } = type === configResourceTypes.broker ? brokerConfigs : topicConfigs;
  const value = definitions.get(name)?.defaultValue;
  return Array.isArray(value) ? value.join(",") : "";
}

/** As Java splits: an empty text has one empty element, and empty elements at the end do not count. */
function elementsOf(text: string): string[] {
  const elements = text.split(",");
  while (elements.length > 1 && elements.at(-1) === "") elements.pop();
  return elements;
}

/** Adds those that are not there yet. */
function withEach(values: readonly string[], wanted: readonly string[]): string[] {
  const there = new Set(values);
  return [...values, ...new Set(wanted.filter((value) => !there.has(value)))];
}

/** Takes each away once, from the front. */
function withoutEach(values: readonly string[], unwanted: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const value of unwanted) left.set(value, (left.get(value) ?? 0) + 1);
  return values.filter((value) => {
    const count = left.get(value) ?? 0;
    if (count > 0) left.set(value, count - 1);
    return count === 0;
  });
}
