// Every call of kafka-go, which still speaks the oldest versions.
package main

import (
	"context"
	"fmt"
	"time"

	. "ottla/interop/calls"

	"github.com/segmentio/kafka-go"
)

var (
	ctx    = context.Background()
	client = &kafka.Client{Addr: kafka.TCP(Bootstrap), Timeout: 20 * time.Second}
)

func produce(name string) error {
	codecs := map[string]kafka.Compression{"gzip": kafka.Gzip, "snappy": kafka.Snappy, "lz4": kafka.Lz4, "zstd": kafka.Zstd}
	writer := &kafka.Writer{Addr: kafka.TCP(Bootstrap), Topic: Topic, Compression: codecs[name], RequiredAcks: kafka.RequireAll,
		Balancer: &kafka.Murmur2Balancer{}, BatchTimeout: 20 * time.Millisecond, BatchSize: 200}
	defer writer.Close()
	var messages []kafka.Message
	for i := range Count {
		messages = append(messages, kafka.Message{Key: Key(i), Value: Value(name, i), Time: Time(i),
			Headers: []kafka.Header{{Key: "codec", Value: []byte(name)}}})
	}
	return writer.WriteMessages(ctx, messages...)
}

func consume() error {
	received := NewReceived()
	reader := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{Bootstrap}, GroupID: Group, Topic: Topic,
		StartOffset: kafka.FirstOffset, MaxWait: 200 * time.Millisecond})
	defer reader.Close()
	limit, cancel := context.WithTimeout(ctx, 40*time.Second)
	defer cancel()
	last := map[int]kafka.Message{}
	for !received.IsComplete() {
		message, err := reader.FetchMessage(limit)
		if err != nil {
			return fmt.Errorf("after %d: %w", received.Size(), err)
		}
		if err := received.Add(int32(message.Partition), message.Offset, string(message.Value), string(message.Headers[0].Value)); err != nil {
			return err
		}
		last[message.Partition] = message
	}
	for _, message := range last {
		if err := reader.CommitMessages(ctx, message); err != nil {
			return err
		}
	}
	return nil
}

func twoMembers() error {
	var shares [2][]int32
	done := make(chan int, 16)
	polling, stop := context.WithCancel(ctx)
	defer stop()
	for index := range 2 {
		group, err := kafka.NewConsumerGroup(kafka.ConsumerGroupConfig{ID: Group, Brokers: []string{Bootstrap}, Topics: []string{Topic}})
		if err != nil {
			return err
		}
		defer group.Close()
		go func() {
			for {
				generation, err := group.Next(polling)
				if polling.Err() != nil {
					return
				}
				if err != nil {
					continue // among them: the other one joined meanwhile, so that this one has to do it again
				}
				var share []int32
				for _, each := range generation.Assignments[Topic] {
					share = append(share, int32(each.ID))
				}
				shares[index] = share
				done <- index
				generation.Start(func(ctx context.Context) { <-ctx.Done() })
			}
		}()
	}
	deadline := time.After(40 * time.Second)
	for {
		select {
		case <-done:
			if Shared(shares[0], shares[1]) {
				return nil
			}
		case <-deadline:
			return fmt.Errorf("shares %v", shares)
		}
	}
}

func committed() map[int]int64 {
	found := map[int]int64{}
	answer, err := client.OffsetFetch(ctx, &kafka.OffsetFetchRequest{GroupID: Group, Topics: map[string][]int{Topic: {0, 1, 2}}})
	if err != nil {
		panic(err)
	}
	for _, each := range answer.Topics[Topic] {
		found[each.Partition] = each.CommittedOffset
	}
	return found
}

func offsets(request func(partition int) kafka.OffsetRequest, take func(found kafka.PartitionOffsets) int64) (int64, error) {
	var asked []kafka.OffsetRequest
	for partition := range Partitions {
		asked = append(asked, request(partition))
	}
	answer, err := client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{Topic: asked}})
	if err != nil {
		return 0, err
	}
	total := int64(0)
	for _, each := range answer.Topics[Topic] {
		if each.Error != nil {
			return 0, each.Error
		}
		total += take(each)
	}
	return total, nil
}

func topicConfig(name string) string {
	asked := kafka.DescribeConfigRequestResource{ResourceType: kafka.ResourceTypeTopic, ResourceName: Topic, ConfigNames: []string{name}}
	answer, err := client.DescribeConfigs(ctx, &kafka.DescribeConfigsRequest{Resources: []kafka.DescribeConfigRequestResource{asked}})
	if err != nil {
		panic(err)
	}
	return answer.Resources[0].ConfigEntries[0].ConfigValue
}

