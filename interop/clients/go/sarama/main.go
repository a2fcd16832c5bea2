// Every call of sarama.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"sync"
	"time"

	. "ottla/interop/calls"

	"github.com/IBM/sarama"
)

var admin sarama.ClusterAdmin

func settings() *sarama.Config {
	config := sarama.NewConfig()
	config.Version = sarama.MaxVersion
	config.Producer.Return.Successes = true
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Consumer.Offsets.AutoCommit.Enable = false
	config.Consumer.MaxWaitTime = 200 * time.Millisecond
	return config
}

func produce(name string) error {
	codecs := map[string]sarama.CompressionCodec{"none": sarama.CompressionNone, "gzip": sarama.CompressionGZIP,
		"snappy": sarama.CompressionSnappy, "lz4": sarama.CompressionLZ4, "zstd": sarama.CompressionZSTD}
	config := settings()
	config.Producer.Compression = codecs[name]
	config.Producer.Idempotent = true
	config.Net.MaxOpenRequests = 1
	producer, err := sarama.NewSyncProducer([]string{Bootstrap}, config)
	if err != nil {
		return err
	}
	defer producer.Close()
	var messages []*sarama.ProducerMessage
	for i := range Count {
		messages = append(messages, &sarama.ProducerMessage{Topic: Topic, Key: sarama.ByteEncoder(Key(i)), Value: sarama.ByteEncoder(Value(name, i)),
			Timestamp: Time(i), Headers: []sarama.RecordHeader{{Key: []byte("codec"), Value: []byte(name)}}})
	}
	return producer.SendMessages(messages)
}

// A member of the group, that hands over what it receives and remembers what it was assigned.
type handler struct {
	lock    sync.Mutex
	share   []int32
	receive func(session sarama.ConsumerGroupSession, message *sarama.ConsumerMessage)
}

func (h *handler) Setup(session sarama.ConsumerGroupSession) error {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.share = session.Claims()[Topic]
	return nil
}

func (h *handler) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (h *handler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		select {
		case message, isOpen := <-claim.Messages():
			if !isOpen {
				return nil
			}
			if h.receive != nil {
				h.receive(session, message)
			}
		case <-session.Context().Done():
			return nil
		}
	}
}

// Joins the group until the context ends.
func (h *handler) run(ctx context.Context) (sarama.ConsumerGroup, error) {
	member, err := sarama.NewConsumerGroup([]string{Bootstrap}, Group, settings())
	if err != nil {
		return nil, err
	}
	go func() {
		for ctx.Err() == nil {
			_ = member.Consume(ctx, []string{Topic}, h)
		}
	}()
	return member, nil
}

func consume() error {
	received := NewReceived()
	var lock sync.Mutex
	var fault error
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	one := &handler{receive: func(session sarama.ConsumerGroupSession, message *sarama.ConsumerMessage) {
		lock.Lock()
		defer lock.Unlock()
		if err := received.Add(message.Partition, message.Offset, string(message.Value), string(message.Headers[0].Value)); err != nil {
			fault = err
		}
		session.MarkMessage(message, "")
		if received.IsComplete() {
			session.Commit()
		}
	}}
	member, err := one.run(ctx)
	if err != nil {
		return err
	}
	err = Eventually(func() bool {
		lock.Lock()
		defer lock.Unlock()
		return received.IsComplete() || fault != nil
	})
	stop()
	_ = member.Close()
	if fault != nil {
		return fault
	}
	return err
}

func twoMembers() error {
	ctx, stop := context.WithCancel(context.Background())
	members := []*handler{{}, {}}
	for _, each := range members {
		member, err := each.run(ctx)
		if err != nil {
			stop()
			return err
		}
		defer member.Close()
	}
	defer stop()
	return Eventually(func() bool {
		for _, each := range members {
			each.lock.Lock()
			defer each.lock.Unlock()
		}
		return Shared(members[0].share, members[1].share)
	})
}

func committed() map[int32]int64 {
	found := map[int32]int64{}
	answer, err := admin.ListConsumerGroupOffsets(Group, map[string][]int32{Topic: {0, 1, 2}})
	if err != nil {
		panic(err)
	}
	for partition, block := range answer.Blocks[Topic] {
		found[partition] = block.Offset
	}
	return found
}

