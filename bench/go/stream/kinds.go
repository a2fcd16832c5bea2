package main

import (
	"fmt"

	"github.com/twmb/franz-go/pkg/kmsg"

	"ottla/bench/client"
)

const valueBytes = 1024

// Kind says what the requests of a connection are, and looks at the answers.
type Kind struct {
	// The request of that number, from 0; called in order.
	request func(number int) kmsg.Request
	// How many bytes of records passed with an answer; an error where it is not what it must be.
	passed func(body []byte) (int, error)
	// How many bytes of records pass with each request.
	bytes int
	// Whether all requests are the same bytes.
	isSame bool
}

var kinds = map[string]func(topic client.Topic, load Load) Kind{"produce": produce, "fetch": fetch}

// produce sends the same batch again and again.
func produce(topic client.Topic, load Load) Kind {
	batch, _ := client.BatchWithin(load.batchBytes, valueBytes)
	request := client.ProduceRequest(topic, batch)
	return Kind{
		bytes:   len(batch),
		isSame:  true,
		request: func(int) kmsg.Request { return request },
		passed: func(body []byte) (int, error) {
			response := kmsg.NewPtrProduceResponse()
			response.Version = request.Version
			if err := response.ReadFrom(body); err != nil {
				return 0, err
			}
			return len(batch), client.RefusalOf("Produce", response.Topics[0].Partitions[0].ErrorCode)
		},
	}
}

// fetch reads the topic from its start to its end, and again. Since all batches are alike, it knows where an answer should end,
// and so asks for the next before it has the last; a broker may leave batches out of an answer, which are not read then.
func fetch(topic client.Topic, load Load) Kind {
	batch, records := client.BatchWithin(load.batchBytes, valueBytes)
	stored := max(1, load.storedBytes/len(batch))
	batches := min(stored, max(1, load.fetchBytes/len(batch)))
	wanted := batches * len(batch)
	places := stored / batches
	request := client.FetchRequest(topic, wanted)
	return Kind{
		bytes: wanted,
		request: func(number int) kmsg.Request {
			request.Topics[0].Partitions[0].FetchOffset = int64(number%places) * int64(batches*records)
			return request
		},
		passed: func(body []byte) (int, error) {
			response := kmsg.NewPtrFetchResponse()
			response.Version = request.Version
			if err := response.ReadFrom(body); err != nil {
				return 0, err
			}
			if response.ErrorCode != 0 || len(response.Topics) != 1 {
				return 0, fmt.Errorf("Fetch answers error %d and %d topics", response.ErrorCode, len(response.Topics))
			}
			partition := response.Topics[0].Partitions[0]
			bytes := len(partition.RecordBatches)
			if bytes == 0 || bytes > wanted || bytes%len(batch) != 0 {
				const told = "Fetch answers error %d, and %d bytes for %d in batches of %d"
				return 0, fmt.Errorf(told, partition.ErrorCode, bytes, wanted, len(batch))
			}
			return bytes, nil
		},
	}
}
