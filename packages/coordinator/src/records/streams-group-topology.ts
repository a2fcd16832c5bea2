import { array, int16, int32, message, string } from "@ottla/protocol";

/** Record type 23 of `__consumer_offsets`: StreamsGroupTopology. */
export const streamsGroupTopologyKey = message("StreamsGroupTopologyKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
  },
});

export const streamsGroupTopologyValue = message("StreamsGroupTopologyValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    epoch: int32,
    subtopologies: array({
      subtopologyId: string,
      sourceTopics: array(string),
      sourceTopicRegex: array(string),
      stateChangelogTopics: array({
        name: string,
        partitions: int32,
        replicationFactor: int16,
        topicConfigs: array({
          key: string,
          value: string,
        }),
      }),
      repartitionSinkTopics: array(string),
      repartitionSourceTopics: array({
        name: string,
        partitions: int32,
        replicationFactor: int16,
        topicConfigs: array({
          key: string,
          value: string,
        }),
      }),
      copartitionGroups: array({
        sourceTopics: array(int16),
        sourceTopicRegex: array(int16),
        repartitionSourceTopics: array(int16),
      }),
    }),
  },
});
