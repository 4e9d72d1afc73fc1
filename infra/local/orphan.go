package main

import (
	"context"
	"os"
	"strings"
	"time"
)

// stopWithGoRun calls stop when the program was started by "go run" and that has ended. A terminal's Ctrl-C
// reaches both, but "go run" passes on no other signal: when it is terminated, it would leave the program
// running, with the port and the data folder in use.
func stopWithGoRun(ctx context.Context, stop func()) {
	path, err := os.Executable()
	if err != nil || !strings.Contains(path, "go-build") {
		return // built by hand: it may outlive the shell that started it
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
