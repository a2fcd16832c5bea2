/** One error of the protocol. */
export interface KafkaError {
  readonly code: number;
  readonly name: string;
  /** Whether the same request may succeed later. */
  readonly isRetriable: boolean;
  /** What happened, in one sentence. */
  readonly message: string;
}

const final = false;
const retriable = true;

/** Every error code of Kafka 4.3 (the protocol guide, "Error Codes"): name → code, whether to retry, what happened. */
const table = {
  UNKNOWN_SERVER_ERROR: [-1, final, "The server met a condition that it did not expect."],
  NONE: [0, final, "No error."],
  OFFSET_OUT_OF_RANGE: [1, final, "The offset is before the start or beyond the end of the log."],
  CORRUPT_MESSAGE: [2, retriable, "The records are damaged: a checksum, a length or the format is wrong."],
  UNKNOWN_TOPIC_OR_PARTITION: [3, retriable, "This server does not host this topic-partition."],
  INVALID_FETCH_SIZE: [4, final, "The requested fetch size is invalid."],
  LEADER_NOT_AVAILABLE: [5, retriable, "The partition has no leader at the moment."],
  NOT_LEADER_OR_FOLLOWER: [6, retriable, "This broker does not lead the partition; another does."],
  REQUEST_TIMED_OUT: [7, retriable, "The request was not done within its time."],
  BROKER_NOT_AVAILABLE: [8, final, "The broker is not available."],
  REPLICA_NOT_AVAILABLE: [9, retriable, "The replica is not available."],
  MESSAGE_TOO_LARGE: [10, final, "The records are larger than max.message.bytes of the topic allows."],
  STALE_CONTROLLER_EPOCH: [11, final, "The controller has moved on to a later epoch."],
  OFFSET_METADATA_TOO_LARGE: [
    12,
    final,
    "The metadata of the committed offset is longer than offset.metadata.max.bytes.",
  ],
  NETWORK_EXCEPTION: [13, retriable, "The connection ended before the answer came."],
  COORDINATOR_LOAD_IN_PROGRESS: [14, retriable, "The coordinator is still loading."],
  COORDINATOR_NOT_AVAILABLE: [15, retriable, "There is no coordinator at the moment."],
  NOT_COORDINATOR: [16, retriable, "This broker is not the coordinator; another is."],
  INVALID_TOPIC_EXCEPTION: [17, final, "The topic name is not valid, or the topic is not for this use."],
  RECORD_LIST_TOO_LARGE: [18, final, "The records are more than one segment can hold."],
  NOT_ENOUGH_REPLICAS: [19, retriable, "There are fewer in-sync replicas than min.insync.replicas demands."],
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: [
    20,
    retriable,
    "The records were written, but to fewer in-sync replicas than demanded.",
  ],
  INVALID_REQUIRED_ACKS: [21, final, "acks must be -1, 0 or 1."],
  ILLEGAL_GENERATION: [22, final, "The generation is not the one of the group."],
  INCONSISTENT_GROUP_PROTOCOL: [
    23,
    final,
    "The member's protocols do not go together with those of the group.",
  ],
  INVALID_GROUP_ID: [24, final, "The group id is not valid."],
  UNKNOWN_MEMBER_ID: [25, final, "The group has no such member."],
  INVALID_SESSION_TIMEOUT: [
    26,
    final,
    "The session timeout is outside group.min.session.timeout.ms and group.max.session.timeout.ms.",
  ],
  REBALANCE_IN_PROGRESS: [27, final, "The group is rebalancing: join again."],
  INVALID_COMMIT_OFFSET_SIZE: [28, final, "The committed offset is too large to be stored."],
  TOPIC_AUTHORIZATION_FAILED: [29, final, "Not authorized for the topic."],
  GROUP_AUTHORIZATION_FAILED: [30, final, "Not authorized for the group."],
  CLUSTER_AUTHORIZATION_FAILED: [31, final, "Not authorized for the cluster."],
  INVALID_TIMESTAMP: [32, final, "The timestamp of a record is out of the range that the topic accepts."],
  UNSUPPORTED_SASL_MECHANISM: [33, final, "The broker does not offer this SASL mechanism."],
  ILLEGAL_SASL_STATE: [34, final, "The request does not belong to this stage of authentication."],
  UNSUPPORTED_VERSION: [35, final, "This version of the API is not supported."],
  TOPIC_ALREADY_EXISTS: [36, final, "There is a topic with this name already."],
  INVALID_PARTITIONS: [37, final, "The number of partitions is not valid."],
  INVALID_REPLICATION_FACTOR: [
    38,
    final,
    "The replication factor is not valid, or larger than the number of brokers.",
  ],
  INVALID_REPLICA_ASSIGNMENT: [39, final, "The assignment of replicas is not valid."],
  INVALID_CONFIG: [40, final, "A setting is not valid."],
  NOT_CONTROLLER: [41, retriable, "This node is not the active controller."],
  INVALID_REQUEST: [42, final, "The request contradicts itself or the protocol."],
  UNSUPPORTED_FOR_MESSAGE_FORMAT: [43, final, "The message format does not support this."],
  POLICY_VIOLATION: [44, final, "A policy of the broker forbids this."],
  OUT_OF_ORDER_SEQUENCE_NUMBER: [
    45,
    final,
    "The sequence number does not follow the last one of the producer.",
  ],
  DUPLICATE_SEQUENCE_NUMBER: [46, final, "The records with this sequence number were written before."],
  INVALID_PRODUCER_EPOCH: [47, final, "The producer has an old epoch."],
  INVALID_TXN_STATE: [48, final, "The transaction is not in a state that allows this."],
  INVALID_PRODUCER_ID_MAPPING: [49, final, "The producer id does not belong to the transactional id."],
  INVALID_TRANSACTION_TIMEOUT: [
    50,
    final,
    "The transaction timeout is larger than transaction.max.timeout.ms.",
  ],
  CONCURRENT_TRANSACTIONS: [51, retriable, "The transaction before is still being completed."],
  TRANSACTION_COORDINATOR_FENCED: [52, final, "Another transaction coordinator has taken over."],
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: [53, final, "Not authorized for the transactional id."],
  SECURITY_DISABLED: [54, final, "The security feature is not switched on."],
  OPERATION_NOT_ATTEMPTED: [55, final, "Not attempted, because something else in the request failed."],
  KAFKA_STORAGE_ERROR: [56, retriable, "The disk failed where the log is."],
  LOG_DIR_NOT_FOUND: [57, final, "The broker has no such log directory."],
  SASL_AUTHENTICATION_FAILED: [58, final, "Authentication failed."],
  UNKNOWN_PRODUCER_ID: [59, final, "The log has no trace of the producer id any more."],
  REASSIGNMENT_IN_PROGRESS: [60, final, "The partition is being moved."],
  DELEGATION_TOKEN_AUTH_DISABLED: [61, final, "Delegation tokens are not switched on."],
  DELEGATION_TOKEN_NOT_FOUND: [62, final, "There is no such delegation token."],
  DELEGATION_TOKEN_OWNER_MISMATCH: [63, final, "The delegation token belongs to somebody else."],
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: [
    64,
    final,
    "Delegation tokens cannot be asked for over this connection.",
  ],
  DELEGATION_TOKEN_AUTHORIZATION_FAILED: [65, final, "Not authorized for the delegation token."],
  DELEGATION_TOKEN_EXPIRED: [66, final, "The delegation token has expired."],
  INVALID_PRINCIPAL_TYPE: [67, final, "The type of the principal is not supported."],
  NON_EMPTY_GROUP: [68, final, "The group still has members."],
  GROUP_ID_NOT_FOUND: [69, final, "There is no such group."],
  FETCH_SESSION_ID_NOT_FOUND: [70, retriable, "There is no such fetch session."],
  INVALID_FETCH_SESSION_EPOCH: [71, retriable, "The epoch of the fetch session is not the expected one."],
  LISTENER_NOT_FOUND: [72, retriable, "The leader has no listener that fits the one of the request."],
  TOPIC_DELETION_DISABLED: [73, final, "Deleting topics is switched off."],
  FENCED_LEADER_EPOCH: [74, retriable, "The leader epoch of the request is older than ours."],
  UNKNOWN_LEADER_EPOCH: [75, retriable, "The leader epoch of the request is newer than ours."],
  UNSUPPORTED_COMPRESSION_TYPE: [76, final, "The compression codec is not supported by this version."],
  STALE_BROKER_EPOCH: [77, final, "The broker epoch is not the current one."],
  OFFSET_NOT_AVAILABLE: [78, retriable, "The leader's high watermark has not caught up after its election."],
  MEMBER_ID_REQUIRED: [79, final, "Join again with the member id of this answer."],
  PREFERRED_LEADER_NOT_AVAILABLE: [80, retriable, "The preferred leader is not available."],
  GROUP_MAX_SIZE_REACHED: [81, final, "The group has as many members as group.max.size allows."],
  FENCED_INSTANCE_ID: [82, final, "Another member has taken over this group instance id."],
  ELIGIBLE_LEADERS_NOT_AVAILABLE: [83, retriable, "No replica that may lead is available."],
  ELECTION_NOT_NEEDED: [84, retriable, "The partition has the right leader already."],
  NO_REASSIGNMENT_IN_PROGRESS: [85, final, "The partition is not being moved."],
  GROUP_SUBSCRIBED_TO_TOPIC: [86, final, "The group is subscribed to the topic."],
  INVALID_RECORD: [87, final, "A record does not hold what the broker demands."],
  UNSTABLE_OFFSET_COMMIT: [88, retriable, "There are offsets of a transaction that has not ended."],
  THROTTLING_QUOTA_EXCEEDED: [89, retriable, "The quota is used up."],
  PRODUCER_FENCED: [90, final, "A newer producer uses the same transactional id."],
  RESOURCE_NOT_FOUND: [91, final, "There is no such resource."],
  DUPLICATE_RESOURCE: [92, final, "There is such a resource already."],
  UNACCEPTABLE_CREDENTIAL: [93, final, "The credential does not meet the demands."],
  INCONSISTENT_VOTER_SET: [94, final, "The voters of the request are not those that are known."],
  INVALID_UPDATE_VERSION: [95, final, "The version of the update is not the expected one."],
  FEATURE_UPDATE_FAILED: [96, final, "The features could not be changed."],
  PRINCIPAL_DESERIALIZATION_FAILURE: [97, final, "The principal of a handed-on request cannot be read."],
  SNAPSHOT_NOT_FOUND: [98, final, "There is no such snapshot."],
  POSITION_OUT_OF_RANGE: [99, final, "The position is outside the snapshot."],
  UNKNOWN_TOPIC_ID: [100, retriable, "This server does not host a topic with this id."],
  DUPLICATE_BROKER_REGISTRATION: [101, final, "The broker id is in use."],
  BROKER_ID_NOT_REGISTERED: [102, final, "There is no broker with this id."],
  INCONSISTENT_TOPIC_ID: [103, retriable, "The topic id is not the one of the log."],
  INCONSISTENT_CLUSTER_ID: [104, final, "The cluster id is not ours."],
  TRANSACTIONAL_ID_NOT_FOUND: [105, final, "There is no such transactional id."],
  FETCH_SESSION_TOPIC_ID_ERROR: [
    106,
    retriable,
    "The fetch session uses topic names and ids inconsistently.",
  ],
  INELIGIBLE_REPLICA: [107, final, "The replica may not join the in-sync replicas."],
  NEW_LEADER_ELECTED: [108, final, "The change was made, and with it another leader was elected."],
  OFFSET_MOVED_TO_TIERED_STORAGE: [109, final, "The offset is in tiered storage."],
  FENCED_MEMBER_EPOCH: [110, final, "The member epoch is fenced: give up all partitions and join again."],
  UNRELEASED_INSTANCE_ID: [111, final, "Another member still holds this group instance id."],
  UNSUPPORTED_ASSIGNOR: [112, final, "The broker has none of the assignors."],
  STALE_MEMBER_EPOCH: [113, final, "The member epoch is old: commit again with the new one."],
  MISMATCHED_ENDPOINT_TYPE: [114, final, "The request went to an endpoint of the other kind."],
  UNSUPPORTED_ENDPOINT_TYPE: [115, final, "This kind of endpoint is not supported."],
  UNKNOWN_CONTROLLER_ID: [116, final, "There is no controller with this id."],
  UNKNOWN_SUBSCRIPTION_ID: [117, final, "The subscription of the client's metrics has changed."],
  TELEMETRY_TOO_LARGE: [118, final, "The client's metrics are larger than telemetry.max.bytes."],
  INVALID_REGISTRATION: [119, final, "The registration of the broker is not valid."],
  TRANSACTION_ABORTABLE: [120, final, "The transaction must be aborted."],
  INVALID_RECORD_STATE: [121, final, "The record is not in a state that allows this acknowledgement."],
  SHARE_SESSION_NOT_FOUND: [122, retriable, "There is no such share session."],
  INVALID_SHARE_SESSION_EPOCH: [123, retriable, "The epoch of the share session is not the expected one."],
  FENCED_STATE_EPOCH: [124, final, "The state epoch is fenced."],
  INVALID_VOTER_KEY: [125, final, "The voter key is not ours."],
  DUPLICATE_VOTER: [126, final, "There is such a voter already."],
  VOTER_NOT_FOUND: [127, final, "There is no such voter."],
  INVALID_REGULAR_EXPRESSION: [128, final, "The regular expression is not valid."],
  REBOOTSTRAP_REQUIRED: [129, final, "The client must start over from its bootstrap servers."],
  STREAMS_INVALID_TOPOLOGY: [130, final, "The topology is not valid."],
  STREAMS_INVALID_TOPOLOGY_EPOCH: [131, final, "The topology epoch is not valid."],
  STREAMS_TOPOLOGY_FENCED: [132, final, "The topology epoch is old."],
  SHARE_SESSION_LIMIT_REACHED: [133, retriable, "There are as many share sessions as allowed."],
} as const satisfies Record<string, readonly [code: number, isRetriable: boolean, message: string]>;

export type ErrorName = keyof typeof table;

/** Codes by name: `errorCode.UNKNOWN_TOPIC_OR_PARTITION === 3`. */
export const errorCode = Object.fromEntries(Object.entries(table).map(([name, [code]]) => [name, code])) as {
  readonly [Name in ErrorName]: (typeof table)[Name][0];
};

/** All errors in the order of codes. */
export const errors: readonly KafkaError[] = Object.entries(table).map(
  ([name, [code, isRetriable, message]]) => ({
    code,
    name,
    isRetriable,
    message,
  }),
);

const byCode = new Map(errors.map((error) => [error.code, error]));

/** The error with a code; one that nobody knows is an unknown server error, so that newer brokers can be understood. */
export function errorOf(code: number): KafkaError {
  return byCode.get(code) ?? byCode.get(-1)!;
}
