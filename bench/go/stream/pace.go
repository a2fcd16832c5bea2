package main

import (
	"encoding/json"
	"os"
	"slices"
	"time"
)

// Pace says when each request is due: at once where there is no rate.
type Pace struct {
	started  time.Time
	interval time.Duration
}

// NewPace starts now.
func NewPace(rate float64, bytesEach int) Pace {
	pace := Pace{started: time.Now()}
	if rate > 0 {
		pace.interval = time.Duration(float64(bytesEach) / rate * float64(time.Second))
	}
	return pace
}

func (p Pace) due(number int) time.Time { return p.started.Add(time.Duration(number) * p.interval) }

// A short sleep lasts longer than it should, and what is due meanwhile is sent right after it.
func (p Pace) wait(number int) {
	if p.interval == 0 {
		return
	}
	if early := time.Until(p.due(number)); early > 0 {
		time.Sleep(early)
	}
}

// Window is what is printed of one piece of time.
type Window struct {
	Seconds float64 `json:"atSecond"`
	Bytes   int     `json:"bytes"`
	P50     float64 `json:"p50Ms"`
	P99     float64 `json:"p99Ms"`
	Max     float64 `json:"maxMs"`
}

// Windows tells latencies of requests that have a pace.
type Windows struct {
	pace      Pace
	length    time.Duration
	end       time.Time
	bytes     int
	latencies []time.Duration
	output    *json.Encoder
}

// NewWindows begins the first one when the pace does.
func NewWindows(pace Pace, length time.Duration) *Windows {
	return &Windows{pace: pace, length: length, end: pace.started.Add(length), output: json.NewEncoder(os.Stdout)}
}

func (w *Windows) answered(number, bytes int) error {
	if w.pace.interval == 0 {
		return nil
	}
	now := time.Now()
	w.bytes += bytes
	w.latencies = append(w.latencies, now.Sub(w.pace.due(number)))
	if now.Before(w.end) {
		return nil
	}
	slices.Sort(w.latencies)
	at := func(share float64) float64 {
		return w.latencies[int(share*float64(len(w.latencies)-1))].Seconds() * 1000
	}
	window := Window{
		Seconds: now.Sub(w.pace.started).Seconds(), Bytes: w.bytes, P50: at(0.5), P99: at(0.99), Max: at(1),
	}
	w.bytes, w.latencies = 0, w.latencies[:0]
	for !w.end.After(now) {
		w.end = w.end.Add(w.length)
	}
	return w.output.Encode(window)
}
