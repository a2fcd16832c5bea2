import { errorCode, offsetFetch } from "@ottla/protocol";
import { fetchOnce, type Position, partitionOf } from "./fetch-records.ts";
import { fetchOffsets } from "./group-offsets.ts";
import { groups, type History } from "./history.ts";
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
      for (const groupId of Object.values(groups)) {
        await waitForGroup(site, client, history, groupId, { topic: name, partition, offset: log.length });
        history.checkProcessed(groupId, `${name}-${partition}`, log.length);
      }
    }
  }
  client.close();
}

/** After records may have been lost, and nobody writes: checks that each partition is a beginning of what it was. */
export async function checkLoss(site: ClientSite, history: History): Promise<void> {
  const client = new VirtualClient(site);
  for (const { name, partitionCount } of history.topics) {
    for (let partition = 0; partition < partitionCount; partition++) {
      const log = await readLog(site, client, history, { topic: name, partition, offset: 0 });
      history.partition(history.topic(name), partition).checkBeginning(log);
    }
  }
  for (const { groupId, partition } of history.offsetNames) {
    const offset = await committedOffset(site, client, history, groupId, partition);
    history.resume(groupId, partition, offset);
  }
  client.close();
}

async function committedOffset(
  site: ClientSite,
  client: VirtualClient,
  history: History,
  groupId: string,
  partition: string,
): Promise<number> {
  const { topic, partition: index } = partitionOf(partition);
  const topics = [{ name: topic, topicId: history.topic(topic).id, partitionIndexes: [index] }];
  for (;;) {
    const answer = await client.ask(offsetFetch, { groups: [{ groupId, topics }] }, { version: 9 });
    const [group] = answer?.groups ?? [];
    if (group?.errorCode === errorCode.NONE) return group.topics[0]!.partitions[0]!.committedOffset;
    await pause(site, 100);
  }
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
