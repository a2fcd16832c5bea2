export { decideCreateTopics } from "./19-create-topics.ts";
export { decideDeleteTopics } from "./20-delete-topics.ts";
export { decideAlterConfigs } from "./33-alter-configs.ts";
export { decideCreatePartitions } from "./37-create-partitions.ts";
export { decideIncrementalAlterConfigs } from "./44-incremental-alter-configs.ts";
export { decideAllocateProducerIds } from "./67-allocate-producer-ids.ts";
export { invalidTopicName } from "./topic-names.ts";
