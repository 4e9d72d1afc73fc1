package redecision

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// An Answer answers a stored request again, on the lists of a checker, and
// returns the decision's body exactly as a caller would get it on that day.
// Package api provides it. An error means that the request cannot be decided.
type Answer func(c *eligibility.Checker, request []byte, today edition.Date) (body []byte, err error)

// A Worker decides submissions again. Any number of workers may process the
// same job, may get a message twice or late, and may fail at any moment: a
// decision is added together with its event, on the condition that neither the
// submission nor the lists have changed since they were read, so each is added
// once, possibly when the part is resumed.
type Worker struct {
	Library *library.Library
	Store   Store
	Answer  Answer
	Now     func() time.Time

	// Parallel is how many submissions of a page are written concurrently;
	// DefaultParallel when not positive.
	Parallel int
	// Spare is how long before the context's deadline a worker stops to save
	// its progress; DefaultSpare when not positive.
	Spare time.Duration
}

// The defaults of a Worker.
const (
	DefaultParallel = 8
	DefaultSpare    = 2 * time.Second
)

// A Task is one part of a job: the content of a message to a worker.
type Task struct {
	Job  string `json:"job"`
	Part int    `json:"part"`
}

// Tasks returns the tasks that are due: the unfinished parts of jobs, one of
// each in turn, so that a large job does not delay the others. It closes jobs
// that are complete.
func (w *Worker) Tasks(ctx context.Context) ([]Task, error) {
	jobs, err := w.Store.OpenJobs(ctx)
	if err != nil {
		return nil, fmt.Errorf("open jobs: %w", err)
	}
	now := w.Now()
	var all [][]Task
	for _, job := range jobs {
		if now.Before(job.NotBefore) {
			continue
		}
		tasks, err := w.remaining(ctx, job)
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", job.ID, err)
		}
		all = append(all, tasks)
	}
	return inTurn(all), nil
}

// inTurn interleaves tasks: the first of each job, then the second of each.
func inTurn(jobs [][]Task) (tasks []Task) {
	for n := 0; ; n++ {
		before := len(tasks)
		for _, job := range jobs {
			if n < len(job) {
				tasks = append(tasks, job[n])
			}
		}
		if len(tasks) == before {
			return tasks
		}
	}
}

// remaining returns the unfinished parts of a job, and closes the job when
// there are none.
func (w *Worker) remaining(ctx context.Context, job Job) ([]Task, error) {
	progress, err := w.Store.Progress(ctx, job.ID)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	waiting := false
	for part := range job.Touch.Parts() {
		g := progress[part]
		if !g.Done || g.retryDue(w.Now()) {
			tasks = append(tasks, Task{job.ID, part})
		}
		waiting = waiting || g.hasRetries()
	}
	if tasks == nil && !waiting {
		return nil, w.Store.Finish(ctx, job, w.Now())
	}
	return tasks, nil
}

// Run processes everything that is due, with the given number of concurrent
// tasks. It returns when nothing is left or when the context's deadline is
// near, and reports whether nothing is left.
func (w *Worker) Run(ctx context.Context, concurrency int) (done bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for {
		tasks, err := w.Tasks(ctx)
		if err != nil || len(tasks) == 0 {
			return err == nil, err
		}
		queue := make(chan Task)
		var group sync.WaitGroup
		for range min(max(concurrency, 1), len(tasks)) {
			group.Go(func() {
				for task := range queue {
					if ctx.Err() != nil {
						continue
					}
					if _, err := w.Do(ctx, task); err != nil {
						cancel(err)
					}
				}
			})
		}
		for _, task := range tasks {
			queue <- task
		}
		close(queue)
		group.Wait()
		if err := context.Cause(ctx); err != nil {
			return false, err
		}
		if w.nearDeadline(ctx) {
			return false, nil
		}
	}
}

