package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"ottla/bench/client"
)

const (
	valueBytes    = 100
	fetchable     = 1000
	requestMillis = 30_000
)

// A Kind makes the requests of one connection; what it answers asks once, and fails where the answer is not what it must be.
type Kind func(connection *client.Connection, topic client.Topic) func() error

var kinds = map[string]Kind{"metadata": metadata, "produce": produce, "fetch": fetch}

// metadata asks for one topic by name.
func metadata(connection *client.Connection, topic client.Topic) func() error {
	request := client.MetadataRequest(topic.Name)
	return func() error {
		_, err := client.AskMetadata(connection, request)
		return err
	}
}

// produce sends one record of 100 bytes, acks=all.
func produce(connection *client.Connection, topic client.Topic) func() error {
	request := client.ProduceRequest(topic, client.Batch(1, valueBytes))
	return func() error {
		response, err := connection.Ask(request)
		if err != nil {
			return err
		}
		return client.RefusalOf("Produce", response.(*kmsg.ProduceResponse).Topics[0].Partitions[0].ErrorCode)
	}
}

// fetch reads one record at an offset picked by chance, outside of any session.
func fetch(connection *client.Connection, topic client.Topic) func() error {
	request := client.FetchRequest(topic, 1) // the first batch is answered whatever its size
	batchBytes := len(client.Batch(1, valueBytes))
	return func() error {
		request.Topics[0].Partitions[0].FetchOffset = rand.Int64N(fetchable)
		response, err := connection.Ask(request)
		if err != nil {
			return err
		}
		answer := response.(*kmsg.FetchResponse)
		if answer.ErrorCode != 0 || len(answer.Topics) != 1 {
			return fmt.Errorf("Fetch answers error %d and %d topics", answer.ErrorCode, len(answer.Topics))
		}
		partition := answer.Topics[0].Partitions[0]
		if len(partition.RecordBatches) != batchBytes {
			return fmt.Errorf("Fetch answers error %d, %d bytes", partition.ErrorCode, len(partition.RecordBatches))
		}
		return nil
	}
}

// prepare makes the topic where it is missing, with what fetch reads in it.
func prepare(connection *client.Connection, name string) (client.Topic, error) {
	create := kmsg.NewPtrCreateTopicsRequest()
	create.Version = 7
	create.TimeoutMillis = requestMillis
	wanted := kmsg.NewCreateTopicsRequestTopic()
	wanted.Topic, wanted.NumPartitions, wanted.ReplicationFactor = name, 1, 1
	create.Topics = append(create.Topics, wanted)
	response, err := connection.Ask(create)
	if err != nil {
		return client.Topic{}, err
	}
	const alreadyThere = 36
	created := response.(*kmsg.CreateTopicsResponse).Topics[0].ErrorCode
	if created != alreadyThere {
		if err := client.RefusalOf("CreateTopics", created); err != nil {
			return client.Topic{}, err
		}
	}
	topic, err := untilLed(connection, name)
	if err != nil {
		return topic, err
	}
	return topic, fill(connection, topic)
}

// fill appends what is missing of the records that fetch reads.
func fill(connection *client.Connection, topic client.Topic) error {
	count, err := countRecords(connection, topic)
	if err != nil {
		return err
	}
	send := produce(connection, topic)
	for ; count < fetchable; count++ {
		if err := send(); err != nil {
			return err
		}
	}
	return nil
}

// countRecords answers where the log ends: nothing is ever deleted from it here.
func countRecords(connection *client.Connection, topic client.Topic) (int64, error) {
	request := kmsg.NewPtrListOffsetsRequest()
	request.Version = 7
	request.ReplicaID = -1
	of := kmsg.NewListOffsetsRequestTopic()
	of.Topic = topic.Name
	partition := kmsg.NewListOffsetsRequestTopicPartition()
	partition.Timestamp = -1 // the end
	of.Partitions = append(of.Partitions, partition)
	request.Topics = append(request.Topics, of)
	response, err := connection.Ask(request)
	if err != nil {
		return 0, err
	}
	answer := response.(*kmsg.ListOffsetsResponse).Topics[0].Partitions[0]
	return answer.Offset, client.RefusalOf("ListOffsets", answer.ErrorCode)
}

// untilLed answers the topic as soon as the broker says that it leads it: a moment after its creation.
func untilLed(connection *client.Connection, name string) (client.Topic, error) {
	for deadline := time.Now().Add(client.Patience); ; {
		topic, err := client.Find(connection, name)
		if err == nil || time.Now().After(deadline) {
			return topic, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}
