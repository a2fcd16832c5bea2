/** The place of one answer in the order of answers. */
export interface ResponseSlot {
  chunks: readonly Uint8Array[] | null;
  readonly answerTo: AnswerTo;
}

/** Who wants to know when an answer is on its way. */
interface AnswerTo {
  readonly onSent?: (() => void) | undefined;
}

/** Writes chunks, and calls back when the system has taken the last of them. False: that will take a while. */
type Write = (chunks: readonly Uint8Array[], onSent: (() => void) | undefined) => boolean;

/** Below this, copying a chunk into a common buffer is cheaper than one more element of a `writev`. */
const mergeBelowBytes = 2048;

/**
 * Puts answers back into the order of their requests, and writes all that are ready at once: merging the answers to
 * pipelined small requests is worth an order of magnitude.
 */
export class ResponseQueue {
  readonly #write: Write;
  #slots: ResponseSlot[] = [];
  #holds = 0;
  #isClosed = false;
  #isCutOff = false;
  /** True from a write that filled the socket until `unblock`. */
  isBlocked = false;

  constructor(write: Write) {
    this.#write = write;
  }

  /** Takes the next place. */
  reserve(answerTo: AnswerTo): ResponseSlot {
    const slot: ResponseSlot = { chunks: null, answerTo };
    if (!this.#isCutOff) this.#slots.push(slot);
    return slot;
  }

  /** Sets the answer of a place; it leaves when all before it have. */
  fill(slot: ResponseSlot, chunks: readonly Uint8Array[]): void {
    slot.chunks = chunks;
    if (this.#holds === 0) this.#flush();
  }

  /** Nothing is answered from this place on; what comes before it still is. */
  cutOff(slot: ResponseSlot): void {
    const index = this.#slots.indexOf(slot);
    if (index >= 0) this.#slots.length = index;
    this.#isCutOff = true;
  }

  /** Between `hold` and `release` answers gather, to leave as one write. */
  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds === 0) this.#flush();
  }

  get isHeld(): boolean {
    return this.#holds > 0;
  }

  unblock(): void {
    this.isBlocked = false;
  }

  close(): void {
    this.#isClosed = true;
    this.#slots = [];
  }

  #flush(): void {
    let ready = 0;
    const chunks: Uint8Array[] = [];
    for (const slot of this.#slots) {
      if (slot.chunks === null) break;
      chunks.push(...slot.chunks);
      ready += 1;
    }
    if (ready === 0) return;
    const sent = this.#slots.splice(0, ready);
    if (chunks.length === 0 || this.#isClosed) return;
    if (!this.#write(mergeSmall(chunks), toldOf(sent))) this.isBlocked = true;
  }
}

/** Tells those who want to know; undefined where nobody does. */
function toldOf(sent: readonly ResponseSlot[]): (() => void) | undefined {
  let told: (() => void)[] | undefined;
  for (const { answerTo } of sent) {
    const { onSent } = answerTo;
    if (onSent === undefined) continue;
    told ??= [];
    told.push(onSent);
  }
  if (told === undefined || told.length === 1) return told?.[0];
  const all = told;
  return () => {
    for (const onSent of all) onSent();
  };
}

/** Joins runs of small chunks. */
export function mergeSmall(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  if (chunks.length < 2) return chunks;
  const merged: Uint8Array[] = [];
  let run: Uint8Array[] = [];
  const endRun = () => {
    if (run.length > 0) merged.push(run.length === 1 ? run[0]! : Buffer.concat(run));
    run = [];
  };
  for (const chunk of chunks) {
    if (chunk.length < mergeBelowBytes) {
      run.push(chunk);
    } else {
      endRun();
      merged.push(chunk);
    }
  }
  endRun();
  return merged;
}