// Do processes a task until it is done or the context's deadline is near; the
// progress says which. A task that is done already, or whose job is not due
// yet, is skipped. After an error the task is to be repeated.
func (w *Worker) Do(ctx context.Context, task Task) (Progress, error) {
	p, err := w.do(ctx, task)
	if err != nil {
		return p, fmt.Errorf("job %s, part %d: %w", task.Job, task.Part, err)
	}
	return p, nil
}

func (w *Worker) do(ctx context.Context, task Task) (Progress, error) {
	job, err := w.Store.Job(ctx, task.Job)
	if err != nil {
		return Progress{}, err
	}
	p, err := w.Store.PartProgress(ctx, task.Job, task.Part)
	retrying := p.retryDue(w.Now())
	if err != nil || p.Done && !retrying || job.Finished || w.Now().Before(job.NotBefore) {
		return p, err
	}
	s := shift{
		Worker: w, job: job, runs: job.Touch.Part(task.Part), today: edition.DateOf(w.Now()),
		comparisons: make(map[edition.Date]*comparison),
	}
	if err := s.loadLists(ctx); err != nil {
		return p, err
	}
	for (!p.Done || retrying) && !w.nearDeadline(ctx) {
		next := p
		work := s.processPage
		if retrying {
			work = s.retryFailed
		}
		if err := work(ctx, &next); err != nil {
			return p, err
		}
		if err := s.recordFailures(ctx, p.Retry, next.Retry, retrying); err != nil {
			return p, err
		}
		next.scheduleRetry(w.Now())
		retrying = false
		next.Revision, next.At = p.Revision+1, w.Now().UTC()
		err := w.Store.SaveProgress(ctx, next)
		if errors.Is(err, storage.ErrConflict) {
			// Another worker has the same task. Each decision is added only
			// once.
			next, err = w.Store.PartProgress(ctx, task.Job, task.Part)
		}
		if err != nil {
			return p, err
		}
		p = next
	}
	return p, nil
}

// nearDeadline reports whether the context's deadline is near.
func (w *Worker) nearDeadline(ctx context.Context) bool {
	spare := w.Spare
	if spare <= 0 {
		spare = DefaultSpare
	}
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < spare
}

// A shift is one worker's processing of one part of a job.
type shift struct {
	*Worker
	job   Job
	runs  []Run
	today edition.Date

	listsBefore, listsAfter library.Lists

	before *eligibility.Checker // with the lists before the publication; nil when they cannot be read
	after  *eligibility.Checker // with the lists after it; nil likewise

	version int                  // version of the current lists
	now     *eligibility.Checker // with the current lists, which decisions are made on

	mu          sync.Mutex
	comparisons map[edition.Date]*comparison // by the first day of the days that are alike
}

// loadLists loads the lists before and after the publication, and the current ones.
// When editions are damaged there is no comparison, and every answer is
// examined.
func (s *shift) loadLists(ctx context.Context) error {
	before, err := s.Library.At(ctx, s.job.Version-1)
	if err == nil {
		var after library.Lists
		if after, err = s.Library.At(ctx, s.job.Version); err == nil {
			s.listsBefore, s.listsAfter = before, after
			s.before, s.after = before.Checker(), after.Checker()
		}
	}
	if err != nil && !errors.Is(err, storage.ErrDamaged) {
		return err
	}
	return s.refresh(ctx)
}

// refresh loads the current lists, which must be at least as new as the
// publication.
func (s *shift) refresh(ctx context.Context) error {
	m, lists, err := s.Library.Head(ctx)
	if err != nil {
		return err
	}
	if m.Version < s.job.Version {
		return fmt.Errorf("%w: the lists are at version %d, before the job's %d", storage.ErrUnavailable, m.Version,
			s.job.Version)
	}
	s.version, s.now = m.Version, lists.Checker()
	return nil
}

// processPage processes the next page of submissions, which may span several
// runs, and advances the progress.
func (s *shift) processPage(ctx context.Context, p *Progress) error {
	var page []Carrier
	for p.Run < len(s.runs) && len(page) < pageSize {
		carriers, next, err := s.Store.Carrying(ctx, s.runs[p.Run], p.After, pageSize)
		if err != nil {
			return err
		}
		page = append(page, slices.DeleteFunc(carriers, s.tooOld)...)
		if p.After = next; next == "" {
			p.Run++
		}
	}
	p.Done = p.Run >= len(s.runs)
	return s.decideAll(ctx, page, p)
}

