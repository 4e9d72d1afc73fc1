// Package metric writes log lines in CloudWatch's embedded metric format.
package metric

import (
	"strconv"
	"strings"
	"time"
)

// A Line is one line in the embedded metric format: directives, which name the metrics, and their values. It
// can be reused after Done.
type Line struct {
	head         []byte
	values       []byte
	inDimensions bool // whether a directive's dimensions are being written
}

// Begin starts a line with its timestamp.
func (l *Line) Begin(at time.Time) {
	l.head = append(l.head[:0], `{"_aws":{"Timestamp":`...)
	l.head = strconv.AppendInt(l.head, at.UnixMilli(), 10)
	l.head = append(l.head, `,"CloudWatchMetrics":[`...)
	l.values = l.values[:0]
}

// separate writes the comma before the next element, if it needs one.
func (l *Line) separate() {
	if c := l.head[len(l.head)-1]; c != '[' {
		l.head = append(l.head, ',')
	}
}

// Directive starts the description of metrics that share dimensions.
func (l *Line) Directive(namespace string) {
	l.separate()
	l.head = append(l.head, `{"Namespace":`...)
	l.head = strconv.AppendQuote(l.head, namespace)
	l.head = append(l.head, `,"Dimensions":[`...)
	l.inDimensions = true
}

// Dimension adds a set of one dimension.
func (l *Line) Dimension(name string) {
	l.separate()
	l.head = append(l.head, '[', '"')
	l.head = append(l.head, name...)
	l.head = append(l.head, '"', ']')
}

// Metric adds a metric to the directive. Its dimensions must come first.
func (l *Line) Metric(name, unit string) {
	if l.inDimensions {
		l.head = append(l.head, `],"Metrics":[`...)
		l.inDimensions = false
	}
	l.separate()
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

// MaxValues is how many values of a metric a line may have.
const MaxValues = 100

// Values adds the values of a metric, at most MaxValues.
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

// Text adds a string. Control characters are dropped and invalid UTF-8 is replaced.
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

// Done returns the line, with its newline.
func (l *Line) Done() []byte {
	l.head = append(l.head, ']', '}')
	l.head = append(l.head, l.values...)
	l.head = append(l.head, '}', '\n')
	return l.head
}
