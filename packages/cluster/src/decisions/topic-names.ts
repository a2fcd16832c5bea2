import type { TopicsImage } from "../image/index.ts";

/** The metadata log is no topic that clients could have. */
export const clusterMetadataTopic = "__cluster_metadata";

const maxNameLength = 249;
const legalName = /^[a-zA-Z0-9._-]+$/;

/** What is wrong with a name of a topic, in Kafka's words, or null. */
export function invalidTopicName(name: string): string | null {
  const reason = reasonAgainst(name);
  return reason === null ? null : `Topic name is invalid: ${reason}`;
}

function reasonAgainst(name: string): string | null {
  if (name === "") return "the empty string is not allowed";
  if (name === "." || name === "..") return `'${name}' is not allowed`;
  if (name.length > maxNameLength) {
    return `the length of '${name}' is longer than the max allowed length ${maxNameLength}`;
  }
  if (!legalName.test(name)) {
    return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
  }
  return null;
}

/**
 * Finds topics whose names differ from a new one only in `.` and `_`: metrics are named by topic, and cannot tell the two
 * characters apart. Topics of the same request are not compared, as in Apache Kafka.
 */
export class TopicNameCollisions {
  readonly #topics: TopicsImage;
  #byUnifiedName: Map<string, string> | null = null;

  constructor(topics: TopicsImage) {
    this.#topics = topics;
  }

  /** An existing topic that the name collides with, be it its own. */
  find(name: string): string | null {
    if (!hasCollisionCharacters(name)) return null;
    this.#byUnifiedName ??= this.#unify();
    return this.#byUnifiedName.get(unified(name)) ?? null;
  }

  #unify(): Map<string, string> {
    const byUnifiedName = new Map<string, string>();
    for (const name of this.#topics.byName.keys()) {
      if (hasCollisionCharacters(name)) byUnifiedName.set(unified(name), name);
    }
    return byUnifiedName;
  }
}

function hasCollisionCharacters(name: string): boolean {
  return name.includes("_") || name.includes(".");
}

function unified(name: string): string {
  return name.replaceAll(".", "_");
}
