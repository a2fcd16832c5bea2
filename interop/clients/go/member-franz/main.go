// A member of a group (franz-go) that prints what it receives and commits, until its input ends.
package main

import (
	"context"
	"sort"
	"time"

	. "ottla/interop/calls"

	"github.com/twmb/franz-go/pkg/kgo"
)

var (
	printer = NewPrinter()
	// Offsets to commit; and what we have, since a rebalance tells just what is new.
	next  = map[int32]int64{}
	share = map[int32]bool{}
)

func commit(ctx context.Context, client *kgo.Client) {
	if len(next) == 0 {
		return
	}
	if err := client.CommitUncommittedOffsets(ctx); err != nil {
		panic(err)
	}
	printer.Committed(next)
	next = map[int32]int64{}
}

func main() {
	background := context.Background()
	assigned := func(_ context.Context, _ *kgo.Client, added map[string][]int32) {
		for _, each := range added[Topic] {
			share[each] = true
		}
		var all []int32
		for each := range share {
			all = append(all, each)
		}
		sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
		printer.Assigned(all)
	}
	// Called between polls alone, because rebalances wait for AllowRebalance.
	revoked := func(ctx context.Context, client *kgo.Client, removed map[string][]int32) {
		commit(ctx, client)
		for _, each := range removed[Topic] {
			delete(share, each)
		}
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(Bootstrap), kgo.ConsumerGroup(Group), kgo.ConsumeTopics(Topic),
		kgo.DisableAutoCommit(), kgo.BlockRebalanceOnPoll(), kgo.Balancers(kgo.RangeBalancer()),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.SessionTimeout(6*time.Second), kgo.HeartbeatInterval(time.Second),
		kgo.OnPartitionsAssigned(assigned), kgo.OnPartitionsRevoked(revoked), kgo.OnPartitionsLost(revoked))
	if err != nil {
		panic(err)
	}
	polling, stop := context.WithCancel(background)
	go func() {
		UntilInputEnds()
		stop()
	}()
	uncommitted := 0
	for polling.Err() == nil {
		fetches := client.PollRecords(polling, 5000)
		fetches.EachRecord(func(record *kgo.Record) {
			printer.Received(record.Partition, record.Offset, record.Key, record.Value)
			next[record.Partition] = record.Offset + 1
			uncommitted++
		})
		printer.Flush()
		if uncommitted >= CommitEvery() {
			commit(background, client)
			uncommitted = 0
		}
		client.AllowRebalance()
	}
	commit(background, client)
	client.CloseAllowingRebalance()
}
