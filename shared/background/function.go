package background

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"importchecker/shared/event"
	"importchecker/shared/metric"
)

// A Task is what a Function does when it is woken: all that is due.
type Task interface {
	// Run works until nothing is left, or the context's deadline is near, and
	// returns how much was handled and whether nothing is left.
	Run(ctx context.Context) (handled int, done bool, err error)

	// Oldest returns since when the oldest of what is due has waited; the zero
	// time when nothing is due.
	Oldest(ctx context.Context) (time.Time, error)
}

// Failing is what a Task is as well that knows of work which fails, and is tried
// again.
type Failing interface {
	// Failing returns how much of it there is.
	Failing(ctx context.Context) (int, error)
}

// A Function answers the events that wake it: it implements lambda.Handler.
type Function struct {
	Task Task

	// Partition is what the partition keys of the stream's records begin with
	// that wake the function; blank when it has no stream.
	Partition string
	// Event is the detail-type of the bus's events that wake it; blank for none.
	Event string
	// Uploaded is told the key of a file that was put into a bucket, which wakes
	// the function; nil when no bucket does.
	Uploaded func(ctx context.Context, key string) error

	// Spare is how long before its time is up a run is to end.
	Spare time.Duration

	Log       *slog.Logger
	Metrics   io.Writer
	Namespace string // of the metrics; blank for none
	Name      string // of the function
	Now       func() time.Time
}

// ErrMisfit says that an event is none that wakes the function.
var ErrMisfit = errors.New("no event of this function")

// message is what is read of an event, whoever sends it.
type message struct {
	Records    []record
	Source     string `json:"source"`
	DetailType string `json:"detail-type"`
	// Detail is what the sender says besides: a schedule sends text, the others
	// objects.
	Detail json.RawMessage `json:"detail"`
}

// uploaded returns the key of the file that a bucket's event is about.
func (m *message) uploaded() string {
	var detail struct{ Object struct{ Key string } }
	_ = json.Unmarshal(m.Detail, &detail)
	return detail.Object.Key
}

// record is a part of a batch: of a stream of DynamoDB's, where it fits.
type record struct {
	EventSource string `json:"eventSource"`
	EventName   string `json:"eventName"`
	DynamoDB    struct {
		SequenceNumber string
		Keys           map[string]struct{ S string }
	} `json:"dynamodb"`
	// What names a record of another kind, so that it can be reported.
	Kinesis   struct{ SequenceNumber string } `json:"kinesis"`
	MessageID string                          `json:"messageId"`
}

// id is what a batch's answer calls the record; blank when it has no name.
func (r *record) id() string {
	switch {
	case r.DynamoDB.SequenceNumber != "":
		return r.DynamoDB.SequenceNumber
	case r.Kinesis.SequenceNumber != "":
		return r.Kinesis.SequenceNumber
	}
	return r.MessageID
}

// answer is what a batch's sender is told.
type answer struct {
	Failures []failure `json:"batchItemFailures"`
}

type failure struct {
	Item string `json:"itemIdentifier"`
}

// Invoke implements lambda.Handler.
func (f *Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e message
	err := json.Unmarshal(payload, &e)
	switch {
	case err != nil:
		return nil, f.misfit(ctx, "it cannot be read")
	case len(e.Records) > 0:
		return f.batch(ctx, e.Records)
	case f.Uploaded != nil && e.Source == "aws.s3" && e.DetailType == "Object Created":
		if err := f.Uploaded(ctx, e.uploaded()); err != nil {
			return nil, err
		}
		if err := f.run(ctx, "upload"); err != nil {
			return nil, err
		}
		return []byte("{}"), nil
	case f.wakes(&e):
		if err := f.run(ctx, e.DetailType); err != nil {
			return nil, err
		}
		return []byte("{}"), nil
	}
	return nil, f.misfit(ctx, "neither a stream's, nor a schedule's, nor the bus's")
}

// wakes reports whether an event is a schedule's, or the bus's.
func (f *Function) wakes(e *message) bool {
	switch e.Source {
	case "aws.events", "aws.scheduler":
		return e.DetailType == "Scheduled Event"
	case event.Source:
		return f.Event != "" && e.DetailType == f.Event
	}
	return false
}

// batch works on a stream's records. They say no more than that there is work:
// when it fails, all of them did.
func (f *Function) batch(ctx context.Context, records []record) ([]byte, error) {
	failed := answer{Failures: []failure{}}
	fits := false
	for i := range records {
		r := &records[i]
		if f.fits(r) {
			fits = true
			continue
		}
		if r.id() == "" {
			return nil, f.misfit(ctx, "records of no stream")
		}
		failed.Failures = append(failed.Failures, failure{r.id()})
	}
	if len(failed.Failures) > 0 {
		_ = f.misfit(ctx, fmt.Sprintf("%d of %d records", len(failed.Failures), len(records)))
	}
	if fits {
		if err := f.run(ctx, "stream"); err != nil {
			failed.Failures = failed.Failures[:0]
			for i := range records {
				failed.Failures = append(failed.Failures, failure{records[i].id()})
			}
		}
	}
	return json.Marshal(failed)
}

