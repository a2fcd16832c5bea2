/**
 * Which brokers get the replicas of new partitions, and which of them leads. The rules are those of Apache Kafka's striped
 * placement: replicas of a partition go to as many racks as there are, leaders and followers are spread evenly over the
 * brokers of a rack, the first replica is on a broker that is up, and brokers that are fenced are used where there is no
 * other.
 */
import type { Random } from "@ottla/runtime";
import type { BrokerRegistration } from "../image/index.ts";
import { type Fault, fault } from "./fault.ts";

export type Placement = { readonly replicas: readonly (readonly number[])[] } | { readonly fault: Fault };

export interface Wanted {
  readonly partitionCount: number;
  readonly replicationFactor: number;
  /** Whether as many replicas as can be had will do (`test.clamp.replication.factor`). */
  readonly isClamped?: boolean;
}

/** Replicas for each of so many partitions. */
export function placeReplicas(
  brokers: Iterable<BrokerRegistration>,
  { partitionCount, replicationFactor: wantedFactor, isClamped = false }: Wanted,
  random: Random,
): Placement {
  const usable = [...brokers].filter(isUsable);
  if (!usable.some(({ isFenced }) => !isFenced)) {
    return refused("All brokers are currently fenced, or have all their log directories cordoned.");
  }
  const replicationFactor = isClamped ? Math.min(wantedFactor, usable.length) : wantedFactor;
  if (replicationFactor > usable.length) {
    return refused(
      `The target replication factor of ${replicationFactor} cannot be reached because only ${usable.length} broker(s) ` +
        "are registered or some brokers have all their log directories cordoned.",
    );
  }
  const stripes = new Stripes(usable, random);
  const replicas: (readonly number[])[] = [];
  for (let partition = 0; partition < partitionCount; partition++)
    replicas.push(stripes.next(replicationFactor));
  return { replicas };
}

function refused(message: string): Placement {
  return { fault: fault("INVALID_REPLICATION_FACTOR", message) };
}

/** A broker on its way out gets nothing new, nor does one without a directory that takes replicas (KIP-1066). */
function isUsable(broker: BrokerRegistration): boolean {
  if (broker.isInControlledShutdown) return false;
  const cordoned = broker.cordonedDirectories;
  if (cordoned === null || cordoned.length === 0 || broker.directories.length === 0) return true;
  return broker.directories.some((directory) => !cordoned.includes(directory));
}

/** Deals out replicas partition by partition. Each partition is a round. */
class Stripes {
  readonly #racks: Rack[];
  readonly #random: Random;
  readonly #unfencedCount: number;
  #round = 0;
  /** The rack that this round begins with. */
  #offset: number;

  constructor(brokers: readonly BrokerRegistration[], random: Random) {
    const byRack = Map.groupBy(brokers, ({ rack }) => rack);
    this.#racks = [...byRack]
      .toSorted(([left], [right]) => compareRacks(left, right))
      .map(([, members]) => new Rack(members, random));
    this.#random = random;
    this.#unfencedCount = brokers.filter(({ isFenced }) => !isFenced).length;
    this.#offset = below(random, this.#racks.length);
  }

  /** The replicas of the next partition. The caller has made sure that there are brokers enough. */
  next(replicationFactor: number): number[] {
    this.#beginRound();
    const { rackIndex, broker } = this.#leader();
    const replicas = [broker];
    // The leader's rack has had its turn once the others come to it.
    let isLeadersTurnTaken = false;
    for (
      let index = this.#offset;
      replicas.length < replicationFactor;
      index = (index + 1) % this.#racks.length
    ) {
      if (index === rackIndex && !isLeadersTurnTaken) {
        isLeadersTurnTaken = true;
        continue;
      }
      const next = this.#racks[index]!.next(this.#round);
      if (next !== null) replicas.push(next);
    }
    this.#round += 1;
    this.#offset += 1;
    return replicas;
  }

  #beginRound(): void {
    // After as many rounds as there are brokers, the same assignments would come again.
    if (this.#round === this.#unfencedCount && this.#unfencedCount > 1) {
      shuffle(this.#racks, this.#random);
      for (const rack of this.#racks) rack.shuffle(this.#random);
      this.#round = 0;
    }
    if (this.#offset === this.#racks.length) this.#offset = 0;
  }

  #leader(): { rackIndex: number; broker: number } {
    for (let rackIndex = this.#offset; ; rackIndex = (rackIndex + 1) % this.#racks.length) {
      const broker = this.#racks[rackIndex]!.nextUnfenced(this.#round);
      if (broker !== null) return { rackIndex, broker };
    }
  }
}

class Rack {
  readonly #unfenced: Ring;
  readonly #fenced: Ring;

  constructor(brokers: readonly BrokerRegistration[], random: Random) {
    const idsOf = (isFenced: boolean) =>
      brokers.filter((broker) => broker.isFenced === isFenced).map(({ id }) => id);
    this.#unfenced = new Ring(idsOf(false), random);
    this.#fenced = new Ring(idsOf(true), random);
  }

  next(round: number): number | null {
    return this.#unfenced.next(round) ?? this.#fenced.next(round);
  }

  nextUnfenced(round: number): number | null {
    return this.#unfenced.next(round);
  }

  shuffle(random: Random): void {
    this.#unfenced.shuffle(random);
    this.#fenced.shuffle(random);
  }
}

/** Brokers that take turns: each once in a round, and every round begins with another one. */
class Ring {
  readonly #brokers: number[];
  #round = 0;
  #offset: number;
  #dealtCount = 0;

  constructor(brokers: readonly number[], random: Random) {
    this.#brokers = brokers.toSorted((left, right) => left - right);
    this.#offset = brokers.length === 0 ? 0 : below(random, brokers.length);
  }

  /** Null: all of them have had their turn in this round. */
  next(round: number): number | null {
    const { length } = this.#brokers;
    if (length === 0) return null;
    if (round !== this.#round) {
      this.#round = round;
      this.#dealtCount = 0;
      this.#offset = (this.#offset + 1) % length;
    }
    if (this.#dealtCount === length) return null;
    const broker = this.#brokers[(this.#offset + this.#dealtCount) % length]!;
    this.#dealtCount += 1;
    return broker;
  }

  shuffle(random: Random): void {
    shuffle(this.#brokers, random);
  }
}

/** Brokers that name no rack come first. */
function compareRacks(left: string | null, right: string | null): number {
  if (left === right) return 0;
  if (left === null || right === null) return left === null ? -1 : 1;
  return left < right ? -1 : 1;
}

function below(random: Random, limit: number): number {
  return random.uint32() % limit;
}

function shuffle(values: unknown[], random: Random): void {
  for (let index = values.length - 1; index > 0; index--) {
    const other = below(random, index + 1);
    [values[index], values[other]] = [values[other], values[index]];
  }
}