// retryFailed retries the submissions that could not be decided.
func (s *shift) retryFailed(ctx context.Context, p *Progress) error {
	failed, examined := p.Retry, p.Examined
	p.Failed -= min(len(failed), p.Failed)
	p.Retry, p.Failures = nil, nil
	p.Retries++
	err := s.decideAll(ctx, carriers(failed), p)
	p.Examined = examined
	for i := range p.Retry {
		if n := slices.IndexFunc(failed, p.Retry[i].isSameSubmission); n >= 0 && !failed[n].Since.IsZero() {
			p.Retry[i].Since = failed[n].Since
		}
	}
	return err
}

// isSameSubmission reports whether both are the same submission.
func (f Failed) isSameSubmission(other Failed) bool {
	return f.Seller == other.Seller && f.ID == other.ID
}

// recordFailures records for sellers which submissions could not be decided
// again, and which have been decided since. Earlier failures are recorded again
// only after a retry.
func (s *shift) recordFailures(ctx context.Context, before, after []Failed, retrying bool) error {
	var failures []submission.Failure
	for _, f := range after {
		if retrying || !slices.ContainsFunc(before, f.isSameSubmission) {
			failures = append(failures, submission.Failure{Seller: f.Seller, Submission: f.ID, Publication: s.job.Publication,
				List: s.job.List, Why: f.Why, Since: f.Since, At: s.Now().UTC()})
		}
	}
	var mended []Carrier
	for _, f := range before {
		if !slices.ContainsFunc(after, f.isSameSubmission) {
			mended = append(mended, f.Carrier)
		}
	}
	if len(failures)+len(mended) == 0 {
		return nil
	}
	return s.Store.NoteFailures(ctx, failures, mended)
}

// tooOld reports whether a submission was certainly created before those that
// the job is about: ids begin with the time.
func (s *shift) tooOld(c Carrier) bool {
	first := submission.NewID(s.job.CreatedFrom, [10]byte{})
	return !s.job.CreatedFrom.IsZero() && len(c.ID) == len(first) && c.ID < first
}

// maxRounds bounds how often the submissions of a page are read again because
// they changed.
const maxRounds = 10

// decideAll decides the submissions of a page, repeatedly if they change
// meanwhile.
func (s *shift) decideAll(ctx context.Context, carriers []Carrier, p *Progress) error {
	p.Examined += len(carriers)
	for range maxRounds {
		if len(carriers) == 0 {
			return nil
		}
		moved, err := s.decidePage(ctx, carriers, p)
		if err != nil {
			return err
		}
		if len(moved) > 0 {
			// The lists or the submissions have changed: the rest is decided on
			// the current lists.
			if err := s.refresh(ctx); err != nil {
				return err
			}
		}
		carriers = moved
	}
	for _, c := range carriers {
		p.addFailure(c, errors.New("its newest decision cannot be read, or keeps changing"), s.Now())
	}
	return nil
}

// An affected is a submission that the publication makes a difference to.
type affected struct {
	carrier   Carrier
	sub       submission.Submission
	asOf      edition.Date
	body      []byte // the answer on the current lists
	text      string // its significant part
	afterText string // the significant part of the answer after the publication; blank when unknown
}

// decidePage decides submissions, and returns those that changed meanwhile.
func (s *shift) decidePage(ctx context.Context, carriers []Carrier, p *Progress) (moved []Carrier, err error) {
	subs, err := s.submissions(ctx, carriers, p)
	if err != nil {
		return nil, err
	}
	var cases []affected
	var read []submission.Submission
	for i := range subs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, differs, err := s.examine(&subs[i])
		switch {
		case err != nil:
			p.addFailure(a.carrier, err, s.Now())
		case differs:
			cases, read = append(cases, a), append(read, subs[i])
		}
	}
	if len(cases) == 0 {
		return nil, nil
	}
	newest, err := s.newest(ctx, read, p)
	if err != nil {
		return nil, err
	}
	return s.addDecisions(ctx, cases, newest, p)
}

