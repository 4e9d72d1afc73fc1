package api

import (
	"io"
	"slices"
	"sync"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/metric"
)

// Metrics writes what CloudWatch makes metrics of: one JSON line for a request
// that decided something or asked the store, in the embedded metric format.
//
//	Decisions          count    by channel and verdict; of services, by place and verdict
//	UndeterminedShare  percent  by function: of the channels that a request was answered for
//	StoreGet, …        ms       by function: each call of the store
//	StoreErrors        count    by function: calls that failed
//	ListAge            days     by list: since its newest edition took effect
//	ListDaysLeft       days     by list whose newest edition ends: until it does, and less than zero after
//	ListsUnconfirmed   seconds  by function: since its lists were last seen to be the newest, while looking fails; else 0
//
// A channel is a dimension, and its verdict the value, so that one line holds
// the verdicts of all channels: what is logged is what is paid for. The values
// that a dimension can have are those of a fixed vocabulary, never a caller's.
type Metrics struct {
	out       io.Writer
	namespace string
	function  string
	ages      func(today edition.Date) []ListAge
	lists     func() library.Status

	mu    sync.Mutex
	aged  time.Time // when the age of the lists was last written
	told  time.Time // when it was last written how long they are unconfirmed
	begun time.Time // when there was first something to write
}

// NewMetrics returns metrics that are written to out in a namespace, as those
// of a function. Without a namespace it returns nil, which writes none. ages
// says how old the lists are; it may be nil.
func NewMetrics(out io.Writer, namespace, function string, ages func(today edition.Date) []ListAge) *Metrics {
	if namespace == "" {
		return nil
	}
	return &Metrics{out: out, namespace: namespace, function: function, ages: ages}
}

// WithLists has the metrics say how long the lists have not been seen to be the
// newest. It returns the metrics.
func (m *Metrics) WithLists(status func() library.Status) *Metrics {
	if m != nil {
		m.lists = status
	}
	return m
}

// A ListAge is how many days ago the newest edition of a list took effect.
type ListAge struct {
	List string
	Days int
	// Left is how many days of the newest edition are left, where it Ends.
	Left int
	Ends bool
}

// unconfirmedEvery is how often a function says how long its lists have not been
// confirmed: often enough for an alarm within minutes.
const unconfirmedEvery = time.Minute

// ageEvery is how often a function says how old its lists are.
const ageEvery = time.Hour

// lineBuffers are for lines on their way out.
var lineBuffers = sync.Pool{New: func() any { return new(metric.Line) }}

// record writes what is noted of a request.
func (m *Metrics) record(rec *record, at time.Time) {
	if m == nil {
		return
	}
	m.age(at)
	m.unconfirmed(at)
	share, decided := undetermined(rec.decisions)
	if !decided && len(rec.stored) == 0 {
		return
	}
	l := lineBuffers.Get().(*metric.Line)
	defer lineBuffers.Put(l)
	groups := tally(rec.decisions)
	if len(groups) == 0 {
		groups = []group{{}}
	}
	for i, g := range groups {
		l.Begin(at)
		if len(g.verdicts) > 0 {
			l.Directive(m.namespace)
			for _, v := range g.verdicts {
				l.Dimension(v.where)
			}
			l.Metric("Decisions", "Count")
			l.CloseDirective()
			for _, v := range g.verdicts {
				l.Text(v.where, v.verdict.String())
			}
			l.Value("Decisions", float64(g.count))
		}
		if i == 0 { // what is the request's, once
			l.Directive(m.namespace)
			l.Dimension("function")
			if decided {
				l.Metric("UndeterminedShare", "Percent")
				l.Value("UndeterminedShare", share)
			}
			writeStored(l, rec.stored)
			l.CloseDirective()
		}
		l.Text("function", m.function)
		m.write(l)
	}
}

// group is decisions with the same verdicts.
type group struct {
	verdicts []verdictAt
	count    int
}

// tally groups decisions, in the order in which they came.
func tally(decisions []decided) []group {
	var groups []group
	for i := range decisions {
		verdicts := decisions[i].verdicts
		at := slices.IndexFunc(groups, func(g group) bool { return slices.Equal(g.verdicts, verdicts) })
		if at < 0 {
			groups = append(groups, group{verdicts, 1})
		} else {
			groups[at].count++
		}
	}
	return groups
}

// undetermined returns which part of all verdicts is undetermined, in percent.
func undetermined(decisions []decided) (share float64, ok bool) {
	n, all := 0, 0
	for i := range decisions {
		for _, v := range decisions[i].verdicts {
			all++
			if v.verdict == eligibility.Undetermined {
				n++
			}
		}
	}
	if all == 0 {
		return 0, false
	}
	return 100 * float64(n) / float64(all), true
}

// writeStored writes how long the calls of the store took, by operation, and how
// many failed.
func writeStored(l *metric.Line, calls []stored) {
	if len(calls) == 0 {
		return
	}
	errors := 0
	var operations []string
	for _, c := range calls {
		if c.failed {
			errors++
		}
		if !slices.Contains(operations, c.operation) {
			operations = append(operations, c.operation)
		}
	}
	for _, operation := range operations {
		var took []float64
		for _, c := range calls {
			if c.operation == operation {
				took = append(took, float64(c.took.Microseconds())/1000)
			}
		}
		l.Metric("Store"+operation, "Milliseconds")
		l.Values("Store"+operation, took)
	}
	l.Metric("StoreErrors", "Count")
	l.Value("StoreErrors", float64(errors))
}

// age writes how old each list is, now and again.
func (m *Metrics) age(at time.Time) {
	if m.ages == nil {
		return
	}
	m.mu.Lock()
	due := m.aged.IsZero() || at.Sub(m.aged) >= ageEvery
	if due {
		m.aged = at
	}
	m.mu.Unlock()
	if !due {
		return
	}
	for _, list := range m.ages(edition.DateOf(at)) {
		l := new(metric.Line)
		l.Begin(at)
		l.Directive(m.namespace)
		l.Dimension("list")
		l.Metric("ListAge", "None")
		if list.Ends {
			l.Metric("ListDaysLeft", "None")
		}
		l.CloseDirective()
		l.Text("list", list.List)
		l.Value("ListAge", float64(list.Days))
		if list.Ends {
			l.Value("ListDaysLeft", float64(list.Left))
		}
		m.write(l)
	}
}

// unconfirmed writes now and again how long ago the lists were seen to be the
// newest, while looking for newer ones fails; when they never were, how long that
// has been so. Otherwise it writes 0: a function that was not asked about lists
// for a while has not looked, and nothing is wrong with that.
func (m *Metrics) unconfirmed(at time.Time) {
	if m.lists == nil {
		return
	}
	m.mu.Lock()
	if m.begun.IsZero() {
		m.begun = at
	}
	begun := m.begun
	due := m.told.IsZero() || at.Sub(m.told) >= unconfirmedEvery
	if due {
		m.told = at
	}
	m.mu.Unlock()
	if !due {
		return
	}
	var age time.Duration
	if status := m.lists(); status.Err != nil {
		var known bool
		if age, known = status.Age(at); !known {
			age = at.Sub(begun)
		}
	}
	l := new(metric.Line)
	l.Begin(at)
	l.Directive(m.namespace)
	l.Dimension("function")
	l.Metric("ListsUnconfirmed", "Seconds")
	l.CloseDirective()
	l.Text("function", m.function)
	l.Value("ListsUnconfirmed", age.Seconds())
	m.write(l)
}

func (m *Metrics) write(l *metric.Line) {
	text := l.Done()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.Write(text) // there is nobody to tell that it failed
}
