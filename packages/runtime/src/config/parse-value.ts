import type { ConfigDefinition, ConfigType, ConfigValue } from "./definition.ts";
import { doubleText } from "./double-text.ts";
import { invalidValue } from "./validators.ts";

export type ParsedValue = { readonly value: ConfigValue } | { readonly fault: string };

/** Reads a text as Kafka does: trimmed, then by the type of the key, then held against its rule. */
export function parseConfigValue(definition: ConfigDefinition, text: string | null): ParsedValue {
  const parsed = text === null ? { value: null } : parseText(definition, text);
  if ("fault" in parsed) return parsed;
  const fault = definition.validator?.check(definition.name, parsed.value, definition.type) ?? null;
  return fault === null ? parsed : { fault };
}

function parseText({ name, type, validator, ...definition }: ConfigDefinition, text: string): ParsedValue {
  const trimmed = trimAsJava(text);
  switch (type) {
    case "boolean": {
      const lower = trimmed.toLowerCase();
      if (lower === "true" || lower === "false") return { value: lower === "true" };
      return { fault: invalidValue(name, text, "Expected value to be either true or false") };
    }
    case "list":
      return { value: elementsOf(trimmed, validator?.isDistinct ?? false) };
    case "class":
      if (trimmed !== definition.defaultValue) {
        return { fault: invalidValue(name, text, `Class ${text} could not be found.`) };
      }
      return { value: trimmed };
    case "string":
    case "password":
      return { value: trimmed };
    case "double": {
      const value = parseDouble(trimmed);
      return value === null ? notANumber(name, text, type) : { value };
    }
    case "int":
    case "short":
    case "long": {
      const value = parseInteger(trimmed, integerBits[type]);
      return value === null ? notANumber(name, text, type) : { value: Number(value) };
    }
  }
}

function elementsOf(text: string, isDistinct: boolean): readonly string[] {
  const elements = text === "" ? [] : text.split(/[ \t\n\v\f\r]*,[ \t\n\v\f\r]*/);
  return isDistinct ? [...new Set(elements)] : elements;
}

const integerBits = { short: 16, int: 32, long: 64 };

/**
 * A text as DescribeConfigs shows it: `0077` is `77`, `0.50` is `0.5`. Exact for the whole range of 64 bits, which
 * values are not. A text that is no value of the key stays as it is.
 */
export function canonicalText(definition: ConfigDefinition, text: string): string {
  if (definition.type === "long") {
    const exact = parseInteger(trimAsJava(text), 64);
    return exact === null ? text : exact.toString();
  }
  const parsed = parseText(definition, text);
  return "fault" in parsed ? text : canonicalValue(definition.type, parsed.value)!;
}

/** A value as DescribeConfigs shows it. */
export function canonicalValue(type: ConfigType, value: ConfigValue): string | null {
  if (value === null) return null;
  if (typeof value === "object") return value.join(",");
  if (type === "double") return doubleText(value as number);
  if (type === "long") return longText(value as number);
  return String(value);
}

const maxLong = 2n ** 63n - 1n;

function longText(value: number): string {
  const exact = BigInt(value);
  return (exact > maxLong ? maxLong : exact).toString();
}

function parseInteger(text: string, bits: number): bigint | null {
  if (!/^[+-]?\d{1,400}$/.test(text)) return null;
  const value = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(bits, value) === value ? value : null;
}

/** What `Double.parseDouble` takes, but for hexadecimal digits. */
function parseDouble(text: string): number | null {
  const [, sign = "", word] = /^([+-]?)(NaN|Infinity)$/.exec(text) ?? [];
  if (word !== undefined) return sign === "-" ? -Number(word) : Number(word);
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?$/.test(text) ? Number.parseFloat(text) : null;
}

function notANumber(name: string, text: string, type: ConfigType): ParsedValue {
  return { fault: invalidValue(name, text, `Not a number of type ${type.toUpperCase()}`) };
}

/** Java trims every character up to the space, and no others. */
function trimAsJava(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}