// submissions reads submissions. Damaged ones fail on their own, and do not
// prevent the others from being decided.
func (s *shift) submissions(ctx context.Context, carriers []Carrier, p *Progress) ([]submission.Submission, error) {
	subs, err := s.Store.Submissions(ctx, carriers)
	if !errors.Is(err, storage.ErrDamaged) {
		return subs, err
	}
	subs = nil
	for _, c := range carriers {
		one, err := s.Store.Submissions(ctx, []Carrier{c})
		switch {
		case errors.Is(err, storage.ErrDamaged):
			p.addFailure(c, err, s.Now())
		case err != nil:
			return nil, err
		default:
			subs = append(subs, one...)
		}
	}
	return subs, nil
}

// newest reads the newest decisions of submissions, in the same way. A damaged
// one is a zero Decision, so that its submission is not mistaken for one that
// has changed.
func (s *shift) newest(ctx context.Context, subs []submission.Submission, p *Progress) (map[string]submission.Decision,
	error) {
	newest, err := s.Store.Newest(ctx, subs)
	if !errors.Is(err, storage.ErrDamaged) {
		return newest, err
	}
	newest = make(map[string]submission.Decision, len(subs))
	for i := range subs {
		one, err := s.Store.Newest(ctx, subs[i:i+1])
		switch {
		case errors.Is(err, storage.ErrDamaged):
			newest[subs[i].ID] = submission.Decision{}
		case err != nil:
			return nil, err
		default:
			maps.Copy(newest, one)
		}
	}
	return newest, nil
}

// examine reports whether the publication makes a difference to a submission, and
// if so decides it on the current lists.
func (s *shift) examine(sub *submission.Submission) (affected, bool, error) {
	a := affected{carrier: Carrier{sub.Seller, sub.ID, sub.Code}, sub: *sub, asOf: s.today}
	if sub.Kind != s.job.Touch.Kind || sub.CreatedAt.Before(s.job.CreatedFrom) {
		return a, false, nil
	}
	asOf, err := statedDay(sub.Request)
	if err != nil {
		return a, false, err
	}
	if asOf != "" {
		if s.job.UndatedOnly {
			return a, false, nil
		}
		if a.asOf, err = edition.ParseDate(asOf); err != nil {
			return a, false, err
		}
	}
	differs, err := s.compare(&a)
	if err != nil || !differs {
		return a, false, err
	}
	a.body, a.text, err = s.answer(s.now, &a)
	return a, true, err
}

// compare answers the question on the lists before and after the publication.
// What a later publication changes is left to its own job.
func (s *shift) compare(a *affected) (differs bool, err error) {
	if s.before == nil {
		return true, nil
	}
	if _, a.afterText, err = s.answer(s.after, a); err != nil {
		return false, err
	}
	_, beforeText, err := s.answer(s.before, a)
	return err != nil || beforeText != a.afterText, nil // a request that could not be answered before differs
}

// answer returns an answer, and its significant part.
func (s *shift) answer(c *eligibility.Checker, a *affected) (body []byte, text string, err error) {
	if body, err = s.Answer(c, a.sub.Request, s.today); err != nil {
		return nil, "", err
	}
	text, err = Significant(body)
	return body, text, err
}

// addDecisions adds the decisions that differ from the newest, several
// concurrently, and returns the submissions that changed meanwhile.
func (s *shift) addDecisions(ctx context.Context, cases []affected, newest map[string]submission.Decision,
	p *Progress) (moved []Carrier, err error) {
	parallel := s.Parallel
	if parallel <= 0 {
		parallel = DefaultParallel
	}
	var mu sync.Mutex
	var group sync.WaitGroup
	slots := make(chan struct{}, parallel)
	for _, a := range cases {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			changed, writeErr := s.addDecision(ctx, a, newest)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case writeErr == nil && changed:
				p.Changed++
			case writeErr == nil:
			case errors.Is(writeErr, storage.ErrConflict), errors.Is(writeErr, ErrMoved):
				moved = append(moved, a.carrier)
			case errors.Is(writeErr, storage.ErrUnavailable), ctx.Err() != nil:
				err = writeErr
			default:
				p.addFailure(a.carrier, writeErr, s.Now())
			}
		})
	}
	group.Wait()
	return moved, err
}

