package storage

import (
	"context"
	"math/rand/v2"
	"time"
)

// Pause waits, or returns early with the error of the context.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Jitter returns a random time from half of d to d, so that callers that failed together
// do not try again together.
func Jitter(d time.Duration) time.Duration { return d/2 + rand.N(d/2) }
