import { type MemberMetadata, regexOf } from "./member.ts";
import { Tally } from "./tally.ts";

/** The topics that a regular expression stood for when somebody looked: record type 16. */
export interface ResolvedRegex {
  readonly topics: ReadonlySet<string>;
  /** Of the cluster's metadata; 0: not told. */
  readonly version: number;
  /** Wall-clock time. */
  readonly timestamp: number;
}

/** What the members of a group subscribe to, by name and by regular expression. */
export class Subscriptions {
  /** Members by topic that they name. */
  readonly #byName = new Tally();
  /** Regular expressions by topic that they stand for. */
  readonly #byRegex = new Tally();
  /** Members by regular expression. */
  readonly #regexes = new Tally();
  readonly #resolved = new Map<string, ResolvedRegex>();

  count(member: MemberMetadata, by: 1 | -1): void {
    for (const name of member.subscribedTopicNames) this.#byName.add(name, by);
    const regex = regexOf(member);
    if (regex !== null) this.#regexes.add(regex, by);
  }

  resolve(regex: string, resolved: ResolvedRegex | null): void {
    for (const name of this.#resolved.get(regex)?.topics ?? []) this.#byRegex.add(name, -1);
    this.#resolved.delete(regex);
    if (resolved === null) return;
    this.#resolved.set(regex, resolved);
    for (const name of resolved.topics) this.#byRegex.add(name, 1);
  }

  get regexes(): Tally {
    return this.#regexes;
  }

  get resolved(): ReadonlyMap<string, ResolvedRegex> {
    return this.#resolved;
  }

  has(topicName: string): boolean {
    return this.#byName.of(topicName) > 0 || this.#byRegex.of(topicName) > 0;
  }

  topicNames(): ReadonlySet<string> {
    return new Set([...this.#byName.names(), ...this.#byRegex.names()]);
  }

  /** The topics that one member subscribes to. */
  topicNamesOf(member: MemberMetadata): ReadonlySet<string> {
    const regex = regexOf(member);
    const resolved = regex === null ? undefined : this.#resolved.get(regex);
    if (resolved === undefined) return member.subscribedTopicNames;
    if (member.subscribedTopicNames.size === 0) return resolved.topics;
    return new Set([...member.subscribedTopicNames, ...resolved.topics]);
  }

  /** Whether all members subscribe to the same topics, as far as counts tell: all by name, or all by one expression. */
  isHomogeneous(memberCount: number): boolean {
    if (this.#regexes.size === 0) return everyIs(this.#byName, memberCount);
    const isSameRegex = this.#regexes.size === 1 && everyIs(this.#regexes, memberCount);
    return isSameRegex && this.#byName.size === 0;
  }
}

function everyIs(tally: Tally, count: number): boolean {
  for (const [, each] of tally.entries()) if (each !== count) return false;
  return true;
}
