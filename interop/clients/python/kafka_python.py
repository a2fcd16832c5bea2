"""Every call of kafka-python."""

import threading
import time

from calls import Received, bootstrap, broker_count, call, codecs, count, eventually, first_time, group, partitions, topic
from kafka import ConsumerRebalanceListener, KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import (
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    OffsetSpec,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from kafka.errors import SecurityDisabledError
from kafka.protocol.admin import ElectionType
from kafka.structs import OffsetAndMetadata, TopicPartitionReplica

admin = KafkaAdminClient(bootstrap_servers=bootstrap)
first_partition = TopicPartition(topic, 0)
# A poll that ends between JoinGroup and SyncGroup makes kafka-python 3.0 forget its assignment: polls shall outlast both.
patience_ms = 3000


def done(answer):
    """Some calls raise, some answer; those that come here raise."""
    return answer is not None


def produce(codec):
    compression = None if codec == "none" else codec
    producer = KafkaProducer(bootstrap_servers=bootstrap, compression_type=compression, linger_ms=20, acks="all")
    sent = [
        producer.send(
            topic,
            key=b"key-%d" % i,
            value=f"{codec}-{i}".encode(),
            timestamp_ms=first_time + i,
            headers=[("codec", codec.encode())],
        )
        for i in range(count)
    ]
    for future in sent:
        future.get(timeout=20)
    producer.close()


def consumer():
    return KafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )


def consume():
    received = Received()
    member = consumer()
    member.subscribe([topic])
    deadline = time.monotonic() + 60
    while not received.is_complete() and time.monotonic() < deadline:
        for records in member.poll(timeout_ms=patience_ms).values():
            for record in records:
                received.add(record.partition, record.offset, record.value, dict(record.headers)["codec"])
    member.commit()
    member.close()
    return received.is_complete() or f"{len(received.values)} values"


def two_members():
    """Each member on a thread of its own: joining blocks until the other has joined too."""
    shares = [set(), set()]
    faults = []
    is_over = threading.Event()

    class Share(ConsumerRebalanceListener):
        def __init__(self, index):
            self.index = index

        def on_partitions_revoked(self, revoked):
            pass

        def on_partitions_assigned(self, assigned):
            shares[self.index] = {each.partition for each in assigned}

    def run(index):
        member = consumer()
        member.subscribe([topic], listener=Share(index))
        try:
            while not is_over.is_set():
                member.poll(timeout_ms=patience_ms)
        except Exception as error:
            faults.append(repr(error))
        member.close()

    threads = [threading.Thread(target=run, args=[index]) for index in range(2)]
    for thread in threads:
        thread.start()
    shared = eventually(
        lambda: all(shares) and len(shares[0]) + len(shares[1]) == partitions == len(shares[0] | shares[1]),
        40,
    )
    is_over.set()
    for thread in threads:
        thread.join()
    return shared or f"shares {shares}, faults {faults}"


def offsets(spec):
    asked = {TopicPartition(topic, i): spec for i in range(partitions)}
    return sum(each.offset for each in admin.list_partition_offsets(asked).values())


def committed():
    return {each.partition: at.offset for each, at in admin.list_group_offsets({group: None})[group].items()}


def alter_offsets():
    admin.alter_group_offsets(group, {first_partition: OffsetAndMetadata(7, "seven", -1)})
    return committed()[0] == 7


def delete_offsets():
    admin.delete_group_offsets(group, [first_partition])
    return 0 not in committed()


def create_partitions():
    admin.create_partitions({topic: partitions})
    return eventually(lambda: len(admin.describe_topics([topic])[0]["partitions"]) == partitions)


def topic_config(name):
    found = admin.describe_configs([ConfigResource("topic", topic)], config_filter="all")
    return found["topic"][topic][name]["value"]


def alter_configs():
    admin.alter_configs([ConfigResource("topic", topic, {"retention.ms": "8640000000000"})])
    return eventually(lambda: topic_config("retention.ms") == "8640000000000")


def scram():
    admin.alter_user_scram_credentials([UserScramCredentialUpsertion(topic, ScramMechanism.SCRAM_SHA_256, "secret")])
    return eventually(lambda: topic in admin.describe_user_scram_credentials())


