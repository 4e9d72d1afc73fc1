package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"importchecker/shared/api/submitted"
	"importchecker/shared/background"
	"importchecker/shared/event"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/webhook"
)

// backgroundFolders are the background functions. Here they run in a loop instead of being woken by streams,
// schedules and the bus.
var backgroundFolders = []string{
	"functions/check-catalogues", "functions/decide-again", "functions/deliver-webhooks", "functions/tell-sellers",
}

const (
	// pollInterval is how often a task runs without being woken, for work that has become due or remains from
	// an earlier run.
	pollInterval = time.Second

	// retryDelay is how long a task waits after a failure.
	retryDelay = 5 * time.Second

	// decideConcurrency and publishParallel are as deployed, or lower.
	decideConcurrency = 2
	publishParallel   = 4
)

// tasks returns the tasks of the background functions.
func (p *parts) tasks() map[string]background.Task {
	publications, hooks := store.NewPublications(p.table), store.NewWebhooks(p.table)
	worker := redecision.Worker{
		Library: p.editor.Library, Store: publications, Answer: submitted.DecideAgain(p.names), Now: p.now,
	}
	publishers := background.Publishers{p.events, &webhook.Fanout{Store: hooks, Now: p.now}}
	return map[string]background.Task{
		"functions/check-catalogues": p.catalogues(),
		"functions/decide-again":     background.NewDecide(worker, decideConcurrency, p.log),
		"functions/tell-sellers": &background.Tell{Relay: &event.Relay{
			Outbox: publications, Publisher: background.LogPublished(publishers, p.log), Now: p.now,
			Parallel: publishParallel}},
		"functions/deliver-webhooks": background.NewDeliver(webhook.Deliverer{
			Store: hooks, Events: publications, Client: localWebhooks.Client(), Secrets: p.secrets, Now: p.now}, p.log),
	}
}

// wake wakes the background tasks, since there may be work.
func (p *parts) wake() {
	for _, wakeup := range p.wakeups {
		select {
		case wakeup <- struct{}{}:
		default: // it is rung already
		}
	}
}

// work runs the background tasks until ctx is done.
func (p *parts) work(ctx context.Context) {
	tasks := p.tasks()
	if p.exclusive { // other workers are dead
		if err := p.catalogues().Release(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("catalogues could not be put back in line", "error", err.Error())
		}
	}
	var group sync.WaitGroup
	group.Go(func() { p.sweepCatalogues(ctx) })
	for _, folder := range backgroundFolders {
		group.Go(func() {
			for ctx.Err() == nil {
				wait := pollInterval
				handled, _, err := tasks[folder].Run(ctx)
				if err != nil && ctx.Err() == nil {
					p.log.Error("not done in the background", "function", filepath.Base(folder), "error", err.Error())
					wait = retryDelay
				}
				if handled > 0 {
					p.wake() // it may have created work for another task
				}
				select {
				case <-p.wakeups[folder]:
				case <-time.After(wait):
				case <-ctx.Done():
				}
			}
		})
	}
	group.Wait()
}

// sweepCatalogues periodically removes the files of expired catalogues; a bucket has a lifecycle rule for that.
func (p *parts) sweepCatalogues(ctx context.Context) {
	jobs := store.NewCatalogues(p.table)
	for {
		_, err := p.sheets.Sweep(ctx, func(ctx context.Context, id string) (bool, error) {
			j, err := jobs.Find(ctx, id)
			if errors.Is(err, storage.ErrNotFound) {
				return false, nil
			}
			return err != nil || p.now().Before(j.ExpiresAt()), err
		})
		if err != nil && ctx.Err() == nil {
			p.log.Warn("files of catalogues could not be removed", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(sweepEvery):
		}
	}
}

// eventsFile is the file used instead of EventBridge: events as they would be put on the bus, one a line.
const eventsFile = "events.jsonl"

// An eventLog is a Publisher that appends events to a file.
type eventLog struct {
	mu   sync.Mutex
	file *os.File
}

func openEventLog(folder string) (*eventLog, error) {
	file, err := os.OpenFile(filepath.Join(folder, eventsFile), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	// End a line that a power cut broke off, so that the next one is whole.
	if info, err := file.Stat(); err == nil && info.Size() > 0 {
		last := make([]byte, 1)
		if _, err := file.ReadAt(last, info.Size()-1); err == nil && last[0] != '\n' {
			_, _ = file.Write([]byte("\n"))
		}
	}
	return &eventLog{file: file}, nil
}

// Publish implements event.Publisher. The event is durable when it returns, and may be written twice. Events
// for one webhook are not for the bus.
func (l *eventLog) Publish(_ context.Context, e event.Event) error {
	if e.Only() != "" {
		return nil
	}
	detail, err := e.Detail()
	if err != nil {
		return err
	}
	line, err := json.Marshal(map[string]any{"source": event.Source, "detail-type": e.Type,
		"detail": json.RawMessage(detail)})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err = l.file.Write(append(line, '\n'))
	return errors.Join(err, l.file.Sync())
}

func (l *eventLog) Close() error { return l.file.Close() }
