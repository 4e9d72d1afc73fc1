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

// backgroundFolders are the functions that nobody waits for, and what they do here:
// the same, in a loop in the place of streams, schedules and the bus.
var backgroundFolders = []string{
	"functions/check-catalogues", "functions/decide-again", "functions/deliver-webhooks", "functions/tell-sellers",
}

const (
	// lookEvery is how often there is a look for work that nobody told of: what is
	// due only now, and what an earlier run left over.
	lookEvery = time.Second

	// restAfter is how long a task rests that has failed.
	restAfter = 5 * time.Second

	// decideConcurrency, tellParallel: as deployed, or less.
	decideConcurrency = 2
	tellParallel      = 4
)

// tasks returns what each of the functions in the background does.
func (p *parts) tasks() map[string]background.Task {
	kept, hooks := store.NewPublications(p.table), store.NewWebhooks(p.table)
	worker := redecision.Worker{Library: p.desk.Library, Store: kept, Answer: submitted.DecideAgain(p.names), Now: p.now}
	told := background.Publishers{p.events, &webhook.Fanout{Store: hooks, Now: p.now}}
	return map[string]background.Task{
		"functions/check-catalogues": p.catalogues(),
		"functions/decide-again":     background.NewDecide(worker, decideConcurrency, p.log),
		"functions/tell-sellers": &background.Tell{Relay: &event.Relay{
			Outbox: kept, Publisher: background.LogPublished(told, p.log), Now: p.now, Parallel: tellParallel}},
		"functions/deliver-webhooks": background.NewDeliver(webhook.Deliverer{
			Store: hooks, Events: kept, Client: anywhere.Client(), Secrets: p.secrets, Now: p.now}, p.log),
	}
}

// ring tells those who work in the background that there may be work.
func (p *parts) ring() {
	for _, bell := range p.bells {
		select {
		case bell <- struct{}{}:
		default: // it is rung already
		}
	}
}

// work does what is done in the background until ctx is done.
func (p *parts) work(ctx context.Context) {
	tasks := p.tasks()
	if p.alone { // those who worked before are dead
		if err := p.catalogues().Release(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("catalogues could not be put back in line", "error", err.Error())
		}
	}
	var group sync.WaitGroup
	group.Go(func() { p.sweepCatalogues(ctx) })
	for _, folder := range backgroundFolders {
		group.Go(func() {
			for ctx.Err() == nil {
				rest := lookEvery
				handled, _, err := tasks[folder].Run(ctx)
				if err != nil && ctx.Err() == nil {
					p.log.Error("not done in the background", "function", filepath.Base(folder), "error", err.Error())
					rest = restAfter
				}
				if handled > 0 {
					p.ring() // what one does is the next one's work
				}
				select {
				case <-p.bells[folder]:
				case <-time.After(rest):
				case <-ctx.Done():
				}
			}
		})
	}
	group.Wait()
}

// sweepCatalogues removes the files of catalogues that are no longer kept, now and
// again; a bucket has a rule for that.
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

// eventsFile is the name of the file that stands in for EventBridge: events as
// they would be put on the bus, one a line.
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
	// A line that a power cut broke off is ended, so that the next is whole.
	if info, err := file.Stat(); err == nil && info.Size() > 0 {
		last := make([]byte, 1)
		if _, err := file.ReadAt(last, info.Size()-1); err == nil && last[0] != '\n' {
			_, _ = file.Write([]byte("\n"))
		}
	}
	return &eventLog{file: file}, nil
}

// Publish implements event.Publisher. The event is durable when it returns,
// and may be there twice. What one webhook alone is told is not for the bus.
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
