"""What a broker serves, as JSON on standard output: topics with configs, offsets and digests of their records, and the
offsets that groups have committed (confluent-kafka, which is librdkafka)."""

import hashlib
import json
import os
import time

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, IsolationLevel, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, ConfigSource, OffsetSpec, ResourceType

bootstrap = os.environ["BOOTSTRAP"]
admin = AdminClient({"bootstrap.servers": bootstrap})
limit = 30


def patiently(ask):
    """The answer, once the broker is through with starting: until then it may refuse what it will know in a moment."""
    deadline = time.monotonic() + limit
    while True:
        try:
            return ask()
        except KafkaException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def topics():
    found = admin.list_topics(timeout=limit).topics
    return {name: len(topic.partitions) for name, topic in found.items() if not name.startswith("__")}


def configs(topic):
    """Those that were set for the topic."""
    resource = ConfigResource(ResourceType.TOPIC, topic)
    entries = admin.describe_configs([resource])[resource].result(limit)
    of_topic = ConfigSource.DYNAMIC_TOPIC_CONFIG.value
    return {name: entry.value for name, entry in entries.items() if entry.source == of_topic}


def digests(partitions, isolation):
    """Of every partition: count and SHA-256 of its records up to its end, a line for each."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "-",
            "enable.auto.commit": False,
            "isolation.level": isolation,
            "enable.partition.eof": True,
            "check.crcs": True,
            "fetch.wait.max.ms": 50,
        }
    )
    consumer.assign([TopicPartition(topic, index, 0) for topic, index in partitions])
    lines = {each: hashlib.sha256() for each in partitions}
    counts = dict.fromkeys(partitions, 0)
    unfinished = set(partitions)
    deadline = time.monotonic() + 2 * limit
    while unfinished and time.monotonic() < deadline:
        for message in consumer.consume(500, 0.1):
            partition = (message.topic(), message.partition())
            if message.error() is None:
                counts[partition] += 1
                lines[partition].update(b"%d|%s|%s\n" % (message.offset(), text(message.key()), text(message.value())))
            elif message.error().code() == KafkaError._PARTITION_EOF:
                unfinished.discard(partition)
            else:
                raise RuntimeError(f"{partition}: {message.error()}")
    consumer.close()
    if unfinished:
        raise RuntimeError(f"no end of {sorted(unfinished)}")
    return {each: {"records": counts[each], "sha256": lines[each].hexdigest()} for each in partitions}


def text(data):
    return b"null" if data is None else data


def offsets(partitions, spec, isolation=IsolationLevel.READ_UNCOMMITTED):
    asked = {TopicPartition(*each): spec for each in partitions}

    def ask():
        found = admin.list_offsets(asked, isolation_level=isolation)
        return {(each.topic, each.partition): future.result(limit).offset for each, future in found.items()}

    return patiently(ask)


def groups():
    names = [each.group_id for each in admin.list_consumer_groups().result(limit).valid]
    found = {}
    for name in sorted(names):
        answer = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(name)])[name].result(limit)
        found[name] = sorted([each.topic, each.partition, each.offset] for each in answer.topic_partitions)
    return found


found = topics()
partitions = [(topic, index) for topic, count in found.items() for index in range(count)]
facts = {
    "logStartOffset": offsets(partitions, OffsetSpec.earliest()),
    "highWatermark": offsets(partitions, OffsetSpec.latest()),
    "lastStableOffset": offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED),
    "read_uncommitted": digests(partitions, "read_uncommitted"),
    "read_committed": digests(partitions, "read_committed"),
}


def describe(topic, index):
    return {name: answers[(topic, index)] for name, answers in facts.items()}


state = {
    "topics": {
        topic: {"configs": configs(topic), "partitions": [describe(topic, index) for index in range(count)]}
        for topic, count in found.items()
    },
    "groups": patiently(groups),
}
print(json.dumps(state))
