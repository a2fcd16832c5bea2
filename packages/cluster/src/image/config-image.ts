import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import { DraftMap } from "./draft-map.ts";

/** Kinds of resources that have settings, by the numbers of the protocol (`ConfigResource.Type`). */
export const configResourceTypes = {
  topic: 2,
  broker: 4,
  brokerLogger: 8,
  clientMetrics: 16,
  group: 32,
} as const;

/** A broker without a name stands for all brokers of the cluster. */
export interface ConfigResource {
  readonly type: number;
  readonly name: string;
}

/** Settings of one resource: what was set, never what holds by default. */
export type ConfigValues = ReadonlyMap<string, string>;

const noValues: ConfigValues = new Map();

/** Everything that was set on resources. */
export class ConfigsImage {
  readonly #byResource: ReadonlyMap<
    string,
    { readonly resource: ConfigResource; readonly values: ConfigValues }
  >;

  constructor(
    byResource: ReadonlyMap<string, { resource: ConfigResource; values: ConfigValues }> = new Map(),
  ) {
    this.#byResource = byResource;
  }

  of(type: number, name: string): ConfigValues {
    return this.#byResource.get(keyOf(type, name))?.values ?? noValues;
  }

  /** All resources with settings. */
  entries(): Iterable<{ readonly resource: ConfigResource; readonly values: ConfigValues }> {
    return this.#byResource.values();
  }

  draft(): ConfigsDraft {
    return new ConfigsDraft(this, new DraftMap(this.#byResource));
  }
}

export class ConfigsDraft {
  readonly #before: ConfigsImage;
  readonly #byResource: DraftMap<string, { resource: ConfigResource; values: ConfigValues }>;
  readonly #values = new Map<string, Map<string, string>>();
  readonly #changed = new Map<string, ConfigResource>();

  constructor(
    before: ConfigsImage,
    byResource: DraftMap<string, { resource: ConfigResource; values: ConfigValues }>,
  ) {
    this.#before = before;
    this.#byResource = byResource;
  }

  /** Resources of which a setting was touched. */
  get changedResources(): readonly ConfigResource[] {
    return [...this.#changed.values()];
  }

  set({ resourceType, resourceName, name, value }: RecordValue<"config">): void {
    const values = this.#draftOf(resourceType, resourceName);
    if (value === null) values.delete(name);
    else values.set(name, value);
  }

  /** Settings of a topic end with it. */
  dropTopic(name: string): void {
    const key = keyOf(configResourceTypes.topic, name);
    if (this.#values.has(key) || this.#byResource.has(key))
      this.#draftOf(configResourceTypes.topic, name).clear();
  }

  finish(): ConfigsImage {
    for (const [key, values] of this.#values) {
      const resource = this.#changed.get(key)!;
      if (values.size === 0) this.#byResource.delete(key);
      else this.#byResource.set(key, { resource, values });
    }
    return this.#byResource.isChanged ? new ConfigsImage(this.#byResource.finish()) : this.#before;
  }

  #draftOf(type: number, name: string): Map<string, string> {
    const key = keyOf(type, name);
    let values = this.#values.get(key);
    if (values === undefined) {
      values = new Map(this.#byResource.get(key)?.values);
      this.#values.set(key, values);
      this.#changed.set(key, { type, name });
    }
    return values;
  }
}

export function* configRecords(configs: ConfigsImage): Generator<MetadataRecordInput> {
  for (const { resource, values } of configs.entries()) {
    for (const [name, value] of values) {
      yield {
        kind: "config",
        version: 0,
        value: { resourceType: resource.type, resourceName: resource.name, name, value },
      };
    }
  }
}

function keyOf(type: number, name: string): string {
  return `${type}/${name}`;
}
