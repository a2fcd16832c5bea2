package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// Where the number of a request is in it, and in its answer: after the length, and after key and version.
const (
	lengthBytes = 4
	correlation = lengthBytes + 2 + 2
	// Of an answer: its number, and no tagged fields.
	headerBytes = 4 + 1
	maxAnswer   = 64 << 20
)

// pass sends requests, and reads answers beside that, until enough bytes of records have passed.
func pass(socket net.Conn, kind Kind, load Load, pace Pace) (int, error) {
	places := make(chan struct{}, load.inFlight)
	enough := make(chan struct{})
	sent := make(chan error, 1)
	go func() { sent <- send(socket, kind, pace, places, enough) }()
	bytes, err := receive(socket, kind, places, load.bytes, NewWindows(pace, load.window))
	close(enough)
	if err != nil {
		socket.Close() // whoever writes into it shall not wait for an answer that never comes
	}
	return bytes, errors.Join(err, <-sent)
}

// send keeps as many requests under way as there are places, once they are due.
func send(socket net.Conn, kind Kind, pace Pace, places chan<- struct{}, enough <-chan struct{}) error {
	formatter := kmsg.NewRequestFormatter(kmsg.FormatterClientID("bench"))
	var frame []byte
	for number := 0; ; number++ {
		pace.wait(number)
		select {
		case <-enough:
			return nil
		case places <- struct{}{}:
		}
		if frame == nil || !kind.isSame {
			frame = formatter.AppendRequest(frame[:0], kind.request(number), 0)
		}
		binary.BigEndian.PutUint32(frame[correlation:], uint32(number))
		if _, err := socket.Write(frame); err != nil {
			select {
			case <-enough:
				return nil // it was closed, for a reason that is told
			default:
				return err
			}
		}
	}
}

// receive answers how many bytes of records have passed.
func receive(socket net.Conn, kind Kind, places <-chan struct{}, wanted int, windows *Windows) (int, error) {
	var length [lengthBytes]byte
	var frame []byte
	bytes := 0
	for number := uint32(0); bytes < wanted; number++ {
		if _, err := io.ReadFull(socket, length[:]); err != nil {
			return bytes, err
		}
		size := int(binary.BigEndian.Uint32(length[:]))
		if size < headerBytes || size > maxAnswer {
			return bytes, fmt.Errorf("an answer of %d bytes", size)
		}
		if cap(frame) < size {
			frame = make([]byte, size)
		}
		frame = frame[:size]
		if _, err := io.ReadFull(socket, frame); err != nil {
			return bytes, err
		}
		if answered := binary.BigEndian.Uint32(frame); answered != number {
			return bytes, fmt.Errorf("request %d was answered with %d", number, answered)
		}
		<-places
		passed, err := kind.passed(frame[headerBytes:])
		if err != nil {
			return bytes, err
		}
		bytes += passed
		if err := windows.answered(int(number), passed); err != nil {
			return bytes, err
		}
	}
	return bytes, nil
}
