"""Every call of confluent-kafka (librdkafka) for Python."""

import os
import time

from calls import Received, bootstrap, broker_count, call, codecs, count, eventually, first_time, group, partitions, topic
from confluent_kafka import (
    Consumer,
    ConsumerGroupTopicPartitions,
    ElectionType,
    KafkaError,
    KafkaException,
    Producer,
    TopicCollection,
    TopicPartition,
)
from confluent_kafka.admin import (
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    OffsetSpec,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

protocol = os.environ["GROUP_PROTOCOL"]
admin = AdminClient({"bootstrap.servers": bootstrap})
limit = 20


def all_done(futures):
    for future in futures.values():
        future.result(limit)


def produce(codec):
    settings = {"bootstrap.servers": bootstrap, "compression.type": codec, "linger.ms": 20, "enable.idempotence": True}
    producer = Producer({**settings, "message.timeout.ms": 20000})
    faults = []

    def delivered(error, _message):
        if error is not None:
            faults.append(str(error))

    for i in range(count):
        producer.produce(
            topic,
            key=f"key-{i}",
            value=f"{codec}-{i}",
            timestamp=first_time + i,
            headers={"codec": codec},
            on_delivery=delivered,
        )
    remaining = producer.flush(limit)
    return True if remaining == 0 and not faults else faults[:1] or f"{remaining} not delivered"


def consumer():
    settings = {"bootstrap.servers": bootstrap, "group.id": group, "group.protocol": protocol}
    return Consumer({**settings, "auto.offset.reset": "earliest", "enable.auto.commit": False})


def consume():
    received = Received()
    member = consumer()
    member.subscribe([topic])
    deadline = time.monotonic() + 60
    while not received.is_complete() and time.monotonic() < deadline:
        for message in member.consume(500, 0.2):
            if message.error() is None:
                codec = dict(message.headers())["codec"]
                received.add(message.partition(), message.offset(), message.value(), codec)
    member.commit(asynchronous=False)
    member.close()
    return received.is_complete() or f"{len(received.values)} values"


def two_members():
    members = [consumer(), consumer()]
    for member in members:
        member.subscribe([topic])
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            for member in members:
                member.poll(0.1)
            shares = [{each.partition for each in member.assignment()} for member in members]
            if all(shares) and len(shares[0]) + len(shares[1]) == partitions == len(shares[0] | shares[1]):
                return True
        return f"shares {shares}"
    finally:
        for member in members:
            member.close()


def offsets(spec):
    asked = {TopicPartition(topic, i): spec for i in range(partitions)}
    return sum(future.result(limit).offset for future in admin.list_offsets(asked).values())


def committed():
    asked = [ConsumerGroupTopicPartitions(group)]
    answer = admin.list_consumer_group_offsets(asked)[group].result(limit)
    return {each.partition: each.offset for each in answer.topic_partitions}


def alter_offsets():
    change = ConsumerGroupTopicPartitions(group, [TopicPartition(topic, 0, 7)])
    admin.alter_consumer_group_offsets([change])[group].result(limit)
    return committed()[0] == 7


def topic_config(name):
    resource = ConfigResource(ResourceType.TOPIC, topic)
    return admin.describe_configs([resource])[resource].result(limit)[name].value


def alter_configs():
    operation = AlterConfigOpType.SET
    entry = ConfigEntry("retention.ms", "8640000000000", incremental_operation=operation)
    resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
    all_done(admin.incremental_alter_configs([resource]))
    return eventually(lambda: topic_config("retention.ms") == "8640000000000")


def create_partitions():
    all_done(admin.create_partitions([NewPartitions(topic, partitions)]))
    return eventually(lambda: len(admin.list_topics(topic, limit).topics[topic].partitions) == partitions)


def scram():
    info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096)
    all_done(admin.alter_user_scram_credentials([UserScramCredentialUpsertion(topic, info, b"secret")]))
    return eventually(lambda: topic in admin.describe_user_scram_credentials().result(limit))


def delete_records():
    partition = TopicPartition(topic, 0, 5)
    return admin.delete_records([partition])[partition].result(limit).low_watermark == 5


def delete_topics():
    all_done(admin.delete_topics([topic]))
    return eventually(lambda: topic not in admin.list_topics(timeout=limit).topics)


def describe_topics():
    found = admin.describe_topics(TopicCollection([topic]))[topic].result(limit)
    return len(found.partitions) == partitions


def only_checked():
    name = f"{topic}-never"
    all_done(admin.create_topics([NewTopic(name, 2, broker_count)], validate_only=True))
    return name not in admin.list_topics(timeout=limit).topics


def broker_configs():
    resource = ConfigResource(ResourceType.BROKER, "1")
    return "log.retention.ms" in admin.describe_configs([resource])[resource].result(limit)


def acls():
    """An answer without any, or a refusal: without an authorizer there are none."""
    every = AclBindingFilter(
        ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY
    )
    try:
        return admin.describe_acls(every).result(limit) == []
    except KafkaException as error:
        return error.args[0].code() == KafkaError.SECURITY_DISABLED


def elect_leaders():
    first = TopicPartition(topic, 0)
    error = admin.elect_leaders(ElectionType.PREFERRED, [first]).result(limit)[first]
    return error is None or error.code() == KafkaError.ELECTION_NOT_NEEDED


call("describeCluster", lambda: len(admin.describe_cluster().result(limit).nodes) == broker_count)
call("createTopics", lambda: all_done(admin.create_topics([NewTopic(topic, 2, broker_count)])))
call("createPartitions", create_partitions)
call("describeTopics", describe_topics)
call("createTopics only checked", only_checked)
call("listTopics", lambda: topic in admin.list_topics(timeout=limit).topics)
for each in codecs:
    call(f"produce {each}", lambda: produce(each))
call("listOffsets", lambda: offsets(OffsetSpec.latest()) == count * len(codecs) and offsets(OffsetSpec.earliest()) == 0)
call("offsetsForTimes", lambda: offsets(OffsetSpec.for_timestamp(first_time + count - 1)) >= 0)
call("latest by time", lambda: offsets(OffsetSpec.max_timestamp()) > 0)
call("consume with a group", consume)
call("two members share", two_members)
call("committed offsets", lambda: sum(committed().values()) == count * len(codecs) or committed())
call("listGroups", lambda: group in [each.group_id for each in admin.list_consumer_groups().result(limit).valid])
call("describeGroups", lambda: eventually(lambda: not admin.describe_consumer_groups([group])[group].result(limit).members))
call("alterGroupOffsets", alter_offsets)
call("deleteGroups", lambda: all_done(admin.delete_consumer_groups([group])))
call("describeConfigs", lambda: topic_config("cleanup.policy") == "delete")
call("alterConfigs", alter_configs)
call("broker configs", broker_configs)
call("deleteRecords", delete_records)
call("electLeaders", elect_leaders)
call("ACLs refused", acls)
call("SCRAM users", scram)
call("deleteTopics", delete_topics)