// fits reports whether a record says that there is work for the function.
func (f *Function) fits(r *record) bool {
	return f.Partition != "" && r.EventSource == "aws:dynamodb" && r.EventName == "INSERT" &&
		r.DynamoDB.SequenceNumber != "" &&
		strings.HasPrefix(r.DynamoDB.Keys["PK"].S, f.Partition)
}

// misfit logs that an event is not for the function, without what is in it.
func (f *Function) misfit(ctx context.Context, why string) error {
	f.Log.LogAttrs(ctx, slog.LevelError, "misfit", append(ids(ctx), slog.String("error", why))...)
	return fmt.Errorf("%w: %s", ErrMisfit, why)
}

// run does what there is to do, and tells of it.
func (f *Function) run(ctx context.Context, woken string) error {
	begun := f.Now()
	handled, done, err := f.guarded(ctx)
	ended := f.Now()
	f.report(ctx, handled, done && err == nil, ended)
	attrs := append(ids(ctx), slog.String("woken_by", woken), slog.Int("handled", handled), slog.Bool("done", done),
		slog.Float64("duration_ms", float64(ended.Sub(begun).Microseconds())/1000))
	switch {
	case err != nil:
		attrs = append(attrs, slog.String("error", err.Error()))
		f.Log.LogAttrs(ctx, slog.LevelError, "run", attrs...)
		return err
	case handled > 0 || !done:
		f.Log.LogAttrs(ctx, slog.LevelInfo, "run", attrs...)
	}
	return nil
}

// guarded runs the task within its time. A panic is an error, so that the program
// goes on. That time ran out, after something was done, is none.
func (f *Function) guarded(ctx context.Context) (handled int, done bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			f.Log.LogAttrs(ctx, slog.LevelError, "broke down",
				append(ids(ctx), slog.String("error", fmt.Sprintf("%v\n%s", v, debug.Stack())))...)
			err = fmt.Errorf("broke down: %v", v)
		}
	}()
	within := ctx
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		within, cancel = context.WithDeadline(ctx, deadline.Add(-min(f.Spare, time.Until(deadline)/2)))
		defer cancel()
	}
	handled, done, err = f.Task.Run(within)
	if err != nil && handled > 0 && within.Err() != nil {
		return handled, false, nil
	}
	return handled, done, err
}

// backlogTime is how long it may take to say what is left, and what of it fails: a
// part of the time that is spared.
const backlogTime = 500 * time.Millisecond

// report writes the metrics of a run, with what it left.
func (f *Function) report(ctx context.Context, handled int, done bool, at time.Time) {
	ctx, cancel := context.WithTimeout(ctx, backlogTime)
	defer cancel()
	age := time.Duration(0)
	if !done {
		age = f.backlog(ctx, at)
	}
	f.measure(handled, age, f.failing(ctx), at)
}

// backlog returns how long the oldest of what is left has waited; when that
// cannot be said, 0.
func (f *Function) backlog(ctx context.Context, now time.Time) time.Duration {
	oldest, err := f.Task.Oldest(ctx)
	if err != nil || oldest.IsZero() {
		return 0
	}
	return max(now.Sub(oldest), 0)
}

// failing returns how much fails and is tried again; -1 when the task does not
// know, or it cannot be said.
func (f *Function) failing(ctx context.Context) int {
	task, knows := f.Task.(Failing)
	if !knows {
		return -1
	}
	n, err := task.Failing(ctx)
	if err != nil {
		return -1
	}
	return n
}

// ids returns what joins a log line to the invocation and the trace.
func ids(ctx context.Context) []slog.Attr {
	var list []slog.Attr
	if lc, ok := lambdacontext.FromContext(ctx); ok && lc.AwsRequestID != "" {
		list = append(list, slog.String("correlation_id", lc.AwsRequestID))
	}
	header, _ := ctx.Value("x-amzn-trace-id").(string) // Lambda's own
	for part := range strings.SplitSeq(header, ";") {
		if root, ok := strings.CutPrefix(part, "Root="); ok {
			list = append(list, slog.String("trace_id", root))
		}
	}
	return list
}

// measure writes the metrics of a run, in CloudWatch's embedded format.
func (f *Function) measure(handled int, age time.Duration, failing int, at time.Time) {
	if f.Namespace == "" {
		return
	}
	var l metric.Line
	l.Begin(at)
	l.Directive(f.Namespace)
	l.Dimension("function")
	l.Metric("Handled", "Count")
	l.Metric("BacklogAge", "Seconds")
	if failing >= 0 {
		l.Metric("Failing", "Count")
	}
	l.CloseDirective()
	l.Text("function", f.Name)
	l.Value("Handled", float64(handled))
	l.Value("BacklogAge", age.Seconds())
	if failing >= 0 {
		l.Value("Failing", float64(failing))
	}
	_, _ = f.Metrics.Write(l.Done()) // there is nobody to tell that it failed
}
