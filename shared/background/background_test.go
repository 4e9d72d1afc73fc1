package background_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"importchecker/shared/background"
	"importchecker/shared/event"
)

// task is a Task with configurable results.
type task struct {
	run    func(ctx context.Context) (int, bool, error)
	oldest time.Time
	ran    int
}

func (t *task) Run(ctx context.Context) (int, bool, error)    { t.ran++; return t.run(ctx) }
func (t *task) Oldest(ctx context.Context) (time.Time, error) { return t.oldest, nil }

var now = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

// function is a Function with its output.
type function struct {
	*background.Function
	task    *task
	log     *strings.Builder
	metrics *bytes.Buffer
}

func newFunction(run func(ctx context.Context) (int, bool, error)) function {
	f := function{task: &task{run: run}, log: new(strings.Builder), metrics: new(bytes.Buffer)}
	f.Function = &background.Function{
		Task: f.task, Partition: "OUTBOX#", Event: "webhooks.due", Spare: time.Second,
		Log:     slog.New(slog.NewJSONHandler(f.log, nil)),
		Metrics: f.metrics, Namespace: "test", Name: "tell", Now: func() time.Time { return now },
	}
	return f
}

func doNothing(context.Context) (int, bool, error) { return 0, true, nil }

const (
	scheduled = `{"source":"aws.scheduler","detail-type":"Scheduled Event"}`
	ours      = `{"eventSource":"aws:dynamodb","eventName":"INSERT","dynamodb":{"SequenceNumber":"1","Keys":{"PK":{"S":"OUTBOX#07"}}}}`
	another   = `{"eventSource":"aws:dynamodb","eventName":"INSERT","dynamodb":{"SequenceNumber":"2","Keys":{"PK":{"S":"LIST#JOBS"}}}}`
	removed   = `{"eventSource":"aws:dynamodb","eventName":"REMOVE","dynamodb":{"SequenceNumber":"3","Keys":{"PK":{"S":"OUTBOX#07"}}}}`
	queued    = `{"eventSource":"aws:sqs","messageId":"m-1","body":"{}"}`
	nameless  = `{"eventSource":"aws:s3","s3":{}}`
)

func batch(records ...string) string { return `{"Records":[` + strings.Join(records, ",") + `]}` }

func TestWakes(t *testing.T) {
	fails := func(context.Context) (int, bool, error) { return 0, false, errors.New("the table is down") }
	for _, test := range []struct {
		name  string
		event string
		run   func(context.Context) (int, bool, error)
		ran   int
		want  string // the response; empty for an error
	}{
		{"a schedule", scheduled, doNothing, 1, `{}`},
		{"a rule's schedule", `{"source":"aws.events","detail-type":"Scheduled Event"}`, doNothing, 1, `{}`},
		{"the bus", `{"source":"import-checker","detail-type":"webhooks.due","detail":{}}`, doNothing, 1, `{}`},
		{"another event of the bus", `{"source":"import-checker","detail-type":"decision.changed","detail":{}}`, doNothing, 0,
			""},
		{"another's event of that name", `{"source":"elsewhere","detail-type":"webhooks.due"}`, doNothing, 0, ""},
		{"the stream", batch(ours, ours), doNothing, 1, `{"batchItemFailures":[]}`},
		{"the stream, with another's record", batch(ours, another), doNothing, 1,
			`{"batchItemFailures":[{"itemIdentifier":"2"}]}`},
		{"the stream, of another", batch(another), doNothing, 0, `{"batchItemFailures":[{"itemIdentifier":"2"}]}`},
		{"the stream, what was removed", batch(removed), doNothing, 0, `{"batchItemFailures":[{"itemIdentifier":"3"}]}`},
		{"a queue", batch(queued), doNothing, 0, `{"batchItemFailures":[{"itemIdentifier":"m-1"}]}`},
		{"a bucket", batch(nameless), doNothing, 0, ""},
		{"the stream, and it fails", batch(ours, another), fails, 1,
			`{"batchItemFailures":[{"itemIdentifier":"1"},{"itemIdentifier":"2"}]}`},
		{"a schedule, and it fails", scheduled, fails, 1, ""},
		{"nothing", `{}`, doNothing, 0, ""},
		{"no JSON", `{`, doNothing, 0, ""},
		{"a list", `[]`, doNothing, 0, ""},
		{"it panics", scheduled, func(context.Context) (int, bool, error) { panic("so") }, 1, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFunction(test.run)
			got, err := f.Invoke(t.Context(), []byte(test.event))
			if (err == nil) != (test.want != "") || string(got) != test.want || f.task.ran != test.ran {
				t.Errorf("%s, %v, run %d times", got, err, f.task.ran)
			}
			if strings.Contains(test.want, ":[{") || err != nil {
				if !strings.Contains(f.log.String(), `"level":"ERROR"`) {
					t.Errorf("log %s", f.log)
				}
			} else if f.log.Len() > 0 {
				t.Errorf("nothing was done, and it says %s", f.log)
			}
		})
	}
}

