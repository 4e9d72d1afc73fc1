package redecision

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// A Job is the task to decide again the submissions that a change of the lists
// can affect. A publication creates several:
//
//   - one at once;
//   - one after every function has seen the new version (settle), for what was
//     submitted in between;
//   - one for each later day on which the edition begins or ends, or a duty by origin
//     begins, ends or is suspended, for requests that do not state a day.
type Job struct {
	ID          string
	Publication string
	Version     int // manifest version that the publication created
	Action      library.Action
	List        string
	Import      string
	Edition     string
	Document    string

	// NotBefore is when the job is due. Its events bear this time too, so that
	// they are the same whichever worker creates them.
	NotBefore time.Time
	// CreatedFrom excludes submissions created earlier.
	CreatedFrom time.Time
	// UndatedOnly excludes requests that state a day themselves.
	UndatedOnly bool

	Touch Touch

	Finished   bool
	FinishedAt time.Time
}

const (
	// settle is the time after a publication until every function has seen it.
	// Then the submissions stored without it are looked for.
	settle = 2*library.Fresh + time.Minute

	// skew is the largest difference between clocks.
	skew = 5 * time.Minute

	// afterMidnight is how long after midnight a job is due, so that what was
	// submitted just before midnight is stored.
	afterMidnight = time.Minute
)

// JobsOf returns the jobs of a publication.
func JobsOf(m *library.Manifest, ref library.Ref, touch Touch) []Job {
	if touch.None() {
		return nil
	}
	first := Job{
		ID: m.Publication, Publication: m.Publication, Version: m.Version, Action: m.Action,
		List: m.List, Import: m.Import, Edition: ref.ID, Document: ref.Document, NotBefore: m.At, Touch: touch,
	}
	late := first
	late.ID += "-settle"
	late.NotBefore = m.At.Add(settle)
	late.CreatedFrom = m.At.Add(-skew)
	jobs := []Job{first, late}
	days := append([]edition.Date{ref.From, ref.To}, touch.Turns...)
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		if day <= edition.DateOf(m.At) {
			continue
		}
		then := first
		then.ID += "-" + day.String()
		then.NotBefore = day.Midnight().Add(afterMidnight)
		then.UndatedOnly = true
		jobs = append(jobs, then)
	}
	return jobs
}

// A Run is a range of the index by code: the codes of one heading, or chapter,
// that begin with Prefix. A prefix that ends with # is exactly one code. For
// services the heading is a whole code, or blank for submissions without one.
type Run struct {
	Kind    string // submission.Goods or submission.Service
	Heading string // four digits, or two for a code that is a chapter
	Prefix  string
}

const (
	// runsInPart bounds how much work is lost when a worker fails. Progress
	// counts parts and runs by it: progress saved with another number would be
	// misread, so the keys of progress must change with it.
	runsInPart = 32

	headingDigits = 4
)

// Parts returns how many parts a job has. They can be processed concurrently.
func (t Touch) Parts() int {
	if t.allGoods() {
		return 100 // one for each pair of digits that a code can begin with
	}
	return (len(t.runs()) + runsInPart - 1) / runsInPart
}

// allGoods reports whether all goods are affected: their runs are too many
// to list.
func (t Touch) allGoods() bool { return t.All && t.Kind != submission.Service }

// Part returns the runs of a part.
func (t Touch) Part(n int) []Run {
	if t.allGoods() {
		return chapterRuns(fmt.Sprintf("%02d", n))
	}
	runs := t.runs()
	return runs[min(n*runsInPart, len(runs)):min((n+1)*runsInPart, len(runs))]
}

