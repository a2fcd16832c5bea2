/** What of an answer about the whole cluster is a case's own, where other cases change the rest. */
import type {
  describeLogDirs,
  describeQuorum,
  electLeaders,
  listConfigResources,
  listGroups,
  metadata,
  ResponseOf,
} from "@ottla/protocol";

export function resourcesOf(prefix: string): (body: ResponseOf<typeof listConfigResources>) => unknown {
  return (body) => ({
    ...body,
    configResources: body.configResources.filter(
      ({ resourceName, resourceType }) => resourceName.startsWith(prefix) || isOfBroker(resourceType),
    ),
  });
}

function isOfBroker(resourceType: number): boolean {
  return resourceType === 4 || resourceType === 8;
}

export function logDirsOf(prefix: string): (body: ResponseOf<typeof describeLogDirs>) => unknown {
  return (body) => ({
    ...body,
    results: body.results.map((result) => ({
      ...result,
      topics: result.topics.filter(({ name }) => name.startsWith(prefix)),
    })),
  });
}

export function electionsOf(prefix: string): (body: ResponseOf<typeof electLeaders>) => unknown {
  return (body) => ({
    ...body,
    replicaElectionResults: body.replicaElectionResults.filter(({ topic }) => topic.startsWith(prefix)),
  });
}

export function groupsOf(prefix: string): (body: ResponseOf<typeof listGroups>) => unknown {
  return (body) => ({ ...body, groups: body.groups.filter(({ groupId }) => groupId.startsWith(prefix)) });
}

export function topicsOf(prefix: string): (body: ResponseOf<typeof metadata>) => unknown {
  return (body) => ({ ...body, topics: body.topics.filter(({ name }) => name?.startsWith(prefix) === true) });
}

/** Where the metadata log ends moves by itself; that all agree on it is compared. */
export function describeQuorumNow(body: ResponseOf<typeof describeQuorum>): unknown {
  return {
    ...body,
    topics: body.topics.map((topic) => ({
      ...topic,
      partitions: topic.partitions.map(({ highWatermark, ...partition }) => ({
        ...partition,
        highWatermark: highWatermark > 0 ? "<an offset>" : highWatermark,
        currentVoters: partition.currentVoters.map(({ logEndOffset, ...voter }) => ({
          ...voter,
          logEndOffset: logEndOffset >= highWatermark ? "<at least the high watermark>" : logEndOffset,
        })),
      })),
    })),
  };
}
