import { asField, type FieldFacts, type PrimitiveName, type Shape } from "./field.ts";

/** A field in one version of a message: in line, among the tagged fields, or not there. */
export interface VersionedField {
  readonly name: string;
  readonly facts: FieldFacts;
  readonly place: "inline" | "tagged" | "absent";
}

/** What a declaration comes to in one version. */
export class SchemaVersion {
  readonly version: number;
  readonly isFlexible: boolean;

  constructor(flexible: number, version: number) {
    this.version = version;
    this.isFlexible = version >= flexible;
  }

  fields(shape: Shape): VersionedField[] {
    return Object.entries(shape).map(([name, declared]) => {
      const { facts } = asField(declared);
      return { name, facts, place: this.#placeOf(facts) };
    });
  }

  #placeOf({ since, until, tag }: FieldFacts): VersionedField["place"] {
    if (this.version < since || this.version > until) return "absent";
    if (tag === null) return "inline";
    return this.isFlexible ? "tagged" : "absent";
  }

  isNullable({ nullableSince, nullableUntil }: FieldFacts): boolean {
    return this.version >= nullableSince && this.version <= nullableUntil;
  }

  /** The method of `Reader` and `Writer` for a primitive: `int32`, `compactNullableString`, …. */
  primitiveMethod({ isPlain }: FieldFacts, name: PrimitiveName, isNullable: boolean): string {
    if (name !== "string" && name !== "bytes" && name !== "records") return name;
    const words: string[] = [name];
    if (isNullable) words.unshift("nullable");
    if (this.isFlexible && !isPlain) words.unshift("compact");
    return words.map((word, index) => (index === 0 ? word : capitalized(word))).join("");
  }
}

function capitalized(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
