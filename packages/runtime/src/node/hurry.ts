/** How long small things are done on the spot before others have their turn. */
const turnMs = 5;

/** Work that does many small things to files, of which each costs less than its round through the thread pool: see `Disk.onTheSpot`. */
export class Hurry {
  #workCount = 0;
  #turnEndsMs = 0;
  /** Resolves when others have had their turn. */
  #others: Promise<void> | null = null;

  /** Whether somebody wants small things done on the spot. */
  get isOn(): boolean {
    return this.#workCount > 0;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#workCount++;
    try {
      return await work();
    } finally {
      this.#workCount--;
    }
  }

  /** Does something small at once, or after others have had their turn where that is due. */
  async act<T>(act: () => T | Promise<T>): Promise<T> {
    if (this.#others === null && performance.now() >= this.#turnEndsMs) this.#others = this.#letOthers();
    if (this.#others !== null) await this.#others;
    return await act();
  }

  async #letOthers(): Promise<void> {
    await new Promise(setImmediate);
    this.#others = null;
    this.#turnEndsMs = performance.now() + turnMs;
  }
}
