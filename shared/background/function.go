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

// A Task is the work of a Function: each run does all that is due.
type Task interface {
	// Run works until nothing is left or the context's deadline is near. It returns how much was handled, and
	// whether nothing is left.
	Run(ctx context.Context) (handled int, done bool, err error)

	// Oldest returns since when the oldest work that is due has waited, or the zero time if none is due.
	Oldest(ctx context.Context) (time.Time, error)
}

// Failing is implemented by a Task that knows of work which fails and will be retried.
type Failing interface {
	// Failing returns the amount of such work.
	Failing(ctx context.Context) (int, error)
}

// A Function handles the events that wake it: it implements lambda.Handler.
type Function struct {
	Task Task

	// Partition is the prefix of the partition keys of stream records that wake the function; empty if it has
	// no stream.
	Partition string
	// Event is the detail-type of bus events that wake the function; empty for none.
	Event string
	// Uploaded is called with the key of a file that was put into the bucket, before a run; nil if no bucket
	// wakes the function.
	Uploaded func(ctx context.Context, key string) error

	// Spare is how long before its deadline a run ends.
	Spare time.Duration

	Log       *slog.Logger
	Metrics   io.Writer
	Namespace string // of the metrics; empty for none
	Name      string // of the function
	Now       func() time.Time
}

// ErrMisfit is returned for an event that does not wake the function.
var ErrMisfit = errors.New("no event of this function")

// message is the part of an event that is read, whatever its source.
type message struct {
	Records    []record
	Source     string `json:"source"`
	DetailType string `json:"detail-type"`
	// Detail is the sender's data: a schedule sends text, others send objects.
	Detail json.RawMessage `json:"detail"`
}

// uploaded returns the key of the file in a bucket's event.
func (m *message) uploaded() string {
	var detail struct{ Object struct{ Key string } }
	_ = json.Unmarshal(m.Detail, &detail)
	return detail.Object.Key
}

// record is a record of a batch; of DynamoDB's stream if it is the function's.
type record struct {
	EventSource string `json:"eventSource"`
	EventName   string `json:"eventName"`
	DynamoDB    struct {
		SequenceNumber string
		Keys           map[string]struct{ S string }
	} `json:"dynamodb"`
	// The ids of records of other kinds, so that they can be reported.
	Kinesis   struct{ SequenceNumber string } `json:"kinesis"`
	MessageID string                          `json:"messageId"`
}

// id returns the id that the batch response uses for the record; empty if it has none.
func (r *record) id() string {
	switch {
	case r.DynamoDB.SequenceNumber != "":
		return r.DynamoDB.SequenceNumber
	case r.Kinesis.SequenceNumber != "":
		return r.Kinesis.SequenceNumber
	}
	return r.MessageID
}

// batchResponse is the response to a batch.
type batchResponse struct {
	Failures []itemFailure `json:"batchItemFailures"`
}

type itemFailure struct {
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

// wakes reports whether an event comes from a schedule, or is one that the function waits for on the bus.
func (f *Function) wakes(e *message) bool {
	switch e.Source {
	case "aws.events", "aws.scheduler":
		return e.DetailType == "Scheduled Event"
	case event.Source:
		return f.Event != "" && e.DetailType == f.Event
	}
	return false
}

// batch handles a stream's records. A record only says that there is work, so if the run fails, all records
// fail.
func (f *Function) batch(ctx context.Context, records []record) ([]byte, error) {
	failed := batchResponse{Failures: []itemFailure{}}
	anyFits := false
	for i := range records {
		r := &records[i]
		if f.fits(r) {
			anyFits = true
			continue
		}
		if r.id() == "" {
			return nil, f.misfit(ctx, "records of no stream")
		}
		failed.Failures = append(failed.Failures, itemFailure{r.id()})
	}
	if len(failed.Failures) > 0 {
		_ = f.misfit(ctx, fmt.Sprintf("%d of %d records", len(failed.Failures), len(records)))
	}
	if anyFits {
		if err := f.run(ctx, "stream"); err != nil {
			failed.Failures = failed.Failures[:0]
			for i := range records {
				failed.Failures = append(failed.Failures, itemFailure{records[i].id()})
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

// misfit logs that an event is not for the function, without its content.
func (f *Function) misfit(ctx context.Context, why string) error {
	f.Log.LogAttrs(ctx, slog.LevelError, "misfit", append(correlationAttrs(ctx), slog.String("error", why))...)
	return fmt.Errorf("%w: %s", ErrMisfit, why)
}

// run runs the task, then logs and measures the run.
func (f *Function) run(ctx context.Context, wokenBy string) error {
	begun := f.Now()
	handled, done, err := f.runTask(ctx)
	ended := f.Now()
	f.report(ctx, handled, done && err == nil, ended)
	attrs := append(correlationAttrs(ctx),
		slog.String("woken_by", wokenBy), slog.Int("handled", handled), slog.Bool("done", done),
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

// runTask runs the task with a deadline. A panic becomes an error, so that the program goes on. Running out of
// time after some work is no error.
func (f *Function) runTask(ctx context.Context) (handled int, done bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			f.Log.LogAttrs(ctx, slog.LevelError, "broke down",
				append(correlationAttrs(ctx), slog.String("error", fmt.Sprintf("%v\n%s", v, debug.Stack())))...)
			err = fmt.Errorf("broke down: %v", v)
		}
	}()
	taskCtx := ctx
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		taskCtx, cancel = context.WithDeadline(ctx, deadline.Add(-min(f.Spare, time.Until(deadline)/2)))
		defer cancel()
	}
	handled, done, err = f.Task.Run(taskCtx)
	if err != nil && handled > 0 && taskCtx.Err() != nil {
		return handled, false, nil
	}
	return handled, done, err
}

// backlogTime limits the queries for the backlog and for failing work. It is part of the spare time.
const backlogTime = 500 * time.Millisecond

// report writes the metrics of a run, with the backlog that it left.
func (f *Function) report(ctx context.Context, handled int, done bool, at time.Time) {
	ctx, cancel := context.WithTimeout(ctx, backlogTime)
	defer cancel()
	age := time.Duration(0)
	if !done {
		age = f.backlog(ctx, at)
	}
	f.measure(handled, age, f.failing(ctx), at)
}

// backlog returns how long the oldest remaining work has waited, or 0 if it is unknown.
func (f *Function) backlog(ctx context.Context, now time.Time) time.Duration {
	oldest, err := f.Task.Oldest(ctx)
	if err != nil || oldest.IsZero() {
		return 0
	}
	return max(now.Sub(oldest), 0)
}

// failing returns the amount of work that fails and will be retried, or -1 if it is unknown.
func (f *Function) failing(ctx context.Context) int {
	task, ok := f.Task.(Failing)
	if !ok {
		return -1
	}
	n, err := task.Failing(ctx)
	if err != nil {
		return -1
	}
	return n
}

// correlationAttrs returns the ids that link a log line to the invocation and the trace.
func correlationAttrs(ctx context.Context) []slog.Attr {
	var list []slog.Attr
	if lc, ok := lambdacontext.FromContext(ctx); ok && lc.AwsRequestID != "" {
		list = append(list, slog.String("correlation_id", lc.AwsRequestID))
	}
	header, _ := ctx.Value("x-amzn-trace-id").(string) // set by Lambda
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
	_, _ = f.Metrics.Write(l.Done()) // there is no way to report that it failed
}