// Runs returns all runs. Every affected submission is in exactly one of them.
func (t Touch) Runs() iter.Seq[Run] {
	if !t.allGoods() {
		return slices.Values(t.runs())
	}
	return func(yield func(Run) bool) {
		for n := range t.Parts() {
			for _, r := range t.Part(n) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// chapterRuns returns runs for all codes of a chapter. They include headings
// that the tariff does not have, since submissions may have them.
func chapterRuns(chapter string) []Run {
	runs := []Run{{submission.Goods, chapter, ""}}
	for n := range 100 {
		runs = append(runs, Run{submission.Goods, fmt.Sprintf("%s%02d", chapter, n), ""})
	}
	return runs
}

// runs returns, for each code, a run for it with the codes under it, and one
// for each code above it.
func (t Touch) runs() []Run {
	if t.Kind == submission.Service {
		return t.sectorRuns()
	}
	set := make(map[Run]bool)
	for _, c := range t.Codes {
		if c.Level() == tariff.Chapter {
			for _, r := range chapterRuns(string(c)) {
				set[r] = true
			}
			continue
		}
		set[Run{submission.Goods, string(c[:headingDigits]), string(c)}] = true
		for l := tariff.Chapter; l < c.Level(); l++ {
			above := string(c.At(l))
			set[Run{submission.Goods, above[:min(headingDigits, len(above))], above + "#"}] = true
		}
	}
	runs := slices.SortedFunc(maps.Keys(set), func(a, b Run) int {
		return strings.Compare(a.Heading+" "+a.Prefix, b.Heading+" "+b.Prefix)
	})
	// Drop runs that are within the run of a shorter prefix.
	merged := runs[:0]
	for _, r := range runs {
		if n := len(merged); n == 0 || merged[n-1].Heading != r.Heading ||
			!strings.HasPrefix(r.Prefix, merged[n-1].Prefix) {
			merged = append(merged, r)
		}
	}
	return merged
}

// sectorRuns returns a run for each affected code of GB/T 4754, which has at
// most the four digits of a class, and one for submissions without a code:
// those asked in words, or by a code of another classification.
func (t Touch) sectorRuns() []Run {
	if t.None() {
		return nil
	}
	runs := []Run{{Kind: submission.Service}}
	for _, c := range t.sectors() {
		runs = append(runs, Run{Kind: submission.Service, Heading: string(c)})
	}
	return runs
}

// sectors returns the affected codes of GB/T 4754, of all levels.
func (t Touch) sectors() []services.Code {
	var reached []services.Code
	var walk func(parent services.Code, all bool) (any bool)
	walk = func(parent services.Code, all bool) (any bool) {
		for _, s := range services.Children(services.GBT4754, parent) {
			whole := all || slices.Contains(t.Sectors, s.Code)
			if under := walk(s.Code, whole); whole || under {
				reached, any = append(reached, s.Code), true
			}
		}
		return any
	}
	walk("", t.All)
	slices.Sort(reached)
	return reached
}

// Progress is the progress of a part of a job.
type Progress struct {
	Job      string
	Part     int
	Revision int

	Run   int    // index of the current run
	After string // cursor within it
	Done  bool

	// Counts up to the last save: what a worker did between that and its
	// failure is not counted.
	Examined int // submissions examined
	Changed  int // … that got a new decision, with an event
	Failed   int // … that could not be decided
	Failures []string
	At       time.Time

	// Retry are the submissions that could not be decided, to be tried again.
	Retry   []Failed
	Retries int       // how often they were tried again
	RetryAt time.Time // when they are tried next
}

// A Failed is a submission that could not be decided again.
type Failed struct {
	Carrier
	Why   string    // one of submission's Why constants
	Since time.Time // first failure
}

// retries are the delays after each failed try to decide submissions. The last
// one repeats: the job stays open until all are decided.
var retries = [...]time.Duration{
	time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
	48 * time.Hour,
}

// hasRetries reports whether submissions remain to be tried again.
func (p *Progress) hasRetries() bool { return p.Done && len(p.Retry) > 0 }

// retryDue reports whether they are to be tried again now.
func (p *Progress) retryDue(now time.Time) bool { return p.hasRetries() && !p.RetryAt.After(now) }

// scheduleRetry sets when the submissions that could not be decided are tried
// again.
func (p *Progress) scheduleRetry(now time.Time) {
	if p.hasRetries() {
		p.RetryAt = now.Add(retries[min(p.Retries, len(retries)-1)]).UTC()
	}
}

// Sum adds up the progress of a job's parts; its Part is the number of parts
// done. It also returns the submissions that could not be decided, and when the
// first is tried again.
func Sum(parts map[int]Progress) (sum Progress, failed []Failed, retryAt time.Time) {
	for _, n := range slices.Sorted(maps.Keys(parts)) {
		p := parts[n]
		if p.Done {
			sum.Part++
		}
		sum.Examined, sum.Changed, sum.Failed = sum.Examined+p.Examined, sum.Changed+p.Changed, sum.Failed+p.Failed
		failed = append(failed, p.Retry...)
		if p.hasRetries() && (retryAt.IsZero() || p.RetryAt.Before(retryAt)) {
			retryAt = p.RetryAt
		}
	}
	return sum, failed, retryAt
}

// failureReason returns the code of the reason why a submission could not be
// decided.
func failureReason(err error) string {
	switch {
	case errors.Is(err, storage.ErrDamaged):
		return submission.WhyDamaged
	case errors.Is(err, storage.ErrTooLarge):
		return submission.WhyTooLarge
	}
	return submission.WhyUndecidable
}

// carriers returns the submissions that failed.
func carriers(failed []Failed) (all []Carrier) {
	for _, f := range failed {
		all = append(all, f.Carrier)
	}
	return all
}

// maxFailures is how many failures a part's progress describes.
const maxFailures = 20

// maxRetry is how many submissions of a part are tried again. More fail only
// when all do.
const maxRetry = 1000

func (p *Progress) addFailure(c Carrier, err error, now time.Time) {
	p.Failed++
	if len(p.Retry) < maxRetry {
		p.Retry = append(p.Retry, Failed{c, failureReason(err), now.UTC()})
	}
	if len(p.Failures) < maxFailures {
		p.Failures = append(p.Failures, fmt.Sprintf("%s: %v", c.ID, err))
	}
}