func offsets(client sarama.Client, at int64) int64 {
	total := int64(0)
	for partition := range int32(Partitions) {
		offset, err := client.GetOffset(Topic, partition, at)
		if err != nil {
			panic(err)
		}
		total += offset
	}
	return total
}

func topicConfig(name string) string {
	entries, err := admin.DescribeConfig(sarama.ConfigResource{Type: sarama.TopicResource, Name: Topic, ConfigNames: []string{name}})
	if err != nil {
		panic(err)
	}
	return entries[0].Value
}

func hasTopic() bool {
	topics, err := admin.ListTopics()
	if err != nil {
		return false
	}
	_, isThere := topics[Topic]
	return isThere
}

func main() {
	sarama.Logger = log.New(io.Discard, "", 0)
	client, err := sarama.NewClient([]string{Bootstrap}, settings())
	if err != nil {
		panic(err)
	}
	admin, err = sarama.NewClusterAdminFromClient(client)
	if err != nil {
		panic(err)
	}
	Call("describeCluster", func() error {
		brokers, _, err := admin.DescribeCluster()
		if err != nil {
			return err
		}
		return Expect(len(brokers) == BrokerCount, brokers)
	})
	Call("createTopics", func() error {
		return admin.CreateTopic(Topic, &sarama.TopicDetail{NumPartitions: 2, ReplicationFactor: int16(BrokerCount)}, false)
	})
	Call("createPartitions", func() error {
		if err := admin.CreatePartitions(Topic, Partitions, nil, false); err != nil {
			return err
		}
		return Eventually(func() bool {
			_ = client.RefreshMetadata(Topic)
			found, _ := client.Partitions(Topic)
			return len(found) == Partitions
		})
	})
	Call("describeTopics", func() error {
		found, err := admin.DescribeTopics([]string{Topic})
		if err != nil {
			return err
		}
		return Expect(len(found) == 1 && len(found[0].Partitions) == Partitions && len(found[0].Partitions[0].Isr) == BrokerCount, found)
	})
	Call("createTopics only checked", func() error {
		return admin.CreateTopic(Topic+"-never", &sarama.TopicDetail{NumPartitions: 2, ReplicationFactor: int16(BrokerCount)}, true)
	})
	Call("listTopics", func() error { return Expect(hasTopic(), "topic absent") })
	for _, codec := range Codecs {
		Call("produce "+codec, func() error { return produce(codec) })
	}
	Call("listOffsets", func() error {
		found := offsets(client, sarama.OffsetNewest)
		return Expect(found == int64(len(Codecs)*Count) && offsets(client, sarama.OffsetOldest) == 0, found)
	})
	Call("offsetsForTimes", func() error {
		found := offsets(client, FirstTime+Count-1)
		return Expect(found > 0, found)
	})
	Call("consume with a group", consume)
	Call("two members share", twoMembers)
	Call("committed offsets", func() error {
		total := int64(0)
		for _, each := range committed() {
			total += each
		}
		return Expect(total == int64(len(Codecs)*Count), total)
	})
	Call("listGroups", func() error {
		groups, err := admin.ListConsumerGroups()
		if err != nil {
			return err
		}
		_, isThere := groups[Group]
		return Expect(isThere, groups)
	})
	Call("describeGroups", func() error {
		groups, err := admin.DescribeConsumerGroups([]string{Group})
		if err != nil {
			return err
		}
		return Expect(groups[0].State == "Empty", groups[0].State)
	})
	Call("alterGroupOffsets", func() error {
		change := map[string]map[int32]sarama.OffsetAndMetadata{Topic: {0: {Offset: 7, LeaderEpoch: -1, Metadata: "seven"}}}
		if _, err := admin.AlterConsumerGroupOffsets(Group, change, nil); err != nil {
			return err
		}
		return Expect(committed()[0] == 7, committed())
	})
	Call("deleteGroupOffsets", func() error {
		if err := admin.DeleteConsumerGroupOffset(Group, Topic, 0); err != nil {
			return err
		}
		return Expect(committed()[0] == -1, committed())
	})
	Call("deleteGroups", func() error { return admin.DeleteConsumerGroup(Group) })
	Call("describeConfigs", func() error { return Expect(topicConfig("cleanup.policy") == "delete", topicConfig("cleanup.policy")) })
	Call("alterConfigs", func() error {
		value := "8640000000000"
		entries := map[string]sarama.IncrementalAlterConfigsEntry{"retention.ms": {Operation: sarama.IncrementalAlterConfigsOperationSet, Value: &value}}
		if err := admin.IncrementalAlterConfig(sarama.TopicResource, Topic, entries, false); err != nil {
			return err
		}
		return Eventually(func() bool { return topicConfig("retention.ms") == value })
	})
	Call("broker configs", func() error {
		found, err := admin.DescribeConfig(sarama.ConfigResource{Type: sarama.BrokerResource, Name: "1", ConfigNames: []string{"log.retention.ms"}})
		if err != nil {
			return err
		}
		return Expect(len(found) == 1 && found[0].Name == "log.retention.ms", found)
	})
	Call("deleteRecords", func() error {
		if err := admin.DeleteRecords(Topic, map[int32]int64{0: 5}); err != nil {
			return err
		}
		oldest, err := client.GetOffset(Topic, 0, sarama.OffsetOldest)
		return Expect(err == nil && oldest == 5, fmt.Sprint(oldest, err))
	})
	Call("describeLogDirs", func() error {
		found, err := admin.DescribeLogDirs([]int32{1})
		if err != nil {
			return err
		}
		return Expect(len(found[1]) == 1, found)
	})
	Call("listReassignments", func() error {
		_, err := admin.ListPartitionReassignments(Topic, []int32{0})
		return err
	})
	Call("alterReassignments", func() error {
		return Refused(admin.AlterPartitionReassignments(Topic, [][]int32{{1, 1}}), sarama.ErrInvalidReplicaAssignment)
	})
	Call("electLeaders", func() error {
		_, err := admin.ElectLeaders(sarama.PreferredElection, map[string][]int32{Topic: {0}})
		return err
	})
	Call("ACLs refused", func() error {
		_, err := admin.ListAcls(sarama.AclFilter{ResourceType: sarama.AclResourceAny, ResourcePatternTypeFilter: sarama.AclPatternAny,
			Operation: sarama.AclOperationAny, PermissionType: sarama.AclPermissionAny})
		return Refused(err, sarama.ErrSecurityDisabled)
	})
	Call("updateFeatures only checked", func() error {
		_, err := admin.UpdateFeatures(nil)
		return err
	})
	Call("SCRAM users", func() error {
		change := sarama.AlterUserScramCredentialsUpsert{Name: Topic, Mechanism: sarama.SCRAM_MECHANISM_SHA_256, Iterations: 4096,
			Salt: []byte("salt of some length"), Password: []byte("secret")}
		if _, err := admin.UpsertUserScramCredentials([]sarama.AlterUserScramCredentialsUpsert{change}); err != nil {
			return err
		}
		return Eventually(func() bool {
			found, err := admin.DescribeUserScramCredentials([]string{Topic})
			return err == nil && len(found) == 1 && len(found[0].CredentialInfos) == 1
		})
	})
	Call("client quotas", func() error {
		entity := []sarama.QuotaEntityComponent{{EntityType: sarama.QuotaEntityClientID, MatchType: sarama.QuotaMatchExact, Name: Topic}}
		if err := admin.AlterClientQuotas(entity, sarama.ClientQuotasOp{Key: "producer_byte_rate", Value: 1e9}, false); err != nil {
			return err
		}
		filter := []sarama.QuotaFilterComponent{{EntityType: sarama.QuotaEntityClientID, MatchType: sarama.QuotaMatchExact, Match: Topic}}
		return Eventually(func() bool {
			found, err := admin.DescribeClientQuotas(filter, true)
			return err == nil && len(found) == 1
		})
	})
	Call("deleteTopics", func() error {
		if err := admin.DeleteTopic(Topic); err != nil {
			return err
		}
		return Eventually(func() bool { return !hasTopic() })
	})
}
