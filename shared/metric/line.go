// Package metric writes the lines that CloudWatch makes metrics of.
package metric

import (
	"strconv"
	"strings"
	"time"
)

// A Line is one line in the embedded metric format of CloudWatch: directives, which
// say what is a metric, and the values that they name. Its memory can be used again
// after Done.
type Line struct {
	head   []byte
	values []byte
	inside bool // of a directive's dimensions
}

// Begin begins a line with the instant that it tells of.
func (l *Line) Begin(at time.Time) {
	l.head = append(l.head[:0], `{"_aws":{"Timestamp":`...)
	l.head = strconv.AppendInt(l.head, at.UnixMilli(), 10)
	l.head = append(l.head, `,"CloudWatchMetrics":[`...)
	l.values = l.values[:0]
}

// next puts the comma that the coming element needs.
func (l *Line) next() {
	if c := l.head[len(l.head)-1]; c != '[' {
		l.head = append(l.head, ',')
	}
}

// Directive opens the description of metrics that share their dimensions.
func (l *Line) Directive(namespace string) {
	l.next()
	l.head = append(l.head, `{"Namespace":`...)
	l.head = strconv.AppendQuote(l.head, namespace)
	l.head = append(l.head, `,"Dimensions":[`...)
	l.inside = true
}

// Dimension adds a set of one dimension.
func (l *Line) Dimension(name string) {
	l.next()
	l.head = append(l.head, '[', '"')
	l.head = append(l.head, name...)
	l.head = append(l.head, '"', ']')
}

// Metric adds a metric to the directive, after its dimensions.
func (l *Line) Metric(name, unit string) {
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

// CloseDirective ends the directive.
func (l *Line) CloseDirective() { l.head = append(l.head, ']', '}') }

func (l *Line) member(name string) {
	l.values = append(l.values, ',', '"')
	l.values = append(l.values, name...)
	l.values = append(l.values, '"', ':')
}

// MaxValues is how many values a metric may have in a line.
const MaxValues = 100

// Values adds the values of a metric, as many as a line may have.
func (l *Line) Values(name string, values []float64) {
	l.member(name)
	l.values = append(l.values, '[')
	for i, v := range values[:min(len(values), MaxValues)] {
		if i > 0 {
			l.values = append(l.values, ',')
		}
		l.values = strconv.AppendFloat(l.values, v, 'f', -1, 64)
	}
	l.values = append(l.values, ']')
}

// Value adds the value of a metric.
func (l *Line) Value(name string, v float64) {
	l.member(name)
	l.values = strconv.AppendFloat(l.values, v, 'f', -1, 64)
}

// Text adds a member that is a string. Control characters and what is not
// UTF-8 have no place in one.
func (l *Line) Text(name, s string) {
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

// Done returns the line, with its line break.
func (l *Line) Done() []byte {
	l.head = append(l.head, ']', '}')
	l.head = append(l.head, l.values...)
	l.head = append(l.head, '}', '\n')
	return l.head
}
