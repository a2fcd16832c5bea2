package main

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	valueBytes    = 100
	fetchable     = 1000
	requestMillis = 30_000
)

// Topic is what every request is about: one partition of one replica.
type Topic struct {
	name string
	id   [16]byte
}

// A Kind makes the requests of one connection; what it answers asks once, and fails where the answer is not what it must be.
type Kind func(connection *Connection, topic Topic) func() error

var kinds = map[string]Kind{"metadata": metadata, "produce": produce, "fetch": fetch}

// metadata asks for one topic by name.
func metadata(connection *Connection, topic Topic) func() error {
	request := metadataRequest(topic.name)
	return func() error {
		_, err := askMetadata(connection, request)
		return err
	}
}

// produce sends one record of 100 bytes, acks=all.
func produce(connection *Connection, topic Topic) func() error {
	request := produceRequest(topic, oneRecord())
	return func() error {
		response, err := connection.Ask(request)
		if err != nil {
			return err
		}
		return refusalOf("Produce", response.(*kmsg.ProduceResponse).Topics[0].Partitions[0].ErrorCode)
	}
}

// fetch reads one record at an offset picked by chance, outside of any session.
func fetch(connection *Connection, topic Topic) func() error {
	request := fetchRequest(topic)
	batchBytes := len(oneRecord())
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
func prepare(connection *Connection, name string) (Topic, error) {
	create := kmsg.NewPtrCreateTopicsRequest()
	create.Version = 7
	create.TimeoutMillis = requestMillis
	wanted := kmsg.NewCreateTopicsRequestTopic()
	wanted.Topic, wanted.NumPartitions, wanted.ReplicationFactor = name, 1, 1
	create.Topics = append(create.Topics, wanted)
	response, err := connection.Ask(create)
	if err != nil {
		return Topic{}, err
	}
	const alreadyThere = 36
	created := response.(*kmsg.CreateTopicsResponse).Topics[0].ErrorCode
	if created != alreadyThere {
		if err := refusalOf("CreateTopics", created); err != nil {
			return Topic{}, err
		}
	}
	topic, err := untilLed(connection, name)
	if err != nil {
		return topic, err
	}
	return topic, fill(connection, topic)
}

// fill appends what is missing of the records that fetch reads.
func fill(connection *Connection, topic Topic) error {
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
func countRecords(connection *Connection, topic Topic) (int64, error) {
	request := kmsg.NewPtrListOffsetsRequest()
	request.Version = 7
	request.ReplicaID = -1
	of := kmsg.NewListOffsetsRequestTopic()
	of.Topic = topic.name
	partition := kmsg.NewListOffsetsRequestTopicPartition()
	partition.Timestamp = -1 // the end
	of.Partitions = append(of.Partitions, partition)
	request.Topics = append(request.Topics, of)
	response, err := connection.Ask(request)
	if err != nil {
		return 0, err
	}
	answer := response.(*kmsg.ListOffsetsResponse).Topics[0].Partitions[0]
	return answer.Offset, refusalOf("ListOffsets", answer.ErrorCode)
}

// untilLed answers the topic as soon as the broker says that it leads it: a moment after its creation.
func untilLed(connection *Connection, name string) (Topic, error) {
	request := metadataRequest(name)
	for deadline := time.Now().Add(patience); ; {
		topic, err := askMetadata(connection, request)
		if err == nil || time.Now().After(deadline) {
			return topic, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func askMetadata(connection *Connection, request *kmsg.MetadataRequest) (Topic, error) {
	response, err := connection.Ask(request)
	if err != nil {
		return Topic{}, err
	}
	answer := response.(*kmsg.MetadataResponse).Topics[0]
	if err := refusalOf("Metadata", answer.ErrorCode); err != nil {
		return Topic{}, err
	}
	if len(answer.Partitions) != 1 || answer.Partitions[0].ErrorCode != 0 {
		return Topic{}, fmt.Errorf("Metadata tells of %d partitions, or of one without a leader", len(answer.Partitions))
	}
	return Topic{name: *answer.Topic, id: answer.TopicID}, nil
}

func metadataRequest(name string) *kmsg.MetadataRequest {
	request := kmsg.NewPtrMetadataRequest()
	request.Version = 13
	topic := kmsg.NewMetadataRequestTopic()
	topic.Topic = &name
	request.Topics = append(request.Topics, topic)
	return request
}

func produceRequest(topic Topic, records []byte) *kmsg.ProduceRequest {
	request := kmsg.NewPtrProduceRequest()
	request.Version = 13
	request.Acks = -1
	request.TimeoutMillis = requestMillis
	of := kmsg.NewProduceRequestTopic()
	of.TopicID = topic.id
	partition := kmsg.NewProduceRequestTopicPartition()
	partition.Records = records
	of.Partitions = append(of.Partitions, partition)
	request.Topics = append(request.Topics, of)
	return request
}

func fetchRequest(topic Topic) *kmsg.FetchRequest {
	request := kmsg.NewPtrFetchRequest()
	request.Version = 17
	request.MaxWaitMillis = 500
	request.MinBytes = 1
	request.MaxBytes = 1 << 20
	request.SessionEpoch = -1
	of := kmsg.NewFetchRequestTopic()
	of.TopicID = topic.id
	partition := kmsg.NewFetchRequestTopicPartition()
	partition.PartitionMaxBytes = 1 // the first batch is answered whatever its size
	of.Partitions = append(of.Partitions, partition)
	request.Topics = append(request.Topics, of)
	return request
}

// oneRecord is a batch of one record without a key.
func oneRecord() []byte {
	record := kmsg.NewRecord()
	record.Value = make([]byte, valueBytes)
	const emptyLength = 1 // what a varint of zero takes
	record.Length = int32(len(record.AppendTo(nil)) - emptyLength)

	batch := kmsg.NewRecordBatch()
	batch.Magic = 2
	batch.FirstTimestamp = time.Now().UnixMilli()
	batch.MaxTimestamp = batch.FirstTimestamp
	batch.ProducerID, batch.ProducerEpoch, batch.FirstSequence = -1, -1, -1
	batch.NumRecords = 1
	batch.PartitionLeaderEpoch = -1
	batch.Records = record.AppendTo(nil)

	bytes := batch.AppendTo(nil)
	const beforeLength, afterLength, afterChecksum = 8, 12, 21
	binary.BigEndian.PutUint32(bytes[beforeLength:], uint32(len(bytes)-afterLength))
	checksum := crc32.Checksum(bytes[afterChecksum:], crc32.MakeTable(crc32.Castagnoli))
	binary.BigEndian.PutUint32(bytes[afterChecksum-4:], checksum)
	return bytes
}

func refusalOf(api string, code int16) error {
	if code == 0 {
		return nil
	}
	return fmt.Errorf("%s answers error %d", api, code)
}
