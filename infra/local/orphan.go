package main

import (
	"context"
	"os"
	"strings"
	"time"
)

// stopWithGoRun calls stop when the program was started by "go run" and that
// has ended. A terminal's Ctrl-C reaches both, but "go run" passes no other
// signal on: told to terminate, it ends and leaves the program behind, with the
// port and the data folder still taken.
func stopWithGoRun(ctx context.Context, stop func()) {
	path, err := os.Executable()
	if err != nil || !strings.Contains(path, "go-build") {
		return // built by hand: it may well outlive the shell that started it
	}
	parent := os.Getppid()
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if os.Getppid() != parent {
				stop()
				return
			}
		}
	}
}
