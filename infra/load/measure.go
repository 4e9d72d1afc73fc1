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

// figures are what came of asking a request for a while.
type figures struct {
	took   []time.Duration // of each answer
	lasted time.Duration
	errors int
	first  error   // of them
	memory []int64 // of the target, in bytes: before, each second, and after
}

func (f *figures) rate() float64 { return float64(len(f.took)) / f.lasted.Seconds() }

// percentile returns milliseconds. The times are in order by then.
func (f *figures) percentile(p int) float64 {
	if len(f.took) == 0 {
		return 0
	}
	return float64(f.took[(len(f.took)-1)*p/100].Microseconds()) / 1000
}

// measure asks a request over several connections at once, each as soon as the
// answer before is there.
func measure(ctx context.Context, t *target, r request, o options) *figures {
	f := &figures{memory: []int64{t.memory()}}
	ctx, cancel := context.WithTimeout(ctx, o.each)
	defer cancel()
	begun := time.Now()
	var mu sync.Mutex
	var asking sync.WaitGroup
	for range o.connections {
		asking.Go(func() {
			took, errors, first := ask(ctx, t, r)
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
	go func() { asking.Wait(); close(done) }()
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

// ask asks over one connection until the time is over.
func ask(ctx context.Context, t *target, r request) (took []time.Duration, failed int, first error) {
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

// wire is the request as it is sent. It is written once: what the generator
// does costs the target time.
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

// A connection is one that is kept open. It reads of HTTP what the servers
// here write.
type connection struct {
	net.Conn
	in *bufio.Reader
}

// patience is how long an answer may take.
const patience = 30 * time.Second

func dial(address string) (*connection, error) {
	conn, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		return nil, err
	}
	return &connection{conn, bufio.NewReaderSize(conn, 64<<10)}, nil
}

// roundTrip sends a request, reads the answer, and returns its status.
func (c *connection) roundTrip(wire []byte) (status int, err error) {
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
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
