import type { MetadataImage } from "@ottla/cluster";
import { directoryAlias } from "./directory-alias.ts";
import { StartFault } from "./start-fault.ts";

/**
 * Virtual brokers that a node had when its directories were written, and that it has no longer. Nobody else has what is theirs:
 * throws StartFault where partitions would be left without some of their replicas, or with nobody to lead them.
 */
export function formerBrokers(
  image: MetadataImage,
  now: { readonly nodeIds: readonly number[]; readonly directoryIds: readonly string[] },
): number[] {
  const { nodeIds, directoryIds } = now;
  const nodeId = nodeIds[0]!;
  const former = [...image.cluster.brokers.values()]
    .filter(({ id, directories }) => {
      if (nodeIds.includes(id) || id < nodeId) return false;
      return directoryIds.some((directory) => directories.includes(directoryAlias(directory, id - nodeId)));
    })
    .map(({ id }) => id);
  if (former.length > 0) refuseOrphans(image, former, nodeIds);
  return former;
}

function refuseOrphans(
  { topics }: MetadataImage,
  former: readonly number[],
  nodeIds: readonly number[],
): void {
  let count = 0;
  let first = "";
  const missed = new Set<number>();
  for (const { name, partitions } of topics.byId.values()) {
    for (const [index, { replicas }] of partitions.entries()) {
      const gone = replicas.filter((id) => former.includes(id));
      if (gone.length === 0) continue;
      if (count === 0) first = `${name}-${index}`;
      count += 1;
      for (const id of gone) missed.add(id);
    }
  }
  if (count === 0) return;
  const needed = Math.max(...missed) - nodeIds[0]! + 1;
  const others = count === 1 ? "" : ` and ${count - 1} more partitions`;
  const ids = [...missed].toSorted((left, right) => left - right).join(", ");
  throw new StartFault(
    `test.virtual.brokers=${nodeIds.length}: ${first}${others} ${count === 1 ? "has" : "have"} replicas on brokers ` +
      `that this node had and would not have: ${ids}. Set it to ${needed} or more, as when the directory was written.`,
  );
}
