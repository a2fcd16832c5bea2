"""Every call of kafka-python."""

import threading
import time

from calls import Received, bootstrap, call, codecs, count, eventually, first_time, group, partitions, topic
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, OffsetSpec, ScramMechanism, UserScramCredentialUpsertion
from kafka.protocol.admin import ElectionType
from kafka.structs import OffsetAndMetadata

admin = KafkaAdminClient(bootstrap_servers=bootstrap)
first_partition = TopicPartition(topic, 0)


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
    deadline = time.monotonic() + 30
    while not received.is_complete() and time.monotonic() < deadline:
        for records in member.poll(timeout_ms=200).values():
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

    def run(index):
        member = consumer()
        member.subscribe([topic])
        try:
            while not is_over.is_set():
                member.poll(timeout_ms=200)
                shares[index] = {each.partition for each in member.assignment()}
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
    admin.alter_configs([ConfigResource("topic", topic, {"retention.ms": "86400000"})])
    return eventually(lambda: topic_config("retention.ms") == "86400000")


def scram():
    admin.alter_user_scram_credentials([UserScramCredentialUpsertion(topic, ScramMechanism.SCRAM_SHA_256, "secret")])
    return eventually(lambda: topic in admin.describe_user_scram_credentials())


def delete_topics():
    admin.delete_topics([topic])
    return eventually(lambda: topic not in admin.list_topics())


call("describeCluster", lambda: len(admin.describe_cluster()["brokers"]) == 1)
call("createTopics", lambda: done(admin.create_topics({topic: {"num_partitions": 2, "replication_factor": 1}})))
call("createPartitions", create_partitions)
call("listTopics", lambda: topic in admin.list_topics())
for each in codecs:
    call(f"produce {each}", lambda: produce(each))
call("listOffsets", lambda: offsets(OffsetSpec.LATEST) == count * len(codecs) and offsets(OffsetSpec.EARLIEST) == 0)
call("offsetsForTimes", lambda: offsets(first_time + count - 1) >= 0)
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
call("deleteRecords", lambda: admin.delete_records({first_partition: 5})[first_partition]["low_watermark"] == 5)
call("describeLogDirs", lambda: len(admin.describe_log_dirs()) == 1)
call("describeQuorum", lambda: admin.describe_metadata_quorum()["topics"][0]["partitions"][0]["leader_id"] == 1)
call("describeProducers", lambda: len(admin.describe_producers([first_partition])) == 1)
call("electLeaders", lambda: done(admin.elect_leaders(ElectionType.PREFERRED, {topic: [0]}, raise_errors=False)))
call("listReassignments", lambda: not admin.list_partition_reassignments())
call("SCRAM users", scram)
call("listTransactions", lambda: len(admin.list_transactions()) == 1)
call("deleteTopics", delete_topics)
