package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// figures are the measurements of one request.
type figures struct {
	took   []time.Duration // of each answer, sorted
	lasted time.Duration
	errors int
	first  error   // the first error
	memory []int64 // of the target, in bytes: before, each second, and after
}

func (f *figures) rate() float64 { return float64(len(f.took)) / f.lasted.Seconds() }

// percentile returns a percentile of the answer times, in milliseconds. took must be sorted.
func (f *figures) percentile(p int) float64 {
	if len(f.took) == 0 {
		return 0
	}
	return float64(f.took[(len(f.took)-1)*p/100].Microseconds()) / 1000
}

// measure repeats a request over several connections at once.
func measure(ctx context.Context, t *target, r request, o options) *figures {
	f := &figures{memory: []int64{t.memory()}}
	ctx, cancel := context.WithTimeout(ctx, o.duration)
	defer cancel()
	begun := time.Now()
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range o.connections {
		workers.Go(func() {
			took, errors, first := repeat(ctx, t, r)
			mu.Lock()
			defer mu.Unlock()
			f.took = append(f.took, took...)
			f.errors += errors
			if f.first == nil {
				f.first = first
			}
		})
	}
	done := make(chan struct{})
	go func() { workers.Wait(); close(done) }()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for waiting := true; waiting; {
		select {
		case <-tick.C:
			f.memory = append(f.memory, t.memory())
		case <-done:
			waiting = false
		}
	}
	f.lasted = time.Since(begun)
	f.memory = append(f.memory, t.memory())
	slices.Sort(f.took)
	return f
}

// maxErrors is how many errors a connection takes before it gives up.
const maxErrors = 100

// repeat repeats a request over one connection until the context ends.
func repeat(ctx context.Context, t *target, r request) (took []time.Duration, failed int, first error) {
	wire := []byte(r.wire(t))
	var c *connection
	defer func() {
		if c != nil {
			c.Close()
		}
	}()
	for ctx.Err() == nil && failed < maxErrors {
		begun := time.Now()
		err := func() (err error) {
			if c == nil {
				if c, err = dial(t.address); err != nil {
					return err
				}
			}
			status, err := c.roundTrip(wire)
			if err != nil {
				c.Close()
				c = nil
				return err
			}
			if status != r.want {
				return fmt.Errorf("status %d, want %d", status, r.want)
			}
			return nil
		}()
		if err != nil {
			failed++
			if first == nil {
				first = err
			}
			continue
		}
		took = append(took, time.Since(begun))
	}
	return took, failed, first
}

// wire returns the request as it is sent. It is built once, since the generator takes time from the target.
func (r request) wire(t *target) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: load\r\n", r.method, r.path, t.address)
	if r.body != "" {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(r.body))
	}
	if r.seller {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", t.token)
	}
	return b.String() + "\r\n" + r.body
}

// A connection is kept alive. It reads only the HTTP that the servers here write.
type connection struct {
	net.Conn
	in *bufio.Reader
}

// answerTimeout is how long an answer may take.
const answerTimeout = 30 * time.Second

func dial(address string) (*connection, error) {
	conn, err := net.DialTimeout("tcp", address, answerTimeout)
	if err != nil {
		return nil, err
	}
	return &connection{conn, bufio.NewReaderSize(conn, 64<<10)}, nil
}

// roundTrip sends a request, reads the answer, and returns its status.
func (c *connection) roundTrip(wire []byte) (status int, err error) {
	if err := c.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return 0, err
	}
	if _, err := c.Write(wire); err != nil {
		return 0, err
	}
	line, err := c.in.ReadString('\n')
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return 0, fmt.Errorf("status line %q", line)
	}
	if status, err = strconv.Atoi(fields[1]); err != nil {
		return 0, err
	}
	length := -1
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return 0, err
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name == "" {
			break
		}
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return 0, err
			}
		}
	}
	if length < 0 {
		return 0, errors.New("an answer without its length")
	}
	_, err = io.CopyN(io.Discard, c.in, int64(length))
	return status, err
}
