package api

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
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

// maxValues is how many values a metric may have in a line.
const maxValues = 100

// lineBuffers are for lines on their way out.
var lineBuffers = sync.Pool{New: func() any { return new(line) }}

// record writes what is noted of a request.
func (m *Metrics) record(rec *record, correlationID string, at time.Time) {
	if m == nil {
		return
	}
	m.age(at)
	m.unconfirmed(at)
	share, decided := undetermined(rec.decisions)
	if !decided && len(rec.stored) == 0 {
		return
	}
	l := lineBuffers.Get().(*line)
	defer lineBuffers.Put(l)
	groups := tally(rec.decisions)
	if len(groups) == 0 {
		groups = []group{{}}
	}
	for i, g := range groups {
		l.begin(at)
		if len(g.channels) > 0 {
			l.directive(m.namespace)
			for j := range g.channels {
				l.dimension(string(g.channels[j].Channel))
			}
			l.metric("Decisions", "Count")
			l.closeDirective()
			for j := range g.channels {
				l.text(string(g.channels[j].Channel), g.channels[j].Verdict.String())
			}
			l.value("Decisions", float64(g.count))
		}
		if i == 0 { // what is the request's, once
			l.directive(m.namespace)
			l.dimension("function")
			if decided {
				l.metric("UndeterminedShare", "Percent")
				l.value("UndeterminedShare", share)
			}
			l.store(rec.stored)
			l.closeDirective()
		}
		l.text("function", m.function)
		if correlationID != "" {
			l.text("correlation_id", correlationID)
		}
		m.write(l)
	}
}

// group is decisions with the same verdicts.
type group struct {
	channels []eligibility.ChannelDecision
	count    int
}

// tally groups decisions, in the order in which they came.
func tally(decisions []decided) []group {
	var groups []group
	for _, d := range decisions {
		i := slices.IndexFunc(groups, func(g group) bool {
			return slices.EqualFunc(g.channels, d.Channels, func(a, b eligibility.ChannelDecision) bool {
				return a.Channel == b.Channel && a.Verdict == b.Verdict
			})
		})
		if i < 0 {
			groups = append(groups, group{d.Channels, 1})
		} else {
			groups[i].count++
		}
	}
	return groups
}

// undetermined returns which part of all verdicts is undetermined, in percent.
func undetermined(decisions []decided) (share float64, ok bool) {
	n, all := 0, 0
	for _, d := range decisions {
		for i := range d.Channels {
			all++
			if d.Channels[i].Verdict == eligibility.Undetermined {
				n++
			}
		}
	}
	if all == 0 {
		return 0, false
	}
	return 100 * float64(n) / float64(all), true
}

// store writes how long the calls of the store took, by operation, and how
// many failed.
func (l *line) store(calls []stored) {
	if len(calls) == 0 {
		return
	}
	errors := 0
	var done []string
	for _, c := range calls {
		if c.failed {
			errors++
		}
		if slices.Contains(done, c.operation) {
			continue
		}
		done = append(done, c.operation)
		l.metric("Store"+c.operation, "Milliseconds")
		l.member("Store" + c.operation)
		l.values = append(l.values, '[')
		n := 0
		for _, other := range calls {
			if other.operation != c.operation || n == maxValues {
				continue
			}
			if n++; n > 1 {
				l.values = append(l.values, ',')
			}
			l.values = strconv.AppendFloat(l.values, float64(other.took.Microseconds())/1000, 'f', -1, 64)
		}
		l.values = append(l.values, ']')
	}
	l.metric("StoreErrors", "Count")
	l.value("StoreErrors", float64(errors))
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
		l := new(line)
		l.begin(at)
		l.directive(m.namespace)
		l.dimension("list")
		l.metric("ListAge", "None")
		if list.Ends {
			l.metric("ListDaysLeft", "None")
		}
		l.closeDirective()
		l.text("list", list.List)
		l.value("ListAge", float64(list.Days))
		if list.Ends {
			l.value("ListDaysLeft", float64(list.Left))
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
	l := new(line)
	l.begin(at)
	l.directive(m.namespace)
	l.dimension("function")
	l.metric("ListsUnconfirmed", "Seconds")
	l.closeDirective()
	l.text("function", m.function)
	l.value("ListsUnconfirmed", age.Seconds())
	m.write(l)
}

func (m *Metrics) write(l *line) {
	text := l.done()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.Write(text) // there is nobody to tell that it failed
}

// line is a line in the embedded metric format: directives, which say what is
// a metric, and the values that they name.
type line struct {
	head   []byte
	values []byte
	inside bool // of a directive's dimensions
}

func (l *line) begin(at time.Time) {
	l.head = append(l.head[:0], `{"_aws":{"Timestamp":`...)
	l.head = strconv.AppendInt(l.head, at.UnixMilli(), 10)
	l.head = append(l.head, `,"CloudWatchMetrics":[`...)
	l.values = l.values[:0]
}

// next puts the comma that the coming element needs.
func (l *line) next() {
	if c := l.head[len(l.head)-1]; c != '[' {
		l.head = append(l.head, ',')
	}
}

// directive opens the description of metrics that share their dimensions.
func (l *line) directive(namespace string) {
	l.next()
	l.head = append(l.head, `{"Namespace":`...)
	l.head = strconv.AppendQuote(l.head, namespace)
	l.head = append(l.head, `,"Dimensions":[`...)
	l.inside = true
}

// dimension adds a set of one dimension.
func (l *line) dimension(name string) {
	l.next()
	l.head = append(l.head, '[', '"')
	l.head = append(l.head, name...)
	l.head = append(l.head, '"', ']')
}

// metric adds a metric to the directive, after its dimensions.
func (l *line) metric(name, unit string) {
	if l.inside {
		l.head = append(l.head, `],"Metrics":[`...)
		l.inside = false
	}
	l.next()
	l.head = append(l.head, `{"Name":"`...)
	l.head = append(l.head, name...)
	l.head = append(l.head, `","Unit":"`...)
	l.head = append(l.head, unit...)
	l.head = append(l.head, `"}`...)
}

func (l *line) closeDirective() { l.head = append(l.head, ']', '}') }

func (l *line) member(name string) {
	l.values = append(l.values, ',', '"')
	l.values = append(l.values, name...)
	l.values = append(l.values, '"', ':')
}

func (l *line) value(name string, v float64) {
	l.member(name)
	l.values = strconv.AppendFloat(l.values, v, 'f', -1, 64)
}

// text adds a member that is a string. Control characters and what is not
// UTF-8 have no place in one.
func (l *line) text(name, s string) {
	l.member(name)
	l.values = append(l.values, '"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			l.values = append(l.values, '\\', byte(r))
		case r >= ' ':
			l.values = append(l.values, string(r)...)
		}
	}
	l.values = append(l.values, '"')
}

func (l *line) done() []byte {
	l.head = append(l.head, ']', '}')
	l.head = append(l.head, l.values...)
	l.head = append(l.head, '}', '\n')
	return l.head
}
