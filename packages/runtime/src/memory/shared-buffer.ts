/**
 * Memory with several users that goes back to where it came from when the last of them has let go of it.
 *
 * Whoever makes it is its first user. To let go is a right, not a duty: what is never let go of is collected like any other
 * object. To let go too early is the one mistake that matters, for others will write where one still reads.
 */
export class SharedBuffer {
  readonly bytes: Buffer;
  readonly #giveBack: (bytes: Buffer) => void;
  #users = 1;

  constructor(bytes: Buffer, giveBack: (bytes: Buffer) => void) {
    this.bytes = bytes;
    this.#giveBack = giveBack;
  }

  /** One user more. */
  hold(): void {
    if (this.#users === 0) throw new Error("memory was used again after its last user had let go of it");
    this.#users += 1;
  }

  /** One user less. */
  release(): void {
    if (this.#users === 0) throw new Error("memory was let go of more often than it was held");
    this.#users -= 1;
    if (this.#users === 0) this.#giveBack(this.bytes);
  }
}
