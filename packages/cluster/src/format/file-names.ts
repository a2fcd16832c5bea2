/** The records that a cluster begins with, beside `meta.properties`. Newer Kafkas put them into the bootstrap snapshot. */
export const bootstrapFileName = "bootstrap.checkpoint";

/** The one partition of the metadata log. */
export const metadataTopicName = "__cluster_metadata";
export const metadataDirectoryName = `${metadataTopicName}-0`;

/** The id that the metadata log has in every cluster. */
export const metadataTopicId = "AAAAAAAAAAAAAAAAAAAAAQ";

export const quorumStateFileName = "quorum-state";
