import { errorCode, findCoordinator } from "@ottla/protocol";
import { pause } from "./site.ts";
import type { ClientSite, VirtualClient } from "./virtual-client.ts";
import { nodeEndpoint } from "./virtual-node.ts";

/** The topic with the offsets comes into being when a client first looks for its coordinator. */
const retried: ReadonlySet<number> = new Set([
  errorCode.COORDINATOR_NOT_AVAILABLE,
  errorCode.COORDINATOR_LOAD_IN_PROGRESS,
]);

/** Resolves when the node says that it coordinates the group. */
export async function findGroupCoordinator(
  site: ClientSite,
  client: VirtualClient,
  groupId: string,
): Promise<void> {
  const isOne = client.versionOf(findCoordinator) < 4;
  for (;;) {
    const answer = await client.ask(
      findCoordinator,
      isOne ? { key: groupId } : { coordinatorKeys: [groupId] },
    );
    const found = isOne ? answer : answer?.coordinators[0];
    if (found?.errorCode === errorCode.NONE) {
      const { host, port } = found;
      if (host !== nodeEndpoint.host || port !== nodeEndpoint.port)
        throw new Error(`the coordinator of ${groupId} is at ${host}:${port}`);
      return;
    }
    if (found !== undefined && found !== null && !retried.has(found.errorCode))
      throw new Error(`the coordinator of ${groupId}: ${found.errorCode}`);
    await pause(site, 100);
  }
}
