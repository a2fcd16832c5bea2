package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
)

const (
	lengthBytes = 4
	maxFrame    = 16 << 20
)

// Frames are the requests of a connection, read as many at a time as there are.
type Frames struct {
	socket     net.Conn
	buffer     []byte
	begin, end int
}

// NewFrames reads from a connection.
func NewFrames(socket net.Conn) *Frames {
	return &Frames{socket: socket, buffer: make([]byte, 4<<20)}
}

// Next answers a request without its length; nil when the client has gone. It is overwritten by the next.
func (f *Frames) Next() ([]byte, error) {
	if err := f.have(lengthBytes); err != nil {
		return nil, unlessOver(err)
	}
	size := int(binary.BigEndian.Uint32(f.buffer[f.begin:]))
	if size > maxFrame {
		return nil, fmt.Errorf("a request of %d bytes", size)
	}
	if err := f.have(lengthBytes + size); err != nil {
		return nil, unlessOver(err)
	}
	if size < clientID+2 {
		return nil, errors.New("a request without a header")
	}
	frame := f.buffer[f.begin+lengthBytes : f.begin+lengthBytes+size]
	f.begin += lengthBytes + size
	return frame, nil
}

// IsNextHere says whether another request is here already.
func (f *Frames) IsNextHere() bool {
	here := f.end - f.begin
	return here >= lengthBytes && here >= lengthBytes+int(binary.BigEndian.Uint32(f.buffer[f.begin:]))
}

// have reads until so many bytes are here.
func (f *Frames) have(bytes int) error {
	if f.begin == f.end {
		f.begin, f.end = 0, 0
	}
	if f.begin+bytes > len(f.buffer) {
		to := f.buffer
		if bytes > len(to) {
			to = make([]byte, 2*bytes)
		}
		f.end = copy(to, f.buffer[f.begin:f.end])
		f.begin, f.buffer = 0, to
	}
	for f.end-f.begin < bytes {
		read, err := f.socket.Read(f.buffer[f.end:])
		f.end += read
		if err != nil {
			return err
		}
	}
	return nil
}

// unlessOver takes it for the end that the client has gone, in the middle of a request or with answers unread: it has what it
// wants.
func unlessOver(err error) error {
	for _, end := range []error{io.EOF, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, end) {
			return nil
		}
	}
	return err
}

// Number is that of a request, by which its answer is known: four bytes after its key and version.
func Number(frame []byte) []byte { return frame[4:8] }

// clientID is where the name of the client begins, with its length.
const clientID = 2 + 2 + 4

func afterClientID(frame []byte) int {
	return clientID + 2 + int(binary.BigEndian.Uint16(frame[clientID:]))
}
