import type { LogPosition, MetadataChanges, MetadataImage } from "../image/index.ts";

/** Called with every image in turn; the next one waits until the promise is fulfilled. */
export type Publisher = (image: MetadataImage, changes: MetadataChanges) => Promise<void> | void;

interface Announcement {
  readonly image: MetadataImage;
  readonly changes: MetadataChanges;
  /** Resolves when the records are committed. */
  readonly committed: Promise<void>;
  readonly published: PromiseWithResolvers<LogPosition>;
}

/** Shows images to whoever subscribed, in the order of the log, each when its records are committed. */
export class Publication {
  readonly #publishers: Publisher[] = [];
  readonly #queue: Announcement[] = [];
  readonly #onPublished: (image: MetadataImage) => void;
  readonly #onFailure: (error: Error) => void;
  #image: MetadataImage;
  #running: Promise<void> | null = null;
  #last: Promise<LogPosition> | null = null;
  #failure: Error | null = null;

  constructor(image: MetadataImage, { onPublished, onFailure }: PublicationEvents) {
    this.#image = image;
    this.#onPublished = onPublished;
    this.#onFailure = onFailure;
  }

  /** The last image that is committed. Publishers see it at the same time as those who ask for it here. */
  get image(): MetadataImage {
    return this.#image;
  }

  subscribe(publisher: Publisher): void {
    this.#publishers.push(publisher);
  }

  /** Queues an image. Resolves once every publisher has taken it in; rejects if it cannot be committed or taken in. */
  announce(image: MetadataImage, changes: MetadataChanges, committed: Promise<void>): Promise<LogPosition> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const published = Promise.withResolvers<LogPosition>();
    // Those who do not wait need not listen; a failure has its own way out.
    published.promise.catch(() => undefined);
    this.#queue.push({ image, changes, committed, published });
    this.#last = published.promise;
    this.#running ??= this.#run();
    return published.promise;
  }

  /** Resolves when everything that was announced so far is published. */
  async whenCurrent(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    await this.#last;
  }

  /** Lets nothing more through: everything that waits is rejected. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { published } of this.#queue.splice(0)) published.reject(error);
  }

  /** Resolves when nothing is being published any more. */
  async whenIdle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const { image, changes, committed, published } = next;
      try {
        await committed;
        this.#image = image;
        for (const publish of this.#publishers) await publish(image, changes);
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        this.fail(failure);
        this.#onFailure(failure);
        break;
      }
      this.#queue.shift();
      published.resolve({ offset: image.offset, epoch: image.epoch, timestampMs: image.timestampMs });
      this.#onPublished(image);
    }
    this.#running = null;
  }
}

export interface PublicationEvents {
  readonly onPublished: (image: MetadataImage) => void;
  /** Records could not be committed, or a publisher could not take an image in. */
  readonly onFailure: (error: Error) => void;
}
