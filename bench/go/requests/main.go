// Program requests measures how many small requests a broker answers: some connections, each of which asks, waits for the
// answer, and asks again. It prints a line of JSON: how many, in what time, and how long one took (percentiles in µs).
//
// Requests and responses are those of franz-go's kmsg on plain sockets: the least that a client can cost, since it takes
// its part of the machine.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"ottla/bench/client"
)

func main() {
	address := flag.String("address", "localhost:9092", "host:port of a broker")
	kind := flag.String("kind", "metadata", "what to ask: metadata, produce or fetch")
	topic := flag.String("topic", "requests", "made where it is missing")
	connections := flag.Int("connections", 50, "each with one request under way")
	warmUp := flag.Duration("warm-up", 2*time.Second, "not counted")
	duration := flag.Duration("duration", 5*time.Second, "counted")
	flag.Parse()
	result, err := measure(*address, *kind, *topic, *connections, *warmUp, *duration)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(result)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Result is what is printed.
type Result struct {
	Requests int     `json:"requests"`
	Seconds  float64 `json:"seconds"`
	P50      float64 `json:"p50Us"`
	P99      float64 `json:"p99Us"`
	P999     float64 `json:"p999Us"`
}

func measure(address, kindName, topicName string, count int, warmUp, duration time.Duration) (*Result, error) {
	kind, isKnown := kinds[kindName]
	if !isKnown || count < 1 {
		return nil, fmt.Errorf("nothing to do for kind %q with %d connections", kindName, count)
	}
	connections := make([]*client.Connection, count)
	for index := range connections {
		connection, err := client.Connect(address)
		if err != nil {
			return nil, err
		}
		defer connection.Close()
		connections[index] = connection
		if err := connection.Limit(warmUp + duration + 2*client.Patience); err != nil {
			return nil, err
		}
	}
	topic, err := prepare(connections[0], topicName)
	if err != nil {
		return nil, err
	}

	begin := time.Now().Add(warmUp)
	end := begin.Add(duration)
	outcomes := make(chan outcome, count)
	for _, connection := range connections {
		ask := kind(connection, topic)
		go func() { outcomes <- askUntil(end, begin, ask) }()
	}
	var all []time.Duration
	var failures []error
	for range connections {
		one := <-outcomes
		all = append(all, one.latencies...)
		failures = append(failures, one.err)
	}
	if err := errors.Join(failures...); err != nil {
		return nil, err
	}
	return summary(all, duration)
}

type outcome struct {
	latencies []time.Duration
	err       error
}

// askUntil asks over and over; what was answered between the two times counts.
func askUntil(end, begin time.Time, ask func() error) outcome {
	latencies := make([]time.Duration, 0, 1<<16)
	for started := time.Now(); started.Before(end); {
		if err := ask(); err != nil {
			return outcome{err: err}
		}
		answered := time.Now()
		if answered.After(begin) && answered.Before(end) {
			latencies = append(latencies, answered.Sub(started))
		}
		started = answered
	}
	return outcome{latencies: latencies}
}

func summary(latencies []time.Duration, duration time.Duration) (*Result, error) {
	if len(latencies) == 0 {
		return nil, errors.New("not one request was answered in time")
	}
	slices.Sort(latencies)
	at := func(share float64) float64 {
		return float64(latencies[int(share*float64(len(latencies)-1))].Nanoseconds()) / 1000
	}
	return &Result{
		Requests: len(latencies),
		Seconds:  duration.Seconds(),
		P50:      at(0.5),
		P99:      at(0.99),
		P999:     at(0.999),
	}, nil
}
