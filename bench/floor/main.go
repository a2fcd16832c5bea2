// Program floor does what a broker cannot do without, and nothing else, so that a broker's figure can be told as a share of
// what the machine has to give. It answers one connection at a time on the loopback interface:
//
//	produce  receives requests, verifies the CRC-32C of the batch in each, and writes it to a file in the page cache
//	file     answers each fetch with bytes that it reads from the page cache into a buffer that it uses again and again
//	memory   answers each fetch with the same bytes, which are in memory already: a bare send
//
// It reads just as much of the protocol as that needs, and prints its port when it is ready.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
)

func main() {
	kind := flag.String("kind", "produce", "produce, file or memory")
	port := flag.Int("port", 0, "any that is free unless given")
	path := flag.String("file", "", "written anew for every connection, or read from; not for memory")
	storedBytes := flag.Int("stored-bytes", 1<<30, "of the file that is read from")
	flag.Parse()
	if err := run(*kind, *port, *path, *storedBytes); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(kind string, port int, path string, storedBytes int) error {
	serve, err := serverOf(kind, path, storedBytes)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	fmt.Printf("ready on port %d\n", listener.Addr().(*net.TCPAddr).Port)
	for {
		socket, err := listener.Accept()
		if err != nil {
			return err
		}
		if err := serve(socket); err != nil {
			return err
		}
		if err := socket.Close(); err != nil {
			return err
		}
	}
}

// serverOf makes what answers a connection until the client closes it.
func serverOf(kind, path string, storedBytes int) (func(net.Conn) error, error) {
	switch kind {
	case "produce":
		return func(socket net.Conn) error { return writeBatches(socket, path) }, nil
	case "file":
		file, err := storedFile(path, storedBytes)
		if err != nil {
			return nil, err
		}
		return func(socket net.Conn) error { return answerFetches(socket, fromStart(file, storedBytes)) }, nil
	case "memory":
		return func(socket net.Conn) error {
			return answerFetches(socket, func([]byte) error { return nil })
		}, nil
	}
	return nil, fmt.Errorf("nothing to do for kind %q", kind)
}

// storedFile makes a file of so many bytes, which are in the page cache then; one that is there will do.
func storedFile(path string, bytes int) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || info.Size() == int64(bytes) {
		return file, err
	}
	piece := make([]byte, 1<<20)
	for index := range piece {
		piece[index] = byte(index)
	}
	for written := 0; written < bytes; {
		count, err := file.Write(piece[:min(len(piece), bytes-written)])
		if err != nil {
			return nil, err
		}
		written += count
	}
	return file, file.Sync()
}

// fromStart reads a file from its start to its end, and again.
func fromStart(file *os.File, bytes int) func(into []byte) error {
	at := 0
	return func(into []byte) error {
		if at+len(into) > bytes {
			at = 0
		}
		_, err := file.ReadAt(into, int64(at))
		at += len(into)
		return err
	}
}
