// Program stream measures how many bytes of records pass through one connection: produce requests that were made beforehand,
// or fetches of what is in the page cache, several of them under way at a time. It prints a line of JSON: how many bytes, in
// what time.
//
// At a rate (-rate), which goes on for -bytes too, it also prints a line for every -window: how long requests took from the
// moment at which they were due, whether or not there was room for them then.
//
// It does as little as a client can, so that whoever is at the other end is what is measured: a broker, or the bare program
// in bench/floor, which knows no topics (-bare).
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	"ottla/bench/client"
)

func main() {
	address := flag.String("address", "localhost:9092", "host:port")
	kind := flag.String("kind", "produce", "produce or fetch")
	topic := flag.String("topic", "stream", "of one partition; it must be there")
	bare := flag.Bool("bare", false, "whether the other end knows no topics")
	batchBytes := flag.Int("batch-bytes", 1<<20, "of a batch; a produce request has one")
	fetchBytes := flag.Int("fetch-bytes", 1<<20, "of a fetch: as many batches as fit")
	stored := flag.Int("stored-bytes", 1<<30, "of the topic, fetched from its start, and then again")
	bytes := flag.Int("bytes", 1<<30, "to pass, at least")
	inFlight := flag.Int("in-flight", 5, "requests under way")
	rate := flag.Float64("rate", 0, "bytes a second; as many as go where it is 0")
	window := flag.Duration("window", 10*time.Second, "of time, of which a line tells the latencies")
	patience := flag.Duration("patience", 5*time.Minute, "for all of it")
	flag.Parse()
	load := Load{
		bare: *bare, topic: *topic, batchBytes: *batchBytes, fetchBytes: *fetchBytes, storedBytes: *stored,
		bytes: *bytes, inFlight: *inFlight, rate: *rate, window: *window, patience: *patience,
	}
	result, err := measure(*address, *kind, load)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(result)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Load is what shall pass, and in which pieces.
type Load struct {
	bare                                                 bool
	topic                                                string
	batchBytes, fetchBytes, storedBytes, bytes, inFlight int
	rate                                                 float64
	window, patience                                     time.Duration
}

// Result is what is printed.
type Result struct {
	Bytes   int     `json:"bytes"`
	Seconds float64 `json:"seconds"`
}

func measure(address, kindName string, load Load) (*Result, error) {
	kindOf, isKnown := kinds[kindName]
	if !isKnown || load.inFlight < 1 || load.bytes < 1 {
		return nil, fmt.Errorf("nothing to do for kind %q with %d requests in flight", kindName, load.inFlight)
	}
	topic := client.Topic{Name: load.topic}
	if !load.bare {
		connection, err := client.Connect(address)
		if err != nil {
			return nil, err
		}
		defer connection.Close()
		if topic, err = client.Find(connection, load.topic); err != nil {
			return nil, err
		}
	}
	kind := kindOf(topic, load)
	socket, err := net.DialTimeout("tcp", address, client.Patience)
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	if err := socket.SetDeadline(time.Now().Add(load.patience)); err != nil {
		return nil, err
	}
	pace := NewPace(load.rate, kind.bytes)
	bytes, err := pass(socket, kind, load, pace)
	return &Result{Bytes: bytes, Seconds: time.Since(pace.started).Seconds()}, err
}
