import type { ConfigType, ConfigValue } from "./definition.ts";
import { doubleText } from "./double-text.ts";

/** Says whether a value of the right type may stand for a key. */
export interface Validator {
  /** The valid values as Kafka's documentation writes them. */
  readonly text: string;
  /** Lists lose elements that stand in them twice, before they are checked. */
  readonly isDistinct?: boolean;
  /** What is wrong, as Kafka says it, or null. */
  check(name: string, value: ConfigValue, type: ConfigType): string | null;
}

/** The sentence with which Kafka refuses a value. */
export function invalidValue(name: string, value: unknown, reason?: string): string {
  const shown = Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
  return `Invalid value ${shown} for configuration ${name}${reason === undefined ? "" : `: ${reason}`}`;
}

export function atLeast(min: number): Validator {
  return range(min, null);
}

export function between(min: number, max: number): Validator {
  return range(min, max);
}

function range(min: number, max: number | null): Validator {
  return {
    text: max === null ? `[${min},...]` : `[${min},...,${max}]`,
    check(name, value, type) {
      if (value === null) return invalidValue(name, value, "Value must be non-null");
      // Ranges stand on numeric keys only.
      const number = value as number;
      const shown = type === "double" ? doubleText(number) : BigInt(number);
      if (number < min) return invalidValue(name, shown, `Value must be at least ${min}`);
      if (max !== null && number > max) return invalidValue(name, shown, `Value must be no more than ${max}`);
      return null;
    },
  };
}

/** One of these texts. */
export function oneOf(...texts: readonly string[]): Validator {
  return {
    text: `[${texts.join(", ")}]`,
    check: (name, value) =>
      texts.includes(value as string)
        ? null
        : invalidValue(name, value, `String must be one of: ${texts.join(", ")}`),
  };
}

/** One of these texts in upper or lower case. Kafka lists them in the order of its hash set, so give them in that order. */
export function oneOfIgnoringCase(...texts: readonly string[]): Validator {
  const reason = `String must be one of (case insensitive): ${texts.join(", ")}`;
  return {
    text: `(case insensitive) [${texts.join(", ")}]`,
    check: (name, value) =>
      value !== null && texts.includes(String(value).toUpperCase())
        ? null
        : invalidValue(name, value, reason),
  };
}

export const nonNull: Validator = {
  text: "non-null string",
  check: (name, value) => (value === null ? invalidValue(name, value, "entry must be non null") : null),
};

export const nonEmpty: Validator = {
  text: "non-empty string",
  check: (name, value) => (value === "" ? invalidValue(name, value, "String must be non-empty") : null),
};

export interface ListRules {
  /** The only elements allowed; any where not given. */
  readonly of?: readonly string[];
  readonly mayBeEmpty: boolean;
  readonly mayBeNull?: boolean;
}

/** A list without empty elements; what stands in it twice counts once (KIP-1161). */
export function listOf({ of = [], mayBeEmpty, mayBeNull = false }: ListRules): Validator {
  const element = oneOf(...of);
  return {
    text: of.length === 0 ? "" : element.text,
    isDistinct: true,
    check(name, value) {
      if (value === null) return mayBeNull ? null : `Configuration '${name}' values must not be null.`;
      // Stands on keys of type list only.
      const elements = value as readonly string[];
      if (elements.length === 0 && !mayBeEmpty) {
        const valid = of.length === 0 ? "any non-empty value" : element.text;
        return `Configuration '${name}' must not be empty. Valid values include: ${valid}`;
      }
      for (const each of elements) {
        if (each === "") return `Configuration '${name}' values must not be empty.`;
        const fault = of.length === 0 ? null : element.check(name, each, "string");
        if (fault !== null) return fault;
      }
      return null;
    },
  };
}

/** A rule of one key. */
export function rule(text: string, check: (name: string, value: ConfigValue) => string | null): Validator {
  return { text, check };
}