// addDecision adds the decision of a submission if it differs from the newest.
func (s *shift) addDecision(ctx context.Context, a affected, newest map[string]submission.Decision) (changed bool,
	err error) {
	old, ok := newest[a.sub.ID]
	if !ok {
		return false, storage.ErrConflict // it was decided again meanwhile
	}
	if old.Hash != old.Digest() || old.Link() != a.sub.Head {
		return false, fmt.Errorf("%w: its newest decision is not the one that was sealed", storage.ErrDamaged)
	}
	newestText, err := Significant(old.Body)
	if err != nil {
		return false, err
	}
	if newestText == a.text || newestText == a.afterText {
		// The newest decision already says so. If it differs from the current
		// lists, a later publication is the cause, and its job handles it.
		return false, nil
	}
	verdicts, err := submission.VerdictsOf(a.body)
	if err != nil {
		return false, err
	}
	seq := a.sub.Head.Seq + 1
	d := submission.Decision{
		ID: event.DecisionID(s.job.NotBefore, s.job.Publication, a.sub.ID, seq), SubmissionID: a.sub.ID,
		DecidedAt: s.Now().UTC().Truncate(time.Millisecond), Cause: submission.CauseListPublished, Body: a.body,
	}
	submission.Seal(a.sub.Head, &d)
	changes, eventType, err := Changes(old.Body, a.body)
	if err != nil {
		return false, err
	}
	cause := s.causeFor(a.sub.Code, a.asOf)
	if cause.Publications, err = s.publications(ctx, &a); err != nil {
		return false, err
	}
	e := event.Event{
		ID: event.NewID(s.job.NotBefore, s.job.Publication, a.sub.ID, seq), Type: eventType, At: s.job.NotBefore,
		Seller: a.sub.Seller, Submission: a.sub.ID, Kind: a.sub.Kind, Ref: a.sub.Ref, Code: a.sub.Code, AsOf: a.asOf.String(),
		Decision: d.ID, Seq: seq, Old: a.sub.Verdicts, New: verdicts, Changes: changes, Cause: cause,
	}
	return true, s.Store.AppendChanged(ctx, a.sub, d, verdicts, s.version, e)
}

// maxFollowing is how many publications after the job's are examined
// individually.
const maxFollowing = 20

// publications returns the publications that a decision follows from: the
// job's, and the later ones, up to the current lists, that make a difference to
// the submission as well.
func (s *shift) publications(ctx context.Context, a *affected) ([]string, error) {
	named := []string{s.job.Publication}
	for version := s.job.Version + 1; version <= s.version && version <= s.job.Version+maxFollowing; version++ {
		m, err := s.Library.Manifest(ctx, version)
		if err != nil {
			return nil, err
		}
		differs, err := s.differsAt(ctx, version, a)
		if err != nil {
			return nil, err
		}
		if differs {
			named = append(named, m.Publication)
		}
	}
	return named, nil
}

// differsAt reports whether a version of the lists gives another answer than
// the previous one. It returns true when they cannot be compared because an
// edition is damaged.
func (s *shift) differsAt(ctx context.Context, version int, a *affected) (bool, error) {
	var texts [2]string
	for i := range texts {
		lists, err := s.Library.At(ctx, version-1+i)
		if errors.Is(err, storage.ErrDamaged) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if _, texts[i], err = s.answer(lists.Checker(), a); err != nil {
			return true, nil // a request that could not be answered on one side differs
		}
	}
	return texts[0] != texts[1], nil
}
