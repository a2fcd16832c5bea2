import { compileTopicPattern, type TopicPattern } from "./topic-pattern.ts";

/** How many times a name is matched in one go: a few milliseconds. */
const matchesPerStep = 20_000;

/**
 * Finds the topics that regular expressions match, step by step: a coordinator with many topics goes on with other things
 * in between.
 */
export class RegexResolution {
  /** When it began, in wall-clock time. */
  readonly startedAt: number;
  readonly #patterns: readonly { readonly pattern: TopicPattern; readonly topics: Set<string> }[];
  readonly #found = new Map<string, Set<string>>();
  readonly #topicNames: readonly string[];
  #nextIndex = 0;

  constructor(regexes: Iterable<string>, topicNames: Iterable<string>, now: number) {
    this.startedAt = now;
    this.#topicNames = [...topicNames];
    const patterns = [];
    for (const regex of regexes) {
      const topics = new Set<string>();
      this.#found.set(regex, topics);
      const pattern = compileTopicPattern(regex);
      // Members are refused with expressions that are not valid; one that another Kafka let in matches nothing.
      if (typeof pattern !== "string") patterns.push({ pattern, topics });
    }
    this.#patterns = patterns;
  }

  /** The topics of each expression; whole when `isDone`. */
  get found(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#found;
  }

  get isDone(): boolean {
    return this.#nextIndex === this.#topicNames.length;
  }

  step(): void {
    const stepSize = Math.max(1, Math.floor(matchesPerStep / Math.max(1, this.#patterns.length)));
    const endIndex = Math.min(this.#topicNames.length, this.#nextIndex + stepSize);
    for (; this.#nextIndex < endIndex; this.#nextIndex += 1) {
      const name = this.#topicNames[this.#nextIndex]!;
      for (const { pattern, topics } of this.#patterns) if (pattern.matches(name)) topics.add(name);
    }
  }
}
