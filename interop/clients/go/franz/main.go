// Every call of franz-go (kgo and kadm).
package main

import (
	"context"
	"os"
	"sync"
	"time"

	. "ottla/interop/calls"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

var (
	admin *kadm.Client
	ctx   context.Context
)

func client(options ...kgo.Opt) *kgo.Client {
	if os.Getenv("GROUP_PROTOCOL") == "consumer" {
		ctx = context.WithValue(ctx, "opt_in_kafka_next_gen_balancer_beta", true)
	}
	made, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(Bootstrap), kgo.WithContext(ctx)}, options...)...)
	if err != nil {
		panic(err)
	}
	return made
}

func member() *kgo.Client {
	return client(kgo.ConsumerGroup(Group), kgo.ConsumeTopics(Topic), kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchMaxWait(200*time.Millisecond),
		kgo.Balancers(kgo.RangeBalancer()))
}

func produce(name string) error {
	codecs := map[string]kgo.CompressionCodec{"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(),
		"snappy": kgo.SnappyCompression(), "lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression()}
	producer := client(kgo.ProducerBatchCompression(codecs[name]))
	defer producer.Close()
	var records []*kgo.Record
	for i := range Count {
		records = append(records, &kgo.Record{Topic: Topic, Key: Key(i), Value: Value(name, i), Timestamp: Time(i),
			Headers: []kgo.RecordHeader{{Key: "codec", Value: []byte(name)}}})
	}
	return producer.ProduceSync(ctx, records...).FirstErr()
}

func consume() error {
	received := NewReceived()
	consumer := member()
	defer consumer.Close()
	limit, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for !received.IsComplete() && limit.Err() == nil {
		fetches := consumer.PollFetches(limit)
		for iterator := fetches.RecordIter(); !iterator.Done(); {
			record := iterator.Next()
			if err := received.Add(record.Partition, record.Offset, string(record.Value), string(record.Headers[0].Value)); err != nil {
				return err
			}
		}
	}
	if err := consumer.CommitUncommittedOffsets(ctx); err != nil {
		return err
	}
	return Expect(received.IsComplete(), received.Size())
}

func twoMembers() error {
	var lock sync.Mutex
	shares := [2][]int32{}
	for index := range 2 {
		assigned := func(_ context.Context, _ *kgo.Client, added map[string][]int32) {
			lock.Lock()
			defer lock.Unlock()
			shares[index] = append(shares[index], added[Topic]...)
		}
		revoked := func(_ context.Context, _ *kgo.Client, removed map[string][]int32) {
			lock.Lock()
			defer lock.Unlock()
			gone := map[int32]bool{}
			for _, each := range removed[Topic] {
				gone[each] = true
			}
			var rest []int32
			for _, each := range shares[index] {
				if !gone[each] {
					rest = append(rest, each)
				}
			}
			shares[index] = rest
		}
		one := client(kgo.ConsumerGroup(Group), kgo.ConsumeTopics(Topic), kgo.DisableAutoCommit(), kgo.Balancers(kgo.RangeBalancer()),
			kgo.OnPartitionsAssigned(assigned), kgo.OnPartitionsRevoked(revoked), kgo.OnPartitionsLost(revoked))
		defer one.Close()
		polling, stop := context.WithCancel(ctx)
		defer stop()
		go func() {
			for polling.Err() == nil {
				one.PollFetches(polling)
			}
		}()
	}
	return Eventually(func() bool {
		lock.Lock()
		defer lock.Unlock()
		return Shared(shares[0], shares[1])
	})
}

func committed() map[int32]int64 {
	found := map[int32]int64{}
	offsets, err := admin.FetchOffsets(ctx, Group)
	if err != nil {
		panic(err)
	}
	offsets.Each(func(each kadm.OffsetResponse) { found[each.Partition] = each.At })
	return found
}

func sum(offsets kadm.ListedOffsets, err error) int64 {
	if err != nil {
		panic(err)
	}
	total := int64(0)
	offsets.Each(func(each kadm.ListedOffset) { total += each.Offset })
	return total
}

func topicConfig(name string) string {
	found, err := admin.DescribeTopicConfigs(ctx, Topic)
	if err != nil {
		panic(err)
	}
	for _, each := range found[0].Configs {
		if each.Key == name && each.Value != nil {
			return *each.Value
		}
	}
	return ""
}

func main() {
	ctx = context.Background()
	admin = kadm.NewClient(client())
	Call("describeCluster", func() error {
		found, err := admin.BrokerMetadata(ctx)
		if err != nil {
			return err
		}
		return Expect(len(found.Brokers) == BrokerCount, found)
	})
	Call("createTopics", func() error {
		_, err := admin.CreateTopic(ctx, 2, int16(BrokerCount), nil, Topic)
		return err
	})
	Call("createPartitions", func() error {
		done, err := admin.UpdatePartitions(ctx, Partitions, Topic)
		if err != nil {
			return err
		}
		if done.Error() != nil {
			return done.Error()
		}
		return Eventually(func() bool {
			found, _ := admin.ListTopics(ctx, Topic)
			return len(found[Topic].Partitions) == Partitions
		})
	})
	Call("api versions", func() error {
		found, err := admin.ApiVersions(ctx)
		if err != nil {
			return err
		}
		broker := found[1]
		_, highest, isThere := broker.KeyVersions(0)
		return Expect(isThere && highest == 13, highest)
	})
	Call("describeTopics", func() error {
		found, err := admin.ListTopics(ctx, Topic)
		if err != nil {
			return err
		}
		details := found[Topic]
		return Expect(details.Partitions[0].Leader > 0 && len(details.Partitions[0].ISR) == BrokerCount, details)
	})
	Call("createTopics only checked", func() error {
		if _, err := admin.ValidateCreateTopics(ctx, 2, int16(BrokerCount), nil, Topic+"-never"); err != nil {
			return err
		}
		found, err := admin.ListTopics(ctx)
		return Expect(err == nil && !found.Has(Topic+"-never"), err)
	})
	Call("listTopics", func() error {
		found, err := admin.ListTopics(ctx)
		if err != nil {
			return err
		}
		return Expect(found.Has(Topic), found.Names())
	})
	for _, codec := range Codecs {
		Call("produce "+codec, func() error { return produce(codec) })
	}
	Call("listOffsets", func() error {
		found := sum(admin.ListEndOffsets(ctx, Topic))
		return Expect(found == int64(len(Codecs)*Count) && sum(admin.ListStartOffsets(ctx, Topic)) == 0, found)
	})
	Call("offsetsForTimes", func() error {
		found := sum(admin.ListOffsetsAfterMilli(ctx, FirstTime+Count-1, Topic))
		return Expect(found > 0, found)
	})
	Call("latest by time", func() error {
		found := sum(admin.ListMaxTimestampOffsets(ctx, Topic))
		return Expect(found > 0, found)
	})
	Call("offsetForLeaderEpoch", func() error {
		request := kadm.OffsetForLeaderEpochRequest{}
		request.Add(Topic, 0, 0)
		found, err := admin.OffsetForLeaderEpoch(ctx, request)
		if err != nil {
			return err
		}
		return Expect(found[Topic][0].Err == nil && found[Topic][0].EndOffset > 0, found)
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
		found, err := admin.ListGroups(ctx)
		if err != nil {
			return err
		}
		_, isThere := found[Group]
		return Expect(isThere, found)
	})
	if os.Getenv("GROUP_PROTOCOL") == "classic" {
		Call("describeGroups", func() error {
			found, err := admin.DescribeGroups(ctx, Group)
			if err != nil {
				return err
			}
			return Expect(found[Group].State == "Empty", found[Group].State)
		})
	} else {
		Call("describeGroups", func() error {
			found, err := admin.DescribeConsumerGroups(ctx, Group)
			if err != nil {
				return err
			}
			return Expect(found[Group].State == "Empty", found[Group].State)
		})
	}
	Call("alterGroupOffsets", func() error {
		offsets := kadm.Offsets{}
		offsets.AddOffset(Topic, 0, 7, -1)
		if err := admin.CommitAllOffsets(ctx, Group, offsets); err != nil {
			return err
		}
		return Expect(committed()[0] == 7, committed())
	})
	Call("deleteGroupOffsets", func() error {
		set := kadm.TopicsSet{}
		set.Add(Topic, 0)
		if _, err := admin.DeleteOffsets(ctx, Group, set); err != nil {
			return err
		}
		_, isThere := committed()[0]
		return Expect(!isThere, committed())
	})
	Call("deleteGroups", func() error {
		done, err := admin.DeleteGroups(ctx, Group)
		if err != nil {
			return err
		}
		return done.Error()
	})
	Call("describeConfigs", func() error { return Expect(topicConfig("cleanup.policy") == "delete", topicConfig("cleanup.policy")) })
	Call("alterConfigs", func() error {
		value := "8640000000000"
		done, err := admin.AlterTopicConfigs(ctx, []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "retention.ms", Value: &value}}, Topic)
		if err != nil {
			return err
		}
		if done[0].Err != nil {
			return done[0].Err
		}
		return Eventually(func() bool { return topicConfig("retention.ms") == value })
	})
	Call("broker configs", func() error {
		change := func(op kadm.IncrementalOp, value *string) error {
			done, err := admin.AlterBrokerConfigs(ctx, []kadm.AlterConfig{{Op: op, Name: "log.retention.ms", Value: value}}, 1)
			if err != nil {
				return err
			}
			return done[0].Err
		}
		value := "8640000000002"
		if err := change(kadm.SetConfig, &value); err != nil {
			return err
		}
		isSet := Eventually(func() bool {
			found, err := admin.DescribeBrokerConfigs(ctx, 1)
			if err != nil {
				return false
			}
			for _, each := range found[0].Configs {
				if each.Key == "log.retention.ms" {
					return each.Value != nil && *each.Value == value
				}
			}
			return false
		})
		if err := change(kadm.DeleteConfig, nil); err != nil {
			return err
		}
		return isSet
	})
	Call("listConfigResources", func() error {
		found, err := admin.ListConfigResources(ctx)
		if err != nil {
			return err
		}
		return Expect(len(found.Resources) > 0, found)
	})
	Call("deleteRecords", func() error {
		offsets := kadm.Offsets{}
		offsets.AddOffset(Topic, 0, 5, -1)
		done, err := admin.DeleteRecords(ctx, offsets)
		if err != nil {
			return err
		}
		found, _ := done.Lookup(Topic, 0)
		return Expect(found.LowWatermark == 5, found)
	})
	Call("describeLogDirs", func() error {
		found, err := admin.DescribeAllLogDirs(ctx, nil)
		if err != nil {
			return err
		}
		return Expect(len(found[1]) == 1, found)
	})
	Call("alterReplicaLogDirs", func() error {
		found, err := admin.DescribeAllLogDirs(ctx, nil)
		if err != nil {
			return err
		}
		request := kadm.AlterReplicaLogDirsReq{}
		for directory := range found[1] {
			request.Add(directory, kadm.TopicsSet{Topic: {0: {}}})
		}
		_, err = admin.AlterBrokerReplicaLogDirs(ctx, 1, request)
		return err
	})
	Call("describeProducers", func() error {
		set := kadm.TopicsSet{}
		set.Add(Topic, 0)
		found, err := admin.DescribeProducers(ctx, set)
		if err != nil {
			return err
		}
		return Expect(len(found[Topic].Partitions) == 1, found)
	})
	Call("alterReassignments", func() error {
		request := kadm.AlterPartitionAssignmentsReq{}
		request.CancelAssign(Topic, 0)
		found, err := admin.AlterPartitionAssignments(ctx, request)
		if err != nil {
			return err
		}
		return Refused(found[Topic][0].Err, kerr.NoReassignmentInProgress)
	})
	Call("ACLs refused", func() error {
		every := kadm.NewACLs().AnyResource().ResourcePatternType(kadm.ACLPatternAny).Operations(kadm.OpAny).
			Allow().AllowHosts().Deny().DenyHosts()
		found, err := admin.DescribeACLs(ctx, every)
		if err == nil && len(found) > 0 {
			err = found[0].Err
		}
		return Refused(err, kerr.SecurityDisabled)
	})
	Call("client quotas", func() error {
		kind, name := "client-id", Topic
		entity := kadm.ClientQuotaEntity{{Type: kind, Name: &name}}
		entry := kadm.AlterClientQuotaEntry{Entity: entity, Ops: []kadm.AlterClientQuotaOp{{Key: "producer_byte_rate", Value: 1e9}}}
		if _, err := admin.AlterClientQuotas(ctx, []kadm.AlterClientQuotaEntry{entry}); err != nil {
			return err
		}
		return Eventually(func() bool {
			found, _ := admin.DescribeClientQuotas(ctx, true, []kadm.DescribeClientQuotaComponent{{Type: kind, MatchName: &name}})
			return len(found) == 1
		})
	})
	Call("SCRAM users", func() error {
		change := kadm.UpsertSCRAM{User: Topic, Mechanism: kadm.ScramSha256, Iterations: 4096, Password: "secret"}
		if _, err := admin.AlterUserSCRAMs(ctx, nil, []kadm.UpsertSCRAM{change}); err != nil {
			return err
		}
		return Eventually(func() bool {
			found, _ := admin.DescribeUserSCRAMs(ctx, Topic)
			return len(found[Topic].CredInfos) == 1
		})
	})
	Call("listReassignments", func() error {
		found, err := admin.ListPartitionReassignments(ctx, nil)
		if err != nil {
			return err
		}
		return Expect(len(found) == 0, found)
	})
	Call("electLeaders", func() error {
		set := kadm.TopicsSet{}
		set.Add(Topic, 0)
		_, err := admin.ElectLeaders(ctx, kadm.ElectPreferredReplica, set)
		return err
	})
	Call("listTransactions", func() error {
		_, err := admin.ListTransactions(ctx, nil, nil)
		return err
	})
	Call("deleteTopics", func() error {
		if _, err := admin.DeleteTopic(ctx, Topic); err != nil {
			return err
		}
		return Eventually(func() bool {
			found, _ := admin.ListTopics(ctx)
			return !found.Has(Topic)
		})
	})
}
