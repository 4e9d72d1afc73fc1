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

// Metrics writes the lines from which CloudWatch makes metrics: one line of JSON, in
// the embedded metric format, for each request that made decisions or called the store.
//
//	Decisions          count    by channel and verdict; of services, by place and verdict
//	UndeterminedShare  percent  by function: of the channels that a request was answered for
//	StoreGet, …        ms       by function: each call of the store
//	StoreErrors        count    by function: calls that failed
//	ListAge            days     by list: since its newest edition took effect
//	ListDaysLeft       days     by list whose newest edition ends: until it ends; negative afterwards
//	ListsUnconfirmed   seconds  by function: since its lists were known to be the newest, while looking fails; else 0
//
// A channel is a dimension and its verdict the value, so that one line has the
// verdicts of all channels: log lines cost money. The values of a dimension come
// from a fixed vocabulary, never from a caller.
type Metrics struct {
	out       io.Writer
	namespace string
	function  string
	ages      func(today edition.Date) []ListAge
	lists     func() library.Status

	mu                 sync.Mutex
	agesWritten        time.Time // when ListAge was last written
	unconfirmedWritten time.Time // when ListsUnconfirmed was last written
	firstRequest       time.Time // since when it is measured how long the lists are unconfirmed
}

// NewMetrics returns the metrics of a function, which are written to out in a
// namespace. Without a namespace it returns nil, which writes nothing. ages
// returns the ages of the lists; it may be nil.
func NewMetrics(out io.Writer, namespace, function string, ages func(today edition.Date) []ListAge) *Metrics {
	if namespace == "" {
		return nil
	}
	return &Metrics{out: out, namespace: namespace, function: function, ages: ages}
}

// WithLists adds ListsUnconfirmed to the metrics, from the status of the lists. It
// returns m.
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
	// Left is the number of days until the newest edition ends, where it Ends.
	Left int
	Ends bool
}

// unconfirmedEvery is how often a function writes ListsUnconfirmed: often enough
// for an alarm within minutes.
const unconfirmedEvery = time.Minute

// ageEvery is how often a function writes ListAge.
const ageEvery = time.Hour

// lineBuffers has buffers for lines.
var lineBuffers = sync.Pool{New: func() any { return new(metric.Line) }}

// record writes the metrics of a request.
func (m *Metrics) record(rec *record, at time.Time) {
	if m == nil {
		return
	}
	m.age(at)
	m.unconfirmed(at)
	share, decided := undeterminedShare(rec.decisions)
	if !decided && len(rec.storeCalls) == 0 {
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
		if i == 0 { // the metrics of the whole request are written once
			l.Directive(m.namespace)
			l.Dimension("function")
			if decided {
				l.Metric("UndeterminedShare", "Percent")
				l.Value("UndeterminedShare", share)
			}
			writeStoreCalls(l, rec.storeCalls)
			l.CloseDirective()
		}
		l.Text("function", m.function)
		m.write(l)
	}
}

// group counts decisions with the same verdicts.
type group struct {
	verdicts []verdictAt
	count    int
}

// tally groups decisions, in the order in which they came.
func tally(decisions []decisionRecord) []group {
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

// undeterminedShare returns which percentage of all verdicts is undetermined.
func undeterminedShare(decisions []decisionRecord) (share float64, ok bool) {
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

// writeStoreCalls writes how long the calls of the store took, by operation, and how
// many failed.
func writeStoreCalls(l *metric.Line, calls []storeCall) {
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

// age writes the age of each list, at most once in ageEvery.
func (m *Metrics) age(at time.Time) {
	if m.ages == nil {
		return
	}
	m.mu.Lock()
	due := m.agesWritten.IsZero() || at.Sub(m.agesWritten) >= ageEvery
	if due {
		m.agesWritten = at
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

// unconfirmed writes, at most once in unconfirmedEvery, how long ago the lists were
// last known to be the newest, while looking for newer ones fails; if they never
// were, the time since the first request. Otherwise it writes 0: a function that has
// not been asked about lists for a while has not looked, which is no failure.
func (m *Metrics) unconfirmed(at time.Time) {
	if m.lists == nil {
		return
	}
	m.mu.Lock()
	if m.firstRequest.IsZero() {
		m.firstRequest = at
	}
	begun := m.firstRequest
	due := m.unconfirmedWritten.IsZero() || at.Sub(m.unconfirmedWritten) >= unconfirmedEvery
	if due {
		m.unconfirmedWritten = at
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
	m.out.Write(text) // a failure cannot be reported anywhere
}
