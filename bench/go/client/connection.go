// Package client is what the programs beside it share: plain connections, and the requests that they have in common.
package client

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// Patience is how long an answer may take: a broker that answers nothing shall not look like a slow one.
const Patience = 30 * time.Second

// Connection asks one request at a time, as a client with a window of one does.
type Connection struct {
	socket      net.Conn
	formatter   *kmsg.RequestFormatter
	correlation int32
	request     []byte
	response    []byte
}

// Connect opens a connection; the system sends small writes at once, as Kafka's clients want it.
func Connect(address string) (*Connection, error) {
	socket, err := net.DialTimeout("tcp", address, Patience)
	if err != nil {
		return nil, err
	}
	return &Connection{socket: socket, formatter: kmsg.NewRequestFormatter(kmsg.FormatterClientID("bench"))}, nil
}

// Ask sends a request, waits for its answer, and decodes it.
func (c *Connection) Ask(request kmsg.Request) (kmsg.Response, error) {
	c.correlation++
	c.request = c.formatter.AppendRequest(c.request[:0], request, c.correlation)
	if _, err := c.socket.Write(c.request); err != nil {
		return nil, err
	}
	body, err := c.receive(request.IsFlexible())
	if err != nil {
		return nil, err
	}
	response := request.ResponseKind()
	return response, response.ReadFrom(body)
}

// Limit ends whatever this connection does, after that time.
func (c *Connection) Limit(duration time.Duration) error {
	return c.socket.SetDeadline(time.Now().Add(duration))
}

// receive answers what follows the header of a response; it is overwritten by the next.
func (c *Connection) receive(isFlexible bool) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(c.socket, size[:]); err != nil {
		return nil, err
	}
	length := int(binary.BigEndian.Uint32(size[:]))
	header := 4
	if isFlexible {
		header++ // no broker has tagged fields in it
	}
	if length < header || length > 1<<20 {
		return nil, fmt.Errorf("a response of %d bytes", length)
	}
	if cap(c.response) < length {
		c.response = make([]byte, length)
	}
	frame := c.response[:length]
	if _, err := io.ReadFull(c.socket, frame); err != nil {
		return nil, err
	}
	if answered := int32(binary.BigEndian.Uint32(frame)); answered != c.correlation {
		return nil, fmt.Errorf("request %d was answered with %d", c.correlation, answered)
	}
	return frame[header:], nil
}

// Close ends the connection.
func (c *Connection) Close() { _ = c.socket.Close() }
