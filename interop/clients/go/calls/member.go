package calls

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
)

// Printer writes what a member of a group receives and commits, for who started it.
type Printer struct {
	lock sync.Mutex
	out  *bufio.Writer
}

func NewPrinter() *Printer {
	return &Printer{out: bufio.NewWriterSize(os.Stdout, 1<<16)}
}

func (p *Printer) Received(partition int32, offset int64, key, value []byte) {
	p.lock.Lock()
	defer p.lock.Unlock()
	fmt.Fprintf(p.out, "R\t%d\t%d\t%s\t%s\n", partition, offset, key, value)
}

func (p *Printer) Committed(offsets map[int32]int64) {
	p.lock.Lock()
	defer p.lock.Unlock()
	for partition, offset := range offsets {
		fmt.Fprintf(p.out, "C\t%d\t%d\n", partition, offset)
	}
	p.out.Flush()
}

func (p *Printer) Assigned(partitions []int32) {
	p.lock.Lock()
	defer p.lock.Unlock()
	var names []string
	for _, each := range partitions {
		names = append(names, strconv.Itoa(int(each)))
	}
	fmt.Fprintf(p.out, "A\t%s\n", strings.Join(names, ","))
	p.out.Flush()
}

func (p *Printer) Flush() {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.out.Flush()
}

// CommitEvery is how many records a member may receive before it commits.
func CommitEvery() int {
	every, err := strconv.Atoi(os.Getenv("COMMIT_EVERY"))
	if err != nil {
		panic(err)
	}
	return every
}

// UntilInputEnds waits for whoever started us to close our input.
func UntilInputEnds() {
	_, _ = io.Copy(io.Discard, os.Stdin)
}
