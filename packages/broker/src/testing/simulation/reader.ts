import { errorCode, fetch } from "@ottla/protocol";
import { type Fetched, fetchRequest, type Position, readFetched, unreadable } from "./fetch-records.ts";
import type { History } from "./history.ts";
import { type Closing, pause } from "./site.ts";
import { type ClientSite, VirtualClient } from "./virtual-client.ts";

/** The session is gone, or not where the client believes it is: both are so after a restart or a lost answer. */
const sessionErrors: ReadonlySet<number> = new Set([
  errorCode.FETCH_SESSION_ID_NOT_FOUND,
  errorCode.INVALID_FETCH_SESSION_EPOCH,
  errorCode.FETCH_SESSION_TOPIC_ID_ERROR,
]);

/**
 * Reads all partitions in a fetch session (KIP-227), from wherever it likes: what it finds must be what all others find. Now
 * and then it goes back.
 */
export class Reader {
  readonly #site: ClientSite;
  readonly #history: History;
  readonly #client: VirtualClient;
  readonly #positions: Position[];
  /** Positions that the session does not know. */
  readonly #moved = new Set<Position>();
  #session = { id: 0, epoch: 0 };

  constructor(site: ClientSite, history: History) {
    this.#site = site;
    this.#history = history;
    this.#client = new VirtualClient(site);
    this.#positions = history.topics.flatMap(({ name, partitionCount }) =>
      Array.from({ length: partitionCount }, (_, partition) => ({ topic: name, partition, offset: 0 })),
    );
    this.#beginAgain();
  }

  async run(closing: Closing): Promise<void> {
    while (!closing.isClosing) {
      if (this.#site.random.chance(0.05)) this.#goBack();
      if (!(await this.#fetch())) await pause(this.#site, 100);
    }
    this.#client.close();
  }

  async #fetch(): Promise<boolean> {
    const asked = this.#positions.filter((position) => this.#moved.has(position));
    const request = fetchRequest(this.#history, asked, {
      maxWaitMs: 500,
      partitionMaxBytes: this.#site.random.pick([1, 1000, 100_000]),
      session: this.#session,
    });
    const version = this.#client.versionOf(fetch, 7);
    const answer = await this.#client.ask(fetch, request, { version });
    if (answer === null || sessionErrors.has(answer.errorCode)) {
      this.#beginAgain();
      return false;
    }
    if (answer.errorCode !== errorCode.NONE) throw new Error(`a fetch is answered with ${answer.errorCode}`);
    this.#moved.clear();
    const isFirst = this.#session.epoch === 0;
    this.#session = { id: answer.sessionId, epoch: this.#session.epoch + 1 };
    // The broker has no room for sessions: each fetch names everything.
    if (isFirst && answer.sessionId === 0) this.#beginAgain();
    let isSound = true;
    for (const fetched of readFetched(this.#history, this.#positions, answer))
      isSound = this.#take(fetched) && isSound;
    return isSound;
  }

  #take({ position, code, records }: Fetched): boolean {
    if (code !== errorCode.NONE && !unreadable.has(code))
      throw new Error(`${position.topic}-${position.partition} at ${position.offset}: ${code}`);
    if (records.length > 0) {
      position.offset += records.length;
      this.#moved.add(position);
    }
    return code === errorCode.NONE;
  }

  #goBack(): void {
    const { random } = this.#site;
    const position = random.pick(this.#positions);
    position.offset = random.below(position.offset + 1);
    this.#moved.add(position);
  }

  #beginAgain(): void {
    this.#session = { id: 0, epoch: 0 };
    for (const position of this.#positions) this.#moved.add(position);
  }
}