// TestMeasures checks the metrics of a run: the amount handled and the age of the backlog.
func TestMeasures(t *testing.T) {
	f := newFunction(func(context.Context) (int, bool, error) { return 7, false, nil })
	f.task.oldest = now.Add(-90 * time.Second)
	if _, err := f.Invoke(t.Context(), []byte(scheduled)); err != nil {
		t.Fatal(err)
	}
	var line struct {
		AWS struct {
			CloudWatchMetrics []struct {
				Namespace  string
				Dimensions [][]string
				Metrics    []struct{ Name, Unit string }
			}
		} `json:"_aws"`
		Function            string
		Handled, BacklogAge float64
	}
	if err := json.Unmarshal(f.metrics.Bytes(), &line); err != nil || line.Function != "tell" || line.Handled != 7 ||
		line.BacklogAge != 90 ||
		len(line.AWS.CloudWatchMetrics) != 1 || len(line.AWS.CloudWatchMetrics[0].Metrics) != 2 {
		t.Errorf("%v: %s", err, f.metrics)
	}
	if !strings.Contains(f.log.String(), `"handled":7,"done":false`) {
		t.Errorf("log %s", f.log)
	}
	f.metrics.Reset()
	f.Namespace = ""
	if _, err := f.Invoke(t.Context(), []byte(scheduled)); err != nil || f.metrics.Len() != 0 {
		t.Errorf("%v: %s", err, f.metrics)
	}
}

// TestTime checks that a run ends before its deadline, which is a failure only if nothing was done.
func TestTime(t *testing.T) {
	for handled, fails := range map[int]bool{0: true, 3: false} {
		f := newFunction(func(ctx context.Context) (int, bool, error) {
			<-ctx.Done()
			return handled, false, ctx.Err()
		})
		ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
		begun := time.Now()
		_, err := f.Invoke(ctx, []byte(scheduled))
		if (err != nil) != fails || time.Since(begun) > 350*time.Millisecond {
			t.Errorf("%d handled: %v after %v", handled, err, time.Since(begun))
		}
		cancel()
	}
}

type publisher func(event.Event) error

func (p publisher) Publish(_ context.Context, e event.Event) error { return p(e) }

func TestAll(t *testing.T) {
	var order []string
	say := func(name string, err error) event.Publisher {
		return publisher(func(event.Event) error { order = append(order, name); return err })
	}
	if err := (background.Publishers{say("a", nil), say("b", nil)}).Publish(t.Context(), event.Event{}); err != nil ||
		strings.Join(order, " ") != "a b" {
		t.Errorf("%v, %v", order, err)
	}
	order = nil
	failing := background.Publishers{say("a", errors.New("x")), say("b", nil)}
	if err := failing.Publish(t.Context(), event.Event{}); err == nil ||
		strings.Join(order, " ") != "a" {
		t.Errorf("%v, %v", order, err)
	}
}

// FuzzInvoke checks that any bytes are handled or refused.
func FuzzInvoke(f *testing.F) {
	for _, seed := range []string{scheduled, batch(ours, another), batch(queued), batch(nameless), "", "null",
		`{"Records":[{}]}`, `{"Records":[null]}`} {
		f.Add([]byte(seed))
	}
	files, _ := filepath.Glob("../../events/*/*.json")
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && len(text) < 4096 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, event []byte) {
		fn := newFunction(doNothing)
		out, err := fn.Invoke(context.Background(), event)
		if err == nil && !json.Valid(out) {
			t.Errorf("%s", out)
		}
	})
}