def delete_topics():
    admin.delete_topics([topic])
    return eventually(lambda: topic not in admin.list_topics())


def describe_topics():
    paged = admin.describe_topic_partitions([topic])["topics"]
    return [each["name"] for each in paged] == [topic] and len(paged[0]["partitions"]) == partitions


def only_checked():
    name = f"{topic}-never"
    admin.create_topics({name: {"num_partitions": 2, "replication_factor": broker_count}}, validate_only=True)
    return name not in admin.list_topics()


def broker_configs():
    return "log.retention.ms" in admin.describe_configs([ConfigResource("broker", "1")], config_filter="all")["broker"]["1"]


def alter_reassignments():
    error = admin.alter_partition_reassignments({first_partition: None})[first_partition]
    return error is not None and error.__name__ == "NoReassignmentInProgressError"


def alter_replica_log_dirs():
    (directory,) = {each["log_dir"] for each in admin.describe_log_dirs()[0]["log_dirs"]}
    return done(admin.alter_replica_log_dirs({TopicPartitionReplica(topic, 0, 1): directory}))


def update_features():
    _, level = admin.describe_features()["metadata.version"]["finalized"]
    return set(admin.update_features({"metadata.version": level}, validate_only=True).values()) == {"OK"}


def acls_refused():
    every = ACLFilter(
        principal=None,
        host=None,
        operation=ACLOperation.ANY,
        permission_type=ACLPermissionType.ANY,
        resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
    )
    try:
        found, error = admin.describe_acls(every)
        return error.__name__ == "SecurityDisabledError" or found
    except SecurityDisabledError:
        return True


call("describeCluster", lambda: len(admin.describe_cluster()["brokers"]) == broker_count)
call("createTopics", lambda: done(admin.create_topics({topic: {"num_partitions": 2, "replication_factor": broker_count}})))
call("createPartitions", create_partitions)
call("describeTopics", describe_topics)
call("createTopics only checked", only_checked)
call("describeFeatures", lambda: "finalized" in admin.describe_features()["metadata.version"])
call("listTopics", lambda: topic in admin.list_topics())
for each in codecs:
    call(f"produce {each}", lambda: produce(each))
call("listOffsets", lambda: offsets(OffsetSpec.LATEST) == count * len(codecs) and offsets(OffsetSpec.EARLIEST) == 0)
call("offsetsForTimes", lambda: offsets(first_time + count - 1) >= 0)
call("latest by time", lambda: offsets(OffsetSpec.MAX_TIMESTAMP) > 0)
call("consume with a group", consume)
call("two members share", two_members)
call("committed offsets", lambda: sum(committed().values()) == count * len(codecs) or committed())
call("listGroups", lambda: group in [each["group_id"] for each in admin.list_groups()])
call("describeGroups", lambda: admin.describe_groups([group])[group]["group_state"] == "Empty")
call("alterGroupOffsets", alter_offsets)
call("deleteGroupOffsets", delete_offsets)
call("deleteGroups", lambda: done(admin.delete_groups([group])))
call("describeConfigs", lambda: topic_config("cleanup.policy") == "delete")
call("alterConfigs", alter_configs)
call("broker configs", broker_configs)
call("listConfigResources", lambda: topic in admin.list_config_resources(["TOPIC"])["topic"])
call("deleteRecords", lambda: admin.delete_records({first_partition: 5})[first_partition]["low_watermark"] == 5)
call("describeLogDirs", lambda: len(admin.describe_log_dirs()) == broker_count)
call("alterReplicaLogDirs", alter_replica_log_dirs)
call("updateFeatures only checked", update_features)
call("describeQuorum", lambda: admin.describe_metadata_quorum()["topics"][0]["partitions"][0]["leader_id"] == 1)
call("describeProducers", lambda: len(admin.describe_producers([first_partition])) == 1)
call("electLeaders", lambda: done(admin.elect_leaders(ElectionType.PREFERRED, {topic: [0]}, raise_errors=False)))
call("listReassignments", lambda: not admin.list_partition_reassignments())
call("alterReassignments", alter_reassignments)
call("ACLs refused", acls_refused)
call("SCRAM users", scram)
call("listTransactions", lambda: len(admin.list_transactions()) == broker_count)
call("deleteTopics", delete_topics)
