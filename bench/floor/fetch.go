package main

import (
	"encoding/binary"
	"errors"
	"net"
)

// answerFetches answers each request with as many bytes as it asks for; read puts them where they belong.
func answerFetches(socket net.Conn, read func(into []byte) error) error {
	frames := NewFrames(socket)
	answer := fetched(0)
	for {
		frame, err := frames.Next()
		if frame == nil || err != nil {
			return err
		}
		wanted, err := wantedBy(frame)
		if err != nil {
			return err
		}
		if wanted != len(answer.records) {
			answer = fetched(wanted)
		}
		copy(answer.number, Number(frame))
		if err := read(answer.records); err != nil {
			return err
		}
		if _, err := socket.Write(answer.frame); err != nil {
			return unlessOver(err)
		}
	}
}

// wantedBy is how many bytes a Fetch request, version 17, of one partition asks for.
func wantedBy(frame []byte) (int, error) {
	const (
		noTags    = 1
		limits    = 4 + 4 + 4 + 1         // time, least and most bytes, isolation
		session   = 4 + 4                 // none
		topic     = 1 + 16                // one, by its id
		partition = 1 + 4 + 4 + 8 + 4 + 8 // one: number, epoch, offset, two things that followers tell
		most      = 4
	)
	at := afterClientID(frame) + noTags + limits + session + topic + partition
	if at+most > len(frame) {
		return 0, errors.New("a request that is no Fetch")
	}
	wanted := int(binary.BigEndian.Uint32(frame[at:]))
	if wanted > maxFrame {
		return 0, errors.New("a request for too much")
	}
	return wanted, nil
}

// Answer to a fetch, and where in it belongs what is different each time.
type Answer struct {
	frame, number, records []byte
}

// fetched is the answer to a Fetch request, version 17, of one partition.
func fetched(bytes int) Answer {
	const one, noTags = 2, 0
	frame := make([]byte, lengthBytes+4)
	frame = append(frame, noTags)
	frame = append(frame, make([]byte, 4+2+4)...) // no throttling, no error, no session
	frame = append(frame, one)
	frame = append(frame, make([]byte, 16)...) // the topic
	frame = append(frame, one)
	frame = append(frame, make([]byte, 4+2+8+8+8)...) // partition, no error, its ends, its start
	frame = append(frame, 0)                          // no aborted transactions
	frame = append(frame, make([]byte, 4)...)         // no other replica
	frame = binary.AppendUvarint(frame, uint64(bytes+1))
	begin := len(frame)
	frame = append(frame, make([]byte, bytes)...)
	frame = append(frame, noTags, noTags, noTags)
	binary.BigEndian.PutUint32(frame, uint32(len(frame)-lengthBytes))
	return Answer{frame: frame, number: frame[lengthBytes:], records: frame[begin : begin+bytes]}
}
