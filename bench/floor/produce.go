package main

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"net"
	"os"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// writeBatches writes the batch of each request, and answers that all went well.
func writeBatches(socket net.Conn, path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	frames := NewFrames(socket)
	var answers []byte
	for {
		frame, err := frames.Next()
		if frame == nil || err != nil {
			return err
		}
		batch, err := batchIn(frame)
		if err != nil {
			return err
		}
		const checksumAt, checkedFrom = 17, 21
		if crc32.Checksum(batch[checkedFrom:], castagnoli) != binary.BigEndian.Uint32(batch[checksumAt:]) {
			return errors.New("a batch with a wrong checksum")
		}
		if _, err := file.Write(batch); err != nil {
			return err
		}
		answers = appendProduced(answers, Number(frame))
		if frames.IsNextHere() {
			continue
		}
		if _, err := socket.Write(answers); err != nil {
			return unlessOver(err)
		}
		answers = answers[:0]
	}
}

// batchIn finds the only batch of a Produce request, version 13, of one partition.
func batchIn(frame []byte) ([]byte, error) {
	const (
		noTags        = 1
		transactional = 1 // none
		acksAndTime   = 2 + 4
		topic         = 1 + 16 // one, by its id
		partition     = 1 + 4  // one, by its number
	)
	at := afterClientID(frame) + noTags + transactional + acksAndTime + topic + partition
	if at >= len(frame) {
		return nil, errors.New("a request that is no Produce")
	}
	size, width := binary.Uvarint(frame[at:])
	const least = 61
	end := at + width + int(size) - 1 // none is zero, and so every length is one more
	if width <= 0 || end > len(frame) || int(size) <= least {
		return nil, errors.New("a request without a batch")
	}
	return frame[at+width : end], nil
}

// appendProduced appends the answer to a Produce request, version 13, of one partition.
func appendProduced(to, number []byte) []byte {
	const (
		one, none, noTags = 2, 1, 0 // a count is one more; an array of none has the one
		noString          = 0
	)
	begin := len(to)
	to = append(to, 0, 0, 0, 0)
	to = append(to, number...)
	to = append(to, noTags)
	to = append(to, one)
	to = append(to, make([]byte, 16)...) // the topic
	to = append(to, one)
	to = append(to, make([]byte, 4+2+8+8+8)...) // partition, no error, offset, time, start of the log
	to = append(to, none, noString, noTags)
	to = append(to, noTags)
	to = append(to, make([]byte, 4)...) // no throttling
	to = append(to, noTags)
	binary.BigEndian.PutUint32(to[begin:], uint32(len(to)-begin-lengthBytes))
	return to
}
