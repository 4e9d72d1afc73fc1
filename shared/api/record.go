package api

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"importchecker/shared/api/problem"
	"importchecker/shared/eligibility"
)

// record is what is noted of a request for its log lines and metrics, beyond
// the request itself. It never holds a body, a token or a name.
type record struct {
	now  func() time.Time
	last time.Time // when what was noted last was done

	problem    problem.Code
	Failure    string // what failed inside
	Submission string
	Imported   string // list and edition, id and state of an import
	Replayed   bool
	decisions  []decided
	stored     []stored
}

// decided is a decision that is part of the answer. That on a service has its
// places for channels; see decidedService.
type decided struct {
	*eligibility.Decision
	item int // its place in a batch, or alone
	took time.Duration
}

// Alone is the place of a decision that is no item of a batch.
const Alone = -1

// stored is a call of the store.
type stored struct {
	operation string
	took      time.Duration
	failed    bool
}

type recordKey struct{}

// Note returns the record of the request that ctx belongs to.
func Note(ctx context.Context) *record {
	if rec, ok := ctx.Value(recordKey{}).(*record); ok {
		return rec
	}
	return &record{now: func() time.Time { return time.Time{} }} // nobody reads it
}

// Decided notes a decision that answers the request, or the item of a batch.
func (rec *record) Decided(item int, d *eligibility.Decision) {
	now := rec.now()
	rec.decisions = append(rec.decisions, decided{d, item, now.Sub(rec.last)})
	rec.last = now
}

// NoteStored notes a call of the store for the log and the metrics of the
// request that ctx belongs to. store.Timed calls it.
func NoteStored(ctx context.Context, operation string, took time.Duration, err error) {
	rec := Note(ctx)
	rec.stored = append(rec.stored, stored{operation, took, err != nil})
}

// log writes a line for the request, and where it asked for many decisions one
// for each of them.
func (rec *record) log(ctx context.Context, log *slog.Logger, route string, req *Request, res *Response, took time.Duration) {
	level := slog.LevelInfo
	if res.StatusCode >= 500 || route == notAnEvent {
		level = slog.LevelError
	}
	if !log.Enabled(ctx, level) {
		return
	}
	ids := []slog.Attr{slog.String("correlation_id", CorrelationID(req))}
	if trace := traceID(ctx, req); trace != "" {
		ids = append(ids, slog.String("trace_id", trace))
	}
	attrs := append(make([]slog.Attr, 0, 16),
		slog.String("route", route),
		slog.Int("status", res.StatusCode),
		milliseconds("duration_ms", took))
	attrs = append(attrs, ids...)
	if rec.problem != "" {
		attrs = append(attrs, slog.String("problem", string(rec.problem)))
	}
	if rec.Failure != "" {
		attrs = append(attrs, slog.String("error", rec.Failure))
	}
	if rec.Submission != "" {
		attrs = append(attrs, slog.String("submission", rec.Submission))
	}
	if rec.Imported != "" {
		attrs = append(attrs, slog.String("import", rec.Imported))
	}
	if rec.Replayed {
		attrs = append(attrs, slog.Bool("replayed", true))
	}
	if len(rec.stored) > 0 {
		var sum time.Duration
		for _, s := range rec.stored {
			sum += s.took
		}
		attrs = append(attrs, milliseconds("store_ms", sum))
	}
	if len(rec.decisions) == 1 && rec.decisions[0].item == Alone {
		attrs = rec.decisions[0].attrs(attrs)
	} else if len(rec.decisions) > 0 {
		attrs = append(attrs, slog.Int("decisions", len(rec.decisions)))
		for _, d := range rec.decisions {
			line := append([]slog.Attr{slog.Int("item", d.item), milliseconds("duration_ms", d.took)}, ids...)
			log.LogAttrs(ctx, level, "decision", d.attrs(line)...)
		}
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}

func milliseconds(name string, d time.Duration) slog.Attr {
	return slog.Float64(name, float64(d.Microseconds())/1000)
}

// attrs appends what was decided, from what.
func (d decided) attrs(attrs []slog.Attr) []slog.Attr {
	var verdicts, reasons, editions []string
	for i := range d.Channels {
		c := &d.Channels[i]
		verdicts = append(verdicts, string(c.Channel)+"="+c.Verdict.String())
		for j := range c.Reasons {
			if v := string(c.Reasons[j].Code); !slices.Contains(reasons, v) {
				reasons = append(reasons, v)
			}
		}
	}
	for _, e := range d.Lists {
		editions = append(editions, e.List+"/"+e.ID)
	}
	return append(attrs,
		slog.String("as_of", d.AsOf.String()),
		slog.String("verdicts", strings.Join(verdicts, " ")),
		slog.String("reasons", strings.Join(reasons, " ")),
		slog.String("editions", strings.Join(editions, " ")))
}

// traceID returns the id of the trace that the request is part of, as Lambda
// says it or else the gateway: the root in
// "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1".
func traceID(ctx context.Context, req *Request) string {
	header, _ := ctx.Value("x-amzn-trace-id").(string)
	if header == "" {
		header = req.Headers["x-amzn-trace-id"]
	}
	for part := range strings.SplitSeq(header, ";") {
		if root, ok := strings.CutPrefix(part, "Root="); ok && isTraceID(root) {
			return root
		}
	}
	return ""
}

// isTraceID reports whether s is of the form of a trace's id. Outside AWS, the
// header is whatever a caller sends.
func isTraceID(s string) bool {
	if len(s) != len("1-67891233-abcdef012345678912345678") {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 1 || i == 10:
			if c != '-' {
				return false
			}
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f':
		default:
			return false
		}
	}
	return true
}

// DecidedService notes a decision on a service. In the log, in the metrics and
// in a stored submission, a place stands where goods have a channel.
func (rec *record) DecidedService(d *eligibility.ServiceDecision) {
	noted := eligibility.Decision{AsOf: d.AsOf, Lists: d.Lists}
	for i := range d.Places {
		place := &d.Places[i]
		noted.Channels = append(noted.Channels, eligibility.ChannelDecision{
			Channel: eligibility.ChannelID(place.Place.String()), Verdict: place.Verdict, Reasons: place.Reasons})
	}
	rec.Decided(Alone, &noted)
}
