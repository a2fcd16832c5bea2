import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.DelegationTokenDisabledException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.UnsupportedByAuthenticationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Every call of the Java clients, each checked and printed as a line: name, ok or fail, detail. */
public class Calls {
    static final String bootstrap = System.getenv("BOOTSTRAP");
    static final String topic = System.getenv("TOPIC");
    static final String group = System.getenv("GROUP");
    static final String protocol = System.getenv("GROUP_PROTOCOL");
    /** Brokers that there are, and replicas that every topic gets. */
    static final int brokerCount = Integer.parseInt(System.getenv("BROKERS"));
    static final int count = 1000;
    static final int partitions = 3;

    public static void main(String[] given) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "request.timeout.ms", "15000", "default.api.timeout.ms", "20000"))) {
            call("describeCluster", () -> admin.describeCluster().nodes().get().size() == brokerCount);
            call("createTopics", () -> {
                admin.createTopics(List.of(new NewTopic(topic, 2, (short) brokerCount))).all().get();
                return true;
            });
            call("createPartitions", () -> {
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
                return eventually(() -> admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size() == partitions);
            });
            call("describeTopics", () -> {
                var found = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
                return admin.describeTopics(TopicCollection.ofTopicIds(List.of(found.topicId()))).allTopicIds().get().get(found.topicId()).name().equals(topic);
            });
            call("leaders and replicas", () -> {
                Set<Integer> leaders = new TreeSet<>();
                for (var each : admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
                    if (each.replicas().size() != brokerCount || each.isr().size() != brokerCount) return fault(each.toString());
                    leaders.add(each.leader().id());
                }
                return leaders.size() > 1 || brokerCount == 1;
            });
            call("createTopics only checked", () -> {
                admin.createTopics(List.of(new NewTopic(topic + "-never", 2, (short) brokerCount)), new CreateTopicsOptions().validateOnly(true)).all().get();
                return !admin.listTopics().names().get().contains(topic + "-never");
            });
            call("listTopics", () -> admin.listTopics().names().get().contains(topic));
            call("describeFeatures", () -> admin.describeFeatures().featureMetadata().get().finalizedFeatures().containsKey("metadata.version"));
            for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) call("produce " + codec, () -> produce(codec));
            call("listOffsets", () -> offsets(admin, OffsetSpec.latest()) == 5L * count && offsets(admin, OffsetSpec.earliest()) == 0);
            call("offsetsForTimes", () -> offsets(admin, OffsetSpec.forTimestamp(1_700_000_000_000L + count - 1)) >= 0);
            call("latest by time", () -> offsets(admin, OffsetSpec.maxTimestamp()) > 0);
            call("consume with a group", () -> consumeWithGroup());
            call("two members share", () -> twoMembers(admin));
            call("committed offsets", () -> {
                long sum = 0;
                for (OffsetAndMetadata each : admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values()) sum += each.offset();
                return sum == 5L * count ? true : fault("sum of committed offsets is " + sum);
            });
            call("listGroups", () -> admin.listGroups().all().get().stream().anyMatch(each -> each.groupId().equals(group)));
            call("describeGroups", () -> eventually(() -> admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().isEmpty()));
            if (protocol.equals("classic")) call("describeClassicGroups", () -> admin.describeClassicGroups(List.of(group)).all().get().get(group).protocol().equals("consumer"));
            call("alterGroupOffsets", () -> {
                admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(7, "seven"))).all().get();
                OffsetAndMetadata got = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(new TopicPartition(topic, 0));
                return got.offset() == 7 && got.metadata().equals("seven");
            });
            call("deleteGroupOffsets", () -> {
                admin.deleteConsumerGroupOffsets(group, Set.of(new TopicPartition(topic, 0))).all().get();
                return !admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().containsKey(new TopicPartition(topic, 0));
            });
            call("deleteGroups", () -> {
                admin.deleteConsumerGroups(List.of(group)).all().get();
                return true;
            });
            call("describeConfigs", () -> topicConfig(admin, "cleanup.policy").equals("delete"));
            call("alterConfigs", () -> {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "8640000000000"), AlterConfigOp.OpType.SET)))).all().get();
                return eventually(() -> topicConfig(admin, "retention.ms").equals("8640000000000"));
            });
            call("broker configs", () -> {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, "");
                AlterConfigOp set = new AlterConfigOp(new ConfigEntry("log.retention.ms", "8640000000001"), AlterConfigOp.OpType.SET);
                AlterConfigOp unset = new AlterConfigOp(new ConfigEntry("log.retention.ms", null), AlterConfigOp.OpType.DELETE);
                ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
                admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
                boolean isSet = eventually(() -> "8640000000001".equals(admin.describeConfigs(List.of(broker)).all().get().get(broker).get("log.retention.ms").value()));
                admin.incrementalAlterConfigs(Map.of(resource, List.of(unset))).all().get();
                return isSet;
            });
            call("broker loggers", () -> {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER_LOGGER, "1");
                return !admin.describeConfigs(List.of(resource)).all().get().get(resource).entries().isEmpty();
            });
            call("group configs", () -> {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
                admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(new ConfigEntry("consumer.session.timeout.ms", "50000"), AlterConfigOp.OpType.SET)))).all().get();
                return eventually(() -> admin.describeConfigs(List.of(resource)).all().get().get(resource).get("consumer.session.timeout.ms").value().equals("50000"));
            });
            call("deleteRecords", () -> {
                TopicPartition partition = new TopicPartition(topic, 0);
                return admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(5))).lowWatermarks().get(partition).get().lowWatermark() == 5;
            });
            call("describeLogDirs", () -> admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).values().iterator().next().replicaInfos().containsKey(new TopicPartition(topic, 0)));
            call("alterReplicaLogDirs", () -> {
                String directory = admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).keySet().iterator().next();
                admin.alterReplicaLogDirs(Map.of(new TopicPartitionReplica(topic, 0, 1), directory)).all().get();
                return true;
            });
            call("updateFeatures only checked", () -> {
                short level = admin.describeFeatures().featureMetadata().get().finalizedFeatures().get("metadata.version").maxVersionLevel();
                FeatureUpdate update = new FeatureUpdate(level, FeatureUpdate.UpgradeType.UPGRADE);
                admin.updateFeatures(Map.of("metadata.version", update), new UpdateFeaturesOptions().validateOnly(true)).all().get();
                return true;
            });
            call("describeQuorum", () -> admin.describeMetadataQuorum().quorumInfo().get().leaderId() == 1);
            call("describeProducers", () -> admin.describeProducers(List.of(new TopicPartition(topic, 0))).all().get().size() == 1);
            call("electLeaders", () -> {
                admin.electLeaders(ElectionType.PREFERRED, Set.of(new TopicPartition(topic, 0))).partitions().get();
                return true;
            });
            call("listReassignments", () -> admin.listPartitionReassignments().reassignments().get().isEmpty());
            call("alterReassignments", () -> isRefused(NoReassignmentInProgressException.class,
                admin.alterPartitionReassignments(Map.of(new TopicPartition(topic, 0), Optional.empty())).all()));
            call("ACLs refused", () -> isRefused(SecurityDisabledException.class, admin.describeAcls(AclBindingFilter.ANY).values()));
            call("delegation tokens refused", () -> isRefused(DelegationTokenDisabledException.class, admin.createDelegationToken().delegationToken())
                || isRefused(UnsupportedByAuthenticationException.class, admin.createDelegationToken().delegationToken()));
            call("client quotas", () -> {
                ClientQuotaEntity entity = new ClientQuotaEntity(Map.of("client-id", topic));
                admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1e9))))).all().get();
                return eventually(() -> admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get().containsKey(entity));
            });
            call("SCRAM users", () -> {
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(topic, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), "secret"))).all().get();
                return eventually(() -> admin.describeUserScramCredentials().all().get().containsKey(topic));
            });
            call("listConfigResources", () -> admin.listConfigResources().all().get().size() > 0);
            call("listTransactions", () -> admin.listTransactions().all().get() != null);
            call("deleteTopics", () -> {
                admin.deleteTopics(List.of(topic)).all().get();
                return eventually(() -> !admin.listTopics().names().get().contains(topic));
            });
        }
        System.exit(0);
    }

    static Map<String, Object> settings(String codec) {
        return Map.of("bootstrap.servers", bootstrap, "compression.type", codec, "linger.ms", "20",
            "key.serializer", StringSerializer.class, "value.serializer", StringSerializer.class, "delivery.timeout.ms", "20000", "request.timeout.ms", "15000");
    }

    /** Whether the broker says no in the way that it should. */
    static boolean isRefused(Class<?> reason, KafkaFuture<?> answer) throws Exception {
        try {
            answer.get();
            return false;
        } catch (ExecutionException error) {
            return reason.isInstance(error.getCause());
        }
    }

    static boolean produce(String codec) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings(codec))) {
            List<java.util.concurrent.Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ProducerRecord<String, String> record = new ProducerRecord<>(topic, null, 1_700_000_000_000L + i, "key-" + i, codec + "-" + i);
                record.headers().add("codec", codec.getBytes());
                sent.add(producer.send(record));
            }
            for (java.util.concurrent.Future<RecordMetadata> each : sent) each.get();
        }
        return true;
    }

    static KafkaConsumer<String, String> consumer() {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", bootstrap, "group.id", group, "group.protocol", protocol,
            "auto.offset.reset", "earliest", "enable.auto.commit", "false", "key.deserializer", StringDeserializer.class, "value.deserializer", StringDeserializer.class));
        return new KafkaConsumer<>(settings);
    }

    static boolean consumeWithGroup() {
        Set<String> values = new TreeSet<>();
        Map<Integer, Long> next = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.subscribe(List.of(topic));
            long deadline = System.currentTimeMillis() + 30_000;
            while (values.size() < 5 * count && System.currentTimeMillis() < deadline) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.offset() != next.getOrDefault(record.partition(), 0L)) return fault("offset " + record.offset() + " out of order");
                    next.put(record.partition(), record.offset() + 1);
                    if (!record.value().startsWith(new String(record.headers().lastHeader("codec").value()))) return fault("header and value differ");
                    values.add(record.value());
                }
            }
            consumer.commitSync();
        }
        return values.size() == 5 * count ? true : fault("consumed " + values.size());
    }

    static boolean twoMembers(Admin admin) throws Exception {
        try (KafkaConsumer<String, String> one = consumer(); KafkaConsumer<String, String> two = consumer()) {
            one.subscribe(List.of(topic));
            two.subscribe(List.of(topic));
            java.util.concurrent.ExecutorService pool = java.util.concurrent.Executors.newFixedThreadPool(2);
            try {
                long deadline = System.currentTimeMillis() + 30_000;
                while (System.currentTimeMillis() < deadline) {
                    List<java.util.concurrent.Future<Collection<TopicPartition>>> polls = new ArrayList<>();
                    for (KafkaConsumer<String, String> each : List.of(one, two)) polls.add(pool.submit(() -> {
                        each.poll(Duration.ofMillis(300));
                        return each.assignment();
                    }));
                    Set<TopicPartition> all = new java.util.HashSet<>();
                    int sum = 0;
                    boolean each = true;
                    for (var poll : polls) {
                        all.addAll(poll.get());
                        sum += poll.get().size();
                        each &= !poll.get().isEmpty();
                    }
                    if (each && sum == partitions && all.size() == partitions
                        && admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().size() == 2) return true;
                }
            } finally {
                pool.shutdown();
            }
            return fault("two members never shared the partitions");
        }
    }

    static long offsets(Admin admin, OffsetSpec spec) throws Exception {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int i = 0; i < partitions; i++) asked.put(new TopicPartition(topic, i), spec);
        long sum = 0;
        for (var each : admin.listOffsets(asked).all().get().values()) sum += each.offset();
        return sum;
    }

    static String topicConfig(Admin admin, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
    }

    static void call(String name, Callable<Boolean> body) {
        try {
            System.out.println(name + (body.call() ? "\tok" : "\tfail\tunexpected answer"));
        } catch (Throwable error) {
            Throwable cause = error.getCause() != null ? error.getCause() : error;
            System.out.println(name + "\tfail\t" + cause.toString().replace('\n', ' '));
        }
    }

    static boolean eventually(Callable<Boolean> condition) throws Exception {
        for (long deadline = System.currentTimeMillis() + 10_000; System.currentTimeMillis() < deadline; Thread.sleep(50)) {
            if (condition.call()) return true;
        }
        return false;
    }

    static boolean fault(String what) {
        throw new IllegalStateException(what);
    }
}
