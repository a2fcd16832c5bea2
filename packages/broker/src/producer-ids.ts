/** Who hands out blocks of producer ids: the controller. */
export type AllocateProducerIds = () => Promise<{ readonly firstProducerId: number; readonly count: number }>;

/** A block is fetched ahead when the one in use has less than this part left, as in Apache Kafka. */
const prefetchBelow = 0.1;

interface Block {
  next: number;
  readonly end: number;
  readonly prefetchAt: number;
}

/**
 * Ids of producers that nobody has had before (KIP-730). They come in blocks from the controller; the next block is asked for
 * before the last id is given, so that hardly anybody waits.
 */
export class ProducerIds {
  readonly #allocate: AllocateProducerIds;
  #block: Block = { next: 0, end: 0, prefetchAt: 0 };
  #following: Promise<Block> | null = null;

  constructor(options: { readonly allocate: AllocateProducerIds }) {
    this.#allocate = options.allocate;
  }

  /** Rejects when the controller gives none; the next caller asks again. */
  async next(): Promise<number> {
    while (this.#block.next === this.#block.end) {
      const following = this.#fetch();
      const block = await following;
      // Whoever comes first takes it over.
      if (this.#following === following) {
        this.#block = block;
        this.#following = null;
      }
    }
    const block = this.#block;
    const id = block.next;
    block.next += 1;
    // A failure is for whoever needs the block to see.
    if (block.next >= block.prefetchAt) this.#fetch().catch(() => {});
    return id;
  }

  #fetch(): Promise<Block> {
    if (this.#following !== null) return this.#following;
    const following = this.#allocate().then(blockOf);
    this.#following = following;
    following.catch(() => {
      if (this.#following === following) this.#following = null;
    });
    return following;
  }
}

function blockOf({ firstProducerId, count }: { firstProducerId: number; count: number }): Block {
  const end = firstProducerId + count;
  return { next: firstProducerId, end, prefetchAt: end - Math.floor(count * prefetchBelow) };
}
