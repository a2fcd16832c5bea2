package client

import (
	"encoding/binary"
	"hash/crc32"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"
)

const requestMillis = 30_000

// ProduceRequest appends records to the partition, acks=all.
func ProduceRequest(topic Topic, records []byte) *kmsg.ProduceRequest {
	request := kmsg.NewPtrProduceRequest()
	request.Version = 13
	request.Acks = -1
	request.TimeoutMillis = requestMillis
	of := kmsg.NewProduceRequestTopic()
	of.TopicID = topic.ID
	partition := kmsg.NewProduceRequestTopicPartition()
	partition.Records = records
	of.Partitions = append(of.Partitions, partition)
	request.Topics = append(request.Topics, of)
	return request
}

// FetchRequest reads the partition outside of any session: as many batches as fit, and one at least.
func FetchRequest(topic Topic, maxBytes int) *kmsg.FetchRequest {
	request := kmsg.NewPtrFetchRequest()
	request.Version = 17
	request.MaxWaitMillis = 500
	request.MinBytes = 1
	request.MaxBytes = max(1<<20, int32(maxBytes))
	request.SessionEpoch = -1
	of := kmsg.NewFetchRequestTopic()
	of.TopicID = topic.ID
	partition := kmsg.NewFetchRequestTopicPartition()
	partition.PartitionMaxBytes = int32(maxBytes)
	of.Partitions = append(of.Partitions, partition)
	request.Topics = append(request.Topics, of)
	return request
}

// Batch is so many records with values of that size, uncompressed and without keys, of no producer that has an id.
func Batch(count, valueBytes int) []byte {
	batch := kmsg.NewRecordBatch()
	batch.Magic = 2
	batch.FirstTimestamp = time.Now().UnixMilli()
	batch.MaxTimestamp = batch.FirstTimestamp
	batch.ProducerID, batch.ProducerEpoch, batch.FirstSequence = -1, -1, -1
	batch.NumRecords = int32(count)
	batch.LastOffsetDelta = int32(count - 1)
	batch.PartitionLeaderEpoch = -1
	for index := range count {
		batch.Records = appendRecord(batch.Records, index, valueBytes)
	}

	bytes := batch.AppendTo(nil)
	const beforeLength, afterLength, afterChecksum = 8, 12, 21
	binary.BigEndian.PutUint32(bytes[beforeLength:], uint32(len(bytes)-afterLength))
	checksum := crc32.Checksum(bytes[afterChecksum:], crc32.MakeTable(crc32.Castagnoli))
	binary.BigEndian.PutUint32(bytes[afterChecksum-4:], checksum)
	return bytes
}

// BatchWithin is a batch of as many records as fit into so many bytes; it answers their number too.
func BatchWithin(maxBytes, valueBytes int) ([]byte, int) {
	count := 1
	for {
		// Each guess is as good as the size of a record in the last one.
		batch := Batch(count, valueBytes)
		more := (maxBytes - len(batch)) * count / len(batch)
		if more <= 0 {
			return batch, count
		}
		count += more
	}
}

func appendRecord(to []byte, index, valueBytes int) []byte {
	record := kmsg.NewRecord()
	record.OffsetDelta = int32(index)
	record.Value = make([]byte, valueBytes)
	const emptyLength = 1 // what a varint of zero takes
	record.Length = int32(len(record.AppendTo(nil)) - emptyLength)
	return record.AppendTo(to)
}
