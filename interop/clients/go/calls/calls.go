// Package calls is what the Go programs share: how a call is tried and printed, and what all of them produce and expect.
package calls

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	Count      = 1000
	Partitions = 3
	FirstTime  = int64(1_700_000_000_000)
)

var (
	Bootstrap = os.Getenv("BOOTSTRAP")
	Topic     = os.Getenv("TOPIC")
	Group     = os.Getenv("GROUP")
	// Brokers that there are, and replicas that every topic gets.
	BrokerCount, _ = strconv.Atoi(os.Getenv("BROKERS"))
	Codecs         = []string{"none", "gzip", "snappy", "lz4", "zstd"}
)

// Call prints a line: name, ok or fail, detail.
func Call(name string, body func() error) {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if fault := recover(); fault != nil {
				done <- fmt.Errorf("panic: %v", fault)
			}
		}()
		done <- body()
	}()
	select {
	case err := <-done:
		if err == nil {
			fmt.Printf("%s\tok\n", name)
		} else {
			fmt.Printf("%s\tfail\t%s\n", name, strings.ReplaceAll(err.Error(), "\n", " "))
		}
	case <-time.After(60 * time.Second):
		fmt.Printf("%s\tfail\tno answer within a minute\n", name)
	}
}

// Expect turns a condition into an error that says what was found.
func Expect(condition bool, found any) error {
	if condition {
		return nil
	}
	return fmt.Errorf("unexpected answer: %v", found)
}

// Refused expects a request to be refused for that reason.
func Refused(found, reason error) error {
	if errors.Is(found, reason) {
		return nil
	}
	return fmt.Errorf("not refused with %v: %v", reason, found)
}

// Eventually waits until the condition holds.
func Eventually(condition func() bool) error {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if condition() {
			return nil
		}
	}
	return fmt.Errorf("did not come to hold within 30 s")
}

// Key, Value and Time of the record with an index.
func Key(index int) []byte                 { return fmt.Appendf(nil, "key-%d", index) }
func Value(codec string, index int) []byte { return fmt.Appendf(nil, "%s-%d", codec, index) }
func Time(index int) time.Time             { return time.UnixMilli(FirstTime + int64(index)) }

// Received checks that records arrive in order, and that all of them arrive.
type Received struct {
	values map[string]bool
	Next   map[int32]int64
}

func NewReceived() *Received {
	return &Received{values: map[string]bool{}, Next: map[int32]int64{}}
}

func (r *Received) Add(partition int32, offset int64, value string, codec string) error {
	if offset != r.Next[partition] {
		return fmt.Errorf("offset %d of partition %d out of order", offset, partition)
	}
	r.Next[partition] = offset + 1
	if !strings.HasPrefix(value, codec+"-") {
		return fmt.Errorf("header %q and value %q differ", codec, value)
	}
	r.values[value] = true
	return nil
}

func (r *Received) IsComplete() bool { return len(r.values) == Count*len(Codecs) }
func (r *Received) Size() int        { return len(r.values) }

// Shared says whether two members have divided all partitions among them.
func Shared(one, two []int32) bool {
	seen := map[int32]bool{}
	for _, each := range append(append([]int32{}, one...), two...) {
		seen[each] = true
	}
	return len(one) > 0 && len(two) > 0 && len(one)+len(two) == Partitions && len(seen) == Partitions
}
