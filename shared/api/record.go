package api

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"importchecker/shared/api/problem"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// record collects what the log lines and metrics of a request say beyond the
// request itself. It never has a body, a token or a name.
type record struct {
	now  func() time.Time
	last time.Time // when the last noted decision was finished

	problem    problem.Code
	Failure    string // the detail of an internal failure
	Submission string
	Imported   string // list and edition, id and state of an import
	Replayed   bool
	decisions  []decisionRecord
	storeCalls []storeCall
}

// decisionRecord is what is noted of a decision that is part of the answer.
type decisionRecord struct {
	item     int // the index in a batch, or NotInBatch
	took     time.Duration
	verdicts []verdictAt
	reasons  []eligibility.ReasonCode // each once
	day      edition.Date
	editions []*edition.Edition
}

// verdictAt is the verdict for a channel or a place.
type verdictAt struct {
	where   string
	verdict eligibility.Verdict
}

// noteReasons adds the codes of reasons that are not noted yet.
func (d *decisionRecord) noteReasons(reasons []eligibility.Reason) {
	for i := range reasons {
		if code := reasons[i].Code; !slices.Contains(d.reasons, code) {
			d.reasons = append(d.reasons, code)
		}
	}
}

// NotInBatch is the item index of a decision that is not part of a batch.
const NotInBatch = -1

// storeCall is a call of the store.
type storeCall struct {
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
	return &record{now: func() time.Time { return time.Time{} }} // it is not read
}

// Decided notes a decision on goods that answers the request, or an item of a
// batch. It keeps no reference to the decision's memory.
func (rec *record) Decided(item int, d *eligibility.Decision) {
	noted := decisionRecord{
		item: item, day: d.AsOf, editions: slices.Clone(d.Lists),
		verdicts: make([]verdictAt, 0, len(d.Channels)), reasons: make([]eligibility.ReasonCode, 0, usualReasons),
	}
	for i := range d.Channels {
		c := &d.Channels[i]
		noted.verdicts = append(noted.verdicts, verdictAt{string(c.Channel), c.Verdict})
		noted.noteReasons(c.Reasons)
	}
	rec.note(noted)
}

// usualReasons is the number of reasons that most decisions do not exceed.
const usualReasons = 24

// DecidedService notes a decision on a service that answers the request.
func (rec *record) DecidedService(d *eligibility.ServiceDecision) {
	noted := decisionRecord{item: NotInBatch, day: d.AsOf, editions: d.Lists}
	for i := range d.Places {
		p := &d.Places[i]
		noted.verdicts = append(noted.verdicts, verdictAt{p.Place.String(), p.Verdict})
		noted.noteReasons(p.Reasons)
	}
	rec.note(noted)
}

func (rec *record) note(d decisionRecord) {
	now := rec.now()
	d.took = now.Sub(rec.last)
	rec.decisions = append(rec.decisions, d)
	rec.last = now
}

// NoteStoreCall notes a call of the store for the log and the metrics of the
// request that ctx belongs to. store.Timed calls it.
func NoteStoreCall(ctx context.Context, operation string, took time.Duration, err error) {
	rec := Note(ctx)
	rec.storeCalls = append(rec.storeCalls, storeCall{operation, took, err != nil})
}

// log writes a line for the request, and for a batch also one for each of its
// decisions.
func (rec *record) log(ctx context.Context, log *slog.Logger, route string, req *Request, res *Response,
	took time.Duration) {
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
	if len(rec.storeCalls) > 0 {
		var sum time.Duration
		for _, s := range rec.storeCalls {
			sum += s.took
		}
		attrs = append(attrs, milliseconds("store_ms", sum))
	}
	if len(rec.decisions) == 1 && rec.decisions[0].item == NotInBatch {
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

// attrs appends the verdicts and reasons of the decision, and the editions that it
// was made from.
func (d *decisionRecord) attrs(attrs []slog.Attr) []slog.Attr {
	var verdicts, reasons, editions []byte
	for _, v := range d.verdicts {
		verdicts = appendWord(verdicts, v.where, "=", v.verdict.String())
	}
	for _, code := range d.reasons {
		reasons = appendWord(reasons, string(code))
	}
	for _, e := range d.editions {
		editions = appendWord(editions, e.List, "/", e.ID)
	}
	return append(attrs,
		slog.String("as_of", d.day.String()),
		slog.String("verdicts", string(verdicts)),
		slog.String("reasons", string(reasons)),
		slog.String("editions", string(editions)))
}

// appendWord appends a word that is made of parts, after a space unless it is the first.
func appendWord(b []byte, parts ...string) []byte {
	if len(b) > 0 {
		b = append(b, ' ')
	}
	for _, part := range parts {
		b = append(b, part...)
	}
	return b
}

// traceID returns the id of the trace that the request is part of, from Lambda or
// else from the gateway: the root in
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

// isTraceID reports whether s has the form of a trace id. Outside AWS, the header
// is whatever a caller sends.
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
