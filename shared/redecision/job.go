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

// A Job is to decide again the submissions that a change of the lists can
// reach. A publication makes several:
//
//   - one at once;
//   - one for what was submitted while the news travelled, when every function
//     has seen the new version (settle);
//   - one for each later day on which the edition begins or ends to answer, or a duty
//     by origin begins, ends or is suspended, for requests that leave the day to us.
type Job struct {
	ID          string
	Publication string
	Version     int // of the manifest that the publication made
	Action      library.Action
	List        string
	Import      string
	Edition     string
	Document    string

	// NotBefore is when the job is due. It is also the time that its events
	// bear, so that they are the same whoever makes them.
	NotBefore time.Time
	// CreatedFrom leaves out submissions that were made before.
	CreatedFrom time.Time
	// UndatedOnly leaves out requests that say themselves which day they are
	// about.
	UndatedOnly bool

	Touch Touch

	Finished   bool
	FinishedAt time.Time
}

const (
	// settle is how long after a publication those submissions are looked for
	// that a function stored without having seen it.
	settle = 2*library.Fresh + time.Minute

	// skew is how far clocks may be apart.
	skew = 5 * time.Minute

	// dayBegun is how long after midnight a job is due, so that what was
	// submitted just before is stored.
	dayBegun = time.Minute
)

// jobsOf returns the jobs of a publication.
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
		then.NotBefore = day.Midnight().Add(dayBegun)
		then.UndatedOnly = true
		jobs = append(jobs, then)
	}
	return jobs
}

// A Run is a piece of the index by code: the codes of one heading, or chapter,
// that begin with Prefix. A prefix that ends with a # is one code alone. Of
// services the heading is a whole code, or blank for submissions without one.
type Run struct {
	Kind    string // submission.Goods or submission.Service
	Heading string // four digits, or the two of a chapter that is itself the code
	Prefix  string
}

const (
	// runsInPart bounds how much is lost when a worker dies. Progress counts
	// parts and runs by it: a job that was begun with another number would be
	// misread, so it changes only with the keys of progress.
	runsInPart = 32

	headingDigits = 4
)

// Parts returns how many parts a job has. They can be worked on at the same
// time.
func (t Touch) Parts() int {
	if t.everyChapter() {
		return 100 // one for each pair of digits that a code can begin with
	}
	return (len(t.runs()) + runsInPart - 1) / runsInPart
}

// everyChapter reports whether all goods are reached: their runs are too many to
// be listed.
func (t Touch) everyChapter() bool { return t.All && t.Kind != submission.Service }

// Part returns the runs of a part.
func (t Touch) Part(n int) []Run {
	if t.everyChapter() {
		return chapterRuns(fmt.Sprintf("%02d", n))
	}
	runs := t.runs()
	return runs[min(n*runsInPart, len(runs)):min((n+1)*runsInPart, len(runs))]
}

// Runs returns all runs: every submission that is reached is in one of them,
// and in one only.
func (t Touch) Runs() iter.Seq[Run] {
	if !t.everyChapter() {
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

// chapterRuns are all codes of a chapter. A heading is any two digits more: a
// submission may have a code that no tariff knows.
func chapterRuns(chapter string) []Run {
	runs := []Run{{submission.Goods, chapter, ""}}
	for n := range 100 {
		runs = append(runs, Run{submission.Goods, fmt.Sprintf("%s%02d", chapter, n), ""})
	}
	return runs
}

// runs are, for each code, those of it and under it, and each code above it.
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
	// What begins with the prefix of another run is in it already.
	kept := runs[:0]
	for _, r := range runs {
		if n := len(kept); n == 0 || kept[n-1].Heading != r.Heading || !strings.HasPrefix(r.Prefix, kept[n-1].Prefix) {
			kept = append(kept, r)
		}
	}
	return kept
}

// sectorRuns are one for each code of GB/T 4754 that is reached, which has no
// more than the four digits of a class, and one for submissions without a code:
// of what was asked in words, or by a code of another system.
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

// sectors returns the codes of GB/T 4754 that are reached, of all levels.
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

// Progress is how far a part of a job has come.
type Progress struct {
	Job      string
	Part     int
	Revision int

	Run   int    // the run at hand
	After string // the place in it
	Done  bool

	// What was done, as far as it was noted: what a worker did between its last
	// note and its death is not counted.
	Examined int // submissions that were looked at
	Changed  int // … that were decided otherwise, with an event
	Failed   int // … that could not be decided
	Failures []string
	At       time.Time

	// Retry are those that could not be decided, to be tried again.
	Retry   []Failed
	Retries int       // how often they were
	RetryAt time.Time // when they are next
}

// A Failed submission could not be decided again.
type Failed struct {
	Carrier
	Why   string    // of submission's Why constants
	Since time.Time // when it failed first
}

// retries is how long after each try in vain submissions are tried again that
// could not be decided, and after the last ones every two days: the job stays open
// until none is left.
var retries = [...]time.Duration{
	time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
	48 * time.Hour,
}

// waits reports whether submissions are still to be tried again.
func (p *Progress) waits() bool { return p.Done && len(p.Retry) > 0 }

// due reports whether they are to be tried again now.
func (p *Progress) due(now time.Time) bool { return p.waits() && !p.RetryAt.After(now) }

// putOff says when the submissions that could not be decided are tried again.
func (p *Progress) putOff(now time.Time) {
	if p.waits() {
		p.RetryAt = now.Add(retries[min(p.Retries, len(retries)-1)]).UTC()
	}
}

// Sum adds up the progress of a job's parts; its Part is how many of them are done.
// It returns as well the submissions that could not be decided, and when the first
// of them is tried again.
func Sum(parts map[int]Progress) (sum Progress, failed []Failed, retryAt time.Time) {
	for _, n := range slices.Sorted(maps.Keys(parts)) {
		p := parts[n]
		if p.Done {
			sum.Part++
		}
		sum.Examined, sum.Changed, sum.Failed = sum.Examined+p.Examined, sum.Changed+p.Changed, sum.Failed+p.Failed
		failed = append(failed, p.Retry...)
		if p.waits() && (retryAt.IsZero() || p.RetryAt.Before(retryAt)) {
			retryAt = p.RetryAt
		}
	}
	return sum, failed, retryAt
}

// whyOf says in one word why a submission could not be decided.
func whyOf(err error) string {
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

// maxFailures is how many failures a part's progress spells out.
const maxFailures = 20

// maxRetry is how many submissions of a part are tried again, at most: more fail
// only when all do.
const maxRetry = 1000

func (p *Progress) fail(c Carrier, err error, now time.Time) {
	p.Failed++
	if len(p.Retry) < maxRetry {
		p.Retry = append(p.Retry, Failed{c, whyOf(err), now.UTC()})
	}
	if len(p.Failures) < maxFailures {
		p.Failures = append(p.Failures, fmt.Sprintf("%s: %v", c.ID, err))
	}
}