func topics() map[string]int {
	answer, err := client.Metadata(ctx, &kafka.MetadataRequest{})
	if err != nil {
		panic(err)
	}
	found := map[string]int{}
	for _, each := range answer.Topics {
		found[each.Name] = len(each.Partitions)
	}
	return found
}

func firstOf(errors map[string]error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}

func main() {
	Call("describeCluster", func() error {
		answer, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{}})
		if err != nil {
			return err
		}
		return Expect(len(answer.Brokers) == BrokerCount && answer.Brokers[0].Rack == "", answer)
	})
	Call("api versions", func() error {
		answer, err := client.ApiVersions(ctx, &kafka.ApiVersionsRequest{})
		if err != nil {
			return err
		}
		return Expect(answer.Error == nil && answer.ApiKeys[0].MaxVersion == 13, answer)
	})
	Call("createTopics", func() error {
		answer, err := client.CreateTopics(ctx, &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: Topic, NumPartitions: 2, ReplicationFactor: BrokerCount}}})
		if err != nil {
			return err
		}
		return firstOf(answer.Errors)
	})
	Call("createPartitions", func() error {
		var replicas []int32
		for id := 1; id <= BrokerCount; id++ {
			replicas = append(replicas, int32(id))
		}
		answer, err := client.CreatePartitions(ctx, &kafka.CreatePartitionsRequest{Topics: []kafka.TopicPartitionsConfig{{Name: Topic, Count: Partitions,
			TopicPartitionAssignments: []kafka.TopicPartitionAssignment{{BrokerIDs: replicas}}}}})
		if err != nil {
			return err
		}
		if err := firstOf(answer.Errors); err != nil {
			return err
		}
		return Eventually(func() bool { return topics()[Topic] == Partitions })
	})
	Call("listTopics", func() error { return Expect(topics()[Topic] == Partitions, topics()) })
	for _, codec := range Codecs {
		Call("produce "+codec, func() error { return produce(codec) })
	}
	Call("listOffsets", func() error {
		last, err := offsets(kafka.LastOffsetOf, func(found kafka.PartitionOffsets) int64 { return found.LastOffset })
		if err != nil {
			return err
		}
		return Expect(last == int64(len(Codecs)*Count), last)
	})
	Call("offsetsForTimes", func() error {
		request := func(partition int) kafka.OffsetRequest { return kafka.TimeOffsetOf(partition, Time(Count-1)) }
		_, err := offsets(request, func(found kafka.PartitionOffsets) int64 { return int64(len(found.Offsets)) })
		return err
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
		answer, err := client.ListGroups(ctx, &kafka.ListGroupsRequest{})
		if err != nil {
			return err
		}
		for _, each := range answer.Groups {
			if each.GroupID == Group {
				return nil
			}
		}
		return Expect(false, answer.Groups)
	})
	Call("describeGroups", func() error {
		return Eventually(func() bool {
			answer, err := client.DescribeGroups(ctx, &kafka.DescribeGroupsRequest{GroupIDs: []string{Group}})
			return err == nil && answer.Groups[0].GroupState == "Empty"
		})
	})
	Call("alterGroupOffsets", func() error {
		change := map[string][]kafka.OffsetCommit{Topic: {{Partition: 0, Offset: 7, Metadata: "seven"}}}
		if _, err := client.OffsetCommit(ctx, &kafka.OffsetCommitRequest{GroupID: Group, GenerationID: -1, Topics: change}); err != nil {
			return err
		}
		return Expect(committed()[0] == 7, committed())
	})
	Call("deleteGroupOffsets", func() error {
		answer, err := client.OffsetDelete(ctx, &kafka.OffsetDeleteRequest{GroupID: Group, Topics: map[string][]int{Topic: {0}}})
		if err != nil {
			return err
		}
		return Expect(answer.Error == nil && committed()[0] == -1, answer)
	})
	Call("deleteGroups", func() error {
		answer, err := client.DeleteGroups(ctx, &kafka.DeleteGroupsRequest{GroupIDs: []string{Group}})
		if err != nil {
			return err
		}
		return firstOf(answer.Errors)
	})
	Call("describeConfigs", func() error { return Expect(topicConfig("cleanup.policy") == "delete", topicConfig("cleanup.policy")) })
	Call("alterConfigs", func() error {
		change := kafka.IncrementalAlterConfigsRequestResource{ResourceType: kafka.ResourceTypeTopic, ResourceName: Topic,
			Configs: []kafka.IncrementalAlterConfigsRequestConfig{{Name: "retention.ms", Value: "8640000000000", ConfigOperation: kafka.ConfigOperationSet}}}
		answer, err := client.IncrementalAlterConfigs(ctx, &kafka.IncrementalAlterConfigsRequest{Resources: []kafka.IncrementalAlterConfigsRequestResource{change}})
		if err != nil {
			return err
		}
		if answer.Resources[0].Error != nil {
			return answer.Resources[0].Error
		}
		return Eventually(func() bool { return topicConfig("retention.ms") == "8640000000000" })
	})
	Call("broker configs", func() error {
		asked := kafka.DescribeConfigRequestResource{ResourceType: kafka.ResourceTypeBroker, ResourceName: "1", ConfigNames: []string{"log.retention.ms"}}
		answer, err := client.DescribeConfigs(ctx, &kafka.DescribeConfigsRequest{Resources: []kafka.DescribeConfigRequestResource{asked}})
		if err != nil {
			return err
		}
		return Expect(answer.Resources[0].ConfigEntries[0].ConfigName == "log.retention.ms", answer)
	})
	Call("client quotas", func() error {
		entities := []kafka.AlterClientQuotaEntity{{EntityType: "client-id", EntityName: Topic}}
		ops := []kafka.AlterClientQuotaOps{{Key: "producer_byte_rate", Value: 1e9}}
		_, err := client.AlterClientQuotas(ctx, &kafka.AlterClientQuotasRequest{Entries: []kafka.AlterClientQuotaEntry{{Entities: entities, Ops: ops}}})
		if err != nil {
			return err
		}
		filter := []kafka.DescribeClientQuotasRequestComponent{{EntityType: "client-id", Match: Topic}}
		return Eventually(func() bool {
			found, err := client.DescribeClientQuotas(ctx, &kafka.DescribeClientQuotasRequest{Components: filter, Strict: true})
			return err == nil && len(found.Entries) == 1
		})
	})
	Call("SCRAM users", func() error {
		change := kafka.UserScramCredentialsUpsertion{Name: Topic, Mechanism: kafka.ScramMechanismSha256, Iterations: 4096,
			Salt: []byte("salt of some length"), SaltedPassword: []byte("not a password, but salted")}
		answer, err := client.AlterUserScramCredentials(ctx, &kafka.AlterUserScramCredentialsRequest{Upsertions: []kafka.UserScramCredentialsUpsertion{change}})
		if err != nil {
			return err
		}
		return Eventually(func() bool {
			found, err := client.DescribeUserScramCredentials(ctx, &kafka.DescribeUserScramCredentialsRequest{Users: []kafka.UserScramCredentialsUser{{Name: Topic}}})
			return err == nil && answer.Results[0].Error == nil && len(found.Results) == 1 && len(found.Results[0].CredentialInfos) == 1
		})
	})
	Call("ACLs refused", func() error {
		every := kafka.ACLFilter{ResourceTypeFilter: kafka.ResourceTypeAny, ResourcePatternTypeFilter: kafka.PatternTypeAny,
			Operation: kafka.ACLOperationTypeAny, PermissionType: kafka.ACLPermissionTypeAny}
		answer, err := client.DescribeACLs(ctx, &kafka.DescribeACLsRequest{Filter: every})
		if err != nil {
			return err
		}
		return Refused(answer.Error, kafka.SecurityDisabled)
	})
	Call("alterReassignments", func() error {
		assignments := []kafka.AlterPartitionReassignmentsRequestAssignment{{Topic: Topic, PartitionID: 0, BrokerIDs: []int{1, 1}}}
		answer, err := client.AlterPartitionReassignments(ctx, &kafka.AlterPartitionReassignmentsRequest{Topic: Topic, Assignments: assignments, Timeout: time.Second})
		if err != nil {
			return err
		}
		return Refused(answer.PartitionResults[0].Error, kafka.InvalidReplicaAssignment)
	})
	Call("listReassignments", func() error {
		_, err := client.ListPartitionReassignments(ctx, &kafka.ListPartitionReassignmentsRequest{Timeout: time.Second})
		return err
	})
	Call("electLeaders", func() error {
		_, err := client.ElectLeaders(ctx, &kafka.ElectLeadersRequest{Topic: Topic, Partitions: []int{0}, Timeout: time.Second})
		return err
	})
	Call("deleteTopics", func() error {
		answer, err := client.DeleteTopics(ctx, &kafka.DeleteTopicsRequest{Topics: []string{Topic}})
		if err != nil {
			return err
		}
		if err := firstOf(answer.Errors); err != nil {
			return err
		}
		return Eventually(func() bool { return topics()[Topic] == 0 })
	})
}
