package client

import (
	"fmt"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// Topic is what every request is about: one partition of one replica.
type Topic struct {
	Name string
	ID   [16]byte
}

// Find answers the topic; an error where it is not there, or is not led yet.
func Find(connection *Connection, name string) (Topic, error) {
	return AskMetadata(connection, MetadataRequest(name))
}

// AskMetadata answers the topic of a request that [MetadataRequest] made.
func AskMetadata(connection *Connection, request *kmsg.MetadataRequest) (Topic, error) {
	response, err := connection.Ask(request)
	if err != nil {
		return Topic{}, err
	}
	answer := response.(*kmsg.MetadataResponse).Topics[0]
	if err := RefusalOf("Metadata", answer.ErrorCode); err != nil {
		return Topic{}, err
	}
	if len(answer.Partitions) != 1 || answer.Partitions[0].ErrorCode != 0 {
		return Topic{}, fmt.Errorf("Metadata tells of %d partitions, or of one without a leader", len(answer.Partitions))
	}
	return Topic{Name: *answer.Topic, ID: answer.TopicID}, nil
}

// MetadataRequest asks for one topic by name.
func MetadataRequest(name string) *kmsg.MetadataRequest {
	request := kmsg.NewPtrMetadataRequest()
	request.Version = 13
	topic := kmsg.NewMetadataRequestTopic()
	topic.Topic = &name
	request.Topics = append(request.Topics, topic)
	return request
}

// RefusalOf is the error that a code tells, or nil.
func RefusalOf(api string, code int16) error {
	if code == 0 {
		return nil
	}
	return fmt.Errorf("%s answers error %d", api, code)
}
