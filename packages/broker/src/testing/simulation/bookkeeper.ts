import { errorCode } from "@ottla/protocol";
import { findGroupCoordinator } from "./find-group-coordinator.ts";
import { type Committer, commitOffsets, fetchOffsets } from "./group-offsets.ts";
import type { History } from "./history.ts";
import { type Closing, pause } from "./site.ts";
import { type ClientSite, VirtualClient } from "./virtual-client.ts";

const retried: ReadonlySet<number> = new Set([
  errorCode.COORDINATOR_LOAD_IN_PROGRESS,
  errorCode.COORDINATOR_NOT_AVAILABLE,
  errorCode.NOT_COORDINATOR,
]);

/** Commits offsets for groups without members, as programs do that assign partitions themselves, and reads them back. */
export class Bookkeeper {
  readonly #site: ClientSite;
  readonly #history: History;
  readonly #client: VirtualClient;
  readonly #name: string;
  #offset = 0;

  constructor(site: ClientSite, history: History, name: string) {
    this.#site = site;
    this.#history = history;
    this.#client = new VirtualClient(site);
    this.#name = name;
  }

  async run(closing: Closing): Promise<void> {
    const { random } = this.#site;
    await findGroupCoordinator(this.#site, this.#client, this.#name);
    while (!closing.isClosing) {
      await this.#keep();
      await pause(this.#site, random.pick([1, 20, 200]) * random.fraction());
    }
    this.#client.close();
  }

  async #keep(): Promise<void> {
    const { random } = this.#site;
    const topic = random.pick(this.#history.topics);
    const partition = random.below(topic.partitionCount);
    // Several groups, so that all partitions of the offsets topic are written to.
    const committer: Committer = {
      groupId: `${this.#name}-${random.below(4)}`,
      memberId: "",
      epoch: -1,
    };
    const { name } = topic;
    let code: number | null = null;
    if (random.chance(0.5)) {
      const position = { topic: name, partition, offset: this.#offset++ };
      const committed = await commitOffsets(this.#site, this.#client, this.#history, committer, [position]);
      if (committed.kind === "refused") code = committed.code;
    } else {
      const asked = [{ topic: name, partition }];
      const found = await fetchOffsets(this.#site, this.#client, this.#history, committer, asked);
      if (typeof found === "number") code = found;
    }
    if (code !== null && !retried.has(code)) throw new Error(`${committer.groupId}: ${code}`);
  }
}
