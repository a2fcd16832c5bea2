import { errorCode } from "@ottla/protocol";
import { groups } from "./clients.ts";
import { fetchOnce, type Position } from "./fetch-records.ts";
import { fetchOffsets } from "./group-offsets.ts";
import type { History } from "./history.ts";
import type { FoundRecord } from "./partition-history.ts";
import { pause } from "./site.ts";
import { type ClientSite, VirtualClient } from "./virtual-client.ts";

/** Reads every partition from its beginning, checks what is there, and waits until all groups are through with it. */
export async function checkAll(site: ClientSite, history: History): Promise<void> {
  const client = new VirtualClient(site);
  for (const { name, partitionCount } of history.topics) {
    for (let partition = 0; partition < partitionCount; partition++) {
      const log = await readLog(site, client, history, { topic: name, partition, offset: 0 });
      history.partition(history.topic(name), partition).check(log);
      for (const groupId of Object.keys(groups)) {
        await waitForGroup(site, client, history, groupId, { topic: name, partition, offset: log.length });
        history.checkProcessed(groupId, `${name}-${partition}`, log.length);
      }
    }
  }
  client.close();
}

async function readLog(
  site: ClientSite,
  client: VirtualClient,
  history: History,
  position: Position,
): Promise<FoundRecord[]> {
  const log: FoundRecord[] = [];
  for (;;) {
    const options = { maxWaitMs: 0, partitionMaxBytes: 100_000 };
    const [fetched] = (await fetchOnce(client, history, [position], options)) ?? [];
    if (fetched === undefined) {
      await pause(site, 100);
      continue;
    }
    const { code, records, highWatermark } = fetched;
    if (code !== errorCode.NONE) throw new Error(`${position.topic}-${position.partition}: ${code}`);
    log.push(...records);
    position.offset += records.length;
    if (position.offset === highWatermark) return log;
    if (records.length === 0) throw new Error(`nothing follows ${position.offset} before ${highWatermark}`);
  }
}

async function waitForGroup(
  site: ClientSite,
  client: VirtualClient,
  history: History,
  groupId: string,
  { topic, partition, offset }: Position,
): Promise<void> {
  for (;;) {
    const committer = { groupId, memberId: "", epoch: -1 };
    const found = await fetchOffsets(site, client, history, committer, [{ topic, partition }]);
    if (Array.isArray(found) && found[0]!.offset === offset) return;
    await pause(site, 100);
  }
}
