// A member of a group (sarama) that prints what it receives and commits, until its input ends.
package main

import (
	"context"
	"sync"
	"time"

	. "ottla/interop/calls"

	"github.com/IBM/sarama"
)

type handler struct {
	printer *Printer
	lock    sync.Mutex
	next    map[int32]int64
}

func (h *handler) Setup(session sarama.ConsumerGroupSession) error {
	h.printer.Assigned(session.Claims()[Topic])
	return nil
}

// All claims have returned when this is called, so it commits everything that they received.
func (h *handler) Cleanup(session sarama.ConsumerGroupSession) error {
	h.commit(session)
	return nil
}

func (h *handler) commit(session sarama.ConsumerGroupSession) {
	h.lock.Lock()
	defer h.lock.Unlock()
	session.Commit()
	h.printer.Committed(h.next)
	h.next = map[int32]int64{}
}

func (h *handler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	uncommitted := 0
	for {
		select {
		case message, isOpen := <-claim.Messages():
			if !isOpen {
				return nil
			}
			h.lock.Lock()
			h.printer.Received(message.Partition, message.Offset, message.Key, message.Value)
			session.MarkMessage(message, "")
			h.next[message.Partition] = message.Offset + 1
			h.lock.Unlock()
			uncommitted++
			if uncommitted >= CommitEvery() {
				h.commit(session)
				uncommitted = 0
			}
		case <-session.Context().Done():
			return nil
		case <-time.After(100 * time.Millisecond):
			h.printer.Flush()
		}
	}
}

func main() {
	config := sarama.NewConfig()
	config.Version = sarama.MaxVersion
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Consumer.Offsets.AutoCommit.Enable = false
	config.Consumer.Group.Session.Timeout = 6 * time.Second
	config.Consumer.Group.Heartbeat.Interval = time.Second
	config.Consumer.Group.Rebalance.GroupStrategies = []sarama.BalanceStrategy{sarama.NewBalanceStrategyRange()}
	group, err := sarama.NewConsumerGroup([]string{Bootstrap}, Group, config)
	if err != nil {
		panic(err)
	}
	consuming, stop := context.WithCancel(context.Background())
	go func() {
		UntilInputEnds()
		stop()
	}()
	member := &handler{printer: NewPrinter(), next: map[int32]int64{}}
	for consuming.Err() == nil {
		if err := group.Consume(consuming, []string{Topic}, member); err != nil {
			panic(err)
		}
	}
	if err := group.Close(); err != nil {
		panic(err)
	}
}
