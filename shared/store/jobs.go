package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/redecision"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// OpenJobs is the partition of unfinished jobs. An item put there wakes the function that works on them.
const OpenJobs = "LIST#JOBS"

const (
	skJob  = "JOB"
	skPart = "PART#"
)

func jobKey(id string) Key { return Key{"LIST#JOB#" + escape(id), skJob} }

func openJobKey(id string) Key { return Key{OpenJobs, escape(id)} }

func progressKey(job string, part int) Key {
	return Key{jobKey(job).PK, fmt.Sprintf("%s%05d", skPart, part)}
}

// jobRecord is a job as stored.
type jobRecord struct {
	ID          string    `json:"id"`
	Publication string    `json:"publication"`
	Version     int       `json:"version"`
	Action      string    `json:"action"`
	List        string    `json:"list"`
	Import      string    `json:"import"`
	Edition     string    `json:"edition"`
	Document    string    `json:"document"`
	NotBefore   time.Time `json:"not_before"`
	CreatedFrom time.Time `json:"created_from,omitzero"`
	UndatedOnly bool      `json:"undated_only,omitempty"`
	Kind        string    `json:"kind,omitempty"` // empty for goods
	All         bool      `json:"all,omitempty"`
	Codes       string    `json:"codes,omitempty"`
	Finished    bool      `json:"finished,omitempty"`
	FinishedAt  time.Time `json:"finished_at,omitzero"`
}

func jobItem(j redecision.Job) (Item, error) {
	kind := ""
	var codes []string
	for _, c := range j.Touch.Codes {
		codes = append(codes, string(c))
	}
	if j.Touch.Kind == submission.Service {
		kind = j.Touch.Kind
		for _, c := range j.Touch.Sectors {
			codes = append(codes, string(c))
		}
	}
	text, err := json.Marshal(jobRecord{
		ID: j.ID, Publication: j.Publication, Version: j.Version, Action: string(j.Action), List: j.List, Import: j.Import,
		Edition: j.Edition, Document: j.Document, NotBefore: j.NotBefore, CreatedFrom: j.CreatedFrom,
		UndatedOnly: j.UndatedOnly, Kind: kind, All: j.Touch.All, Codes: strings.Join(codes, " "),
		Finished: j.Finished, FinishedAt: j.FinishedAt,
	})
	return Item{Key: jobKey(j.ID), Attrs: map[string]Value{attrRecord: Bytes(text)}}, err
}

func readJob(item Item) (redecision.Job, error) {
	var r jobRecord
	if err := readRecord(item, &r); err != nil {
		return redecision.Job{}, err
	}
	j := redecision.Job{
		ID: r.ID, Publication: r.Publication, Version: r.Version, Action: library.Action(r.Action), List: r.List,
		Import:  r.Import,
		Edition: r.Edition, Document: r.Document, NotBefore: r.NotBefore, CreatedFrom: r.CreatedFrom,
		UndatedOnly: r.UndatedOnly, Touch: redecision.Touch{Kind: cmp.Or(r.Kind, submission.Goods), All: r.All},
		Finished: r.Finished, FinishedAt: r.FinishedAt,
	}
	for code := range strings.FieldsSeq(r.Codes) {
		if r.Kind == submission.Service {
			j.Touch.Sectors = append(j.Touch.Sectors, services.Code(code))
		} else {
			j.Touch.Codes = append(j.Touch.Codes, tariff.Code(code))
		}
	}
	return j, nil
}

// jobOps returns the ops that write a new job and its entry among the unfinished ones.
func jobOps(j redecision.Job) ([]Op, error) {
	item, err := jobItem(j)
	if err != nil {
		return nil, err
	}
	return []Op{Put(item, Absent()), Put(indexItem(openJobKey(j.ID)))}, nil
}

// OpenJobs implements redecision.Store.
func (p *Publications) OpenJobs(ctx context.Context) ([]redecision.Job, error) {
	entries, err := p.table.Query(ctx, OpenJobs, Range{})
	if err != nil {
		return nil, err
	}
	keys := make([]Key, len(entries))
	for i, e := range entries {
		keys[i] = jobKey(e.SK)
	}
	items, err := p.table.BatchGet(ctx, keys)
	if err != nil {
		return nil, err
	}
	var jobs []redecision.Job
	for _, item := range items {
		j, err := readJob(item)
		if err != nil {
			return nil, err
		}
		if !j.Finished {
			jobs = append(jobs, j)
		}
	}
	slices.SortFunc(jobs, func(a, b redecision.Job) int {
		return cmp.Or(a.NotBefore.Compare(b.NotBefore), cmp.Compare(a.ID, b.ID))
	})
	return jobs, nil
}

// Job implements redecision.Store.
func (p *Publications) Job(ctx context.Context, id string) (redecision.Job, error) {
	item, err := getItem(ctx, p.table, jobKey(id))
	if err != nil {
		return redecision.Job{}, err
	}
	return readJob(item)
}

// Finish implements redecision.Store.
func (p *Publications) Finish(ctx context.Context, job redecision.Job, at time.Time) error {
	job.Finished, job.FinishedAt = true, at.UTC()
	item, err := jobItem(job)
	if err != nil {
		return err
	}
	return p.table.Transact(ctx, []Op{Put(item), Delete(openJobKey(job.ID))})
}

// progressRecord is the progress of a part as stored.
type progressRecord struct {
	Run      int       `json:"run"`
	After    string    `json:"after,omitempty"`
	Done     bool      `json:"done,omitempty"`
	Examined int       `json:"examined"`
	Changed  int       `json:"changed"`
	Failed   int       `json:"failed,omitempty"`
	Failures []string  `json:"failures,omitempty"`
	At       time.Time `json:"at"`

	Retry   []carrierRecord `json:"retry,omitempty"`
	Retries int             `json:"retries,omitempty"`
	RetryAt time.Time       `json:"retry_at,omitzero"`
}

// carrierRecord is a submission to be retried.
type carrierRecord struct {
	Seller string `json:"seller"`
	ID     string `json:"id"`
	Code   string `json:"code"`

	Why   string    `json:"why,omitempty"`
	Since time.Time `json:"since,omitzero"`
}

func readProgress(job string, part int, item Item) (redecision.Progress, error) {
	var r progressRecord
	rev, err := readRevision(item, &r)
	if err != nil {
		return redecision.Progress{}, err
	}
	p := redecision.Progress{
		Job: job, Part: part, Revision: rev, Run: r.Run, After: r.After, Done: r.Done,
		Examined: r.Examined, Changed: r.Changed, Failed: r.Failed, Failures: r.Failures, At: r.At,
		Retries: r.Retries, RetryAt: r.RetryAt,
	}
	for _, c := range r.Retry {
		p.Retry = append(p.Retry, redecision.Failed{
			Carrier: redecision.Carrier{Seller: c.Seller, ID: c.ID, Code: c.Code}, Why: cmp.Or(c.Why, submission.WhyUndecidable),
			Since: c.Since})
	}
	return p, nil
}

// Progress implements redecision.Store.
func (p *Publications) Progress(ctx context.Context, job string) (map[int]redecision.Progress, error) {
	items, err := p.table.Query(ctx, jobKey(job).PK, Range{Prefix: skPart})
	if err != nil {
		return nil, err
	}
	all := make(map[int]redecision.Progress, len(items))
	for _, item := range items {
		var part int
		if _, err := fmt.Sscanf(item.SK, skPart+"%d", &part); err != nil {
			return nil, fmt.Errorf("item %s: %w", item.Key, err)
		}
		if all[part], err = readProgress(job, part, item); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// PartProgress implements redecision.Store.
func (p *Publications) PartProgress(ctx context.Context, job string, part int) (redecision.Progress, error) {
	item, ok, err := p.table.Get(ctx, progressKey(job, part))
	if err != nil || !ok {
		return redecision.Progress{Job: job, Part: part}, err
	}
	return readProgress(job, part, item)
}

// SaveProgress implements redecision.Store.
func (p *Publications) SaveProgress(ctx context.Context, g redecision.Progress) error {
	r := progressRecord{
		Run: g.Run, After: g.After, Done: g.Done, Examined: g.Examined, Changed: g.Changed,
		Failed: g.Failed, Failures: g.Failures, At: g.At.UTC(), Retries: g.Retries, RetryAt: g.RetryAt,
	}
	for _, c := range g.Retry {
		r.Retry = append(r.Retry, carrierRecord{c.Seller, c.ID, c.Code, c.Why, c.Since})
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	condition := Equals(attrRev, Number(int64(g.Revision-1)))
	if g.Revision == 1 {
		condition = Absent()
	}
	item := Item{Key: progressKey(g.Job, g.Part),
		Attrs: map[string]Value{attrRev: Number(int64(g.Revision)), attrRecord: Bytes(text)}}
	return conflict(p.table.Transact(ctx, []Op{Put(item, condition)}))
}

// Carrying implements redecision.Index.
func (p *Publications) Carrying(ctx context.Context, r redecision.Run, after string, limit int) ([]redecision.Carrier,
	string, error) {
	if after != "" && !strings.HasPrefix(after, r.Prefix) {
		return nil, "", storage.ErrCursor
	}
	pk := "CODE#" + escape(r.Kind) + "#" + escape(r.Heading)
	items, err := p.table.Query(ctx, pk, Range{Prefix: r.Prefix, After: after, Limit: limit})
	if err != nil {
		return nil, "", err
	}
	page := make([]redecision.Carrier, len(items))
	for i, item := range items {
		rd := reader{item: item}
		page[i] = redecision.Carrier{Seller: rd.str(attrSeller), ID: rd.str(attrID), Code: rd.str(attrCode)}
		if rd.err != nil {
			return nil, "", rd.err
		}
	}
	if limit > 0 && len(items) == limit {
		return page, items[len(items)-1].SK, nil
	}
	return page, "", nil
}

// Submissions implements redecision.Store.
func (p *Publications) Submissions(ctx context.Context, carriers []redecision.Carrier) ([]submission.Submission,
	error) {
	keys := make([]Key, len(carriers))
	for i, c := range carriers {
		keys[i] = submissionKey(c.Seller, c.ID)
	}
	items, err := p.table.BatchGet(ctx, keys)
	if err != nil {
		return nil, err
	}
	var subs []submission.Submission
	for _, item := range items {
		sub, err := readSubmission(item)
		if err != nil {
			return nil, err
		}
		subs = append(subs, sub)
	}
	return subs, nil
}

// Newest implements redecision.Store.
func (p *Publications) Newest(ctx context.Context, subs []submission.Submission) (map[string]submission.Decision,
	error) {
	keys := make([]Key, len(subs))
	ids := make(map[string]string, len(subs)) // by partition
	for i, s := range subs {
		keys[i] = decisionKey(s.Seller, s.ID, s.Head.Seq)
		ids[keys[i].PK] = s.ID
	}
	items, err := p.table.BatchGet(ctx, keys)
	if err != nil {
		return nil, err
	}
	newest := make(map[string]submission.Decision, len(items))
	for _, item := range items {
		id := ids[item.PK]
		d, err := readDecision(id, item)
		if err != nil {
			return nil, err
		}
		newest[id] = d
	}
	return newest, nil
}

// AppendChanged implements redecision.Store.
func (p *Publications) AppendChanged(ctx context.Context, sub submission.Submission, d submission.Decision,
	verdicts []submission.Verdict, version int, e event.Event) error {
	err := p.appendChanged(ctx, sub, d, verdicts, version, e)
	return wrap(err, "append decision %d to submission %s", d.Seq, sub.ID)
}

func (p *Publications) appendChanged(ctx context.Context, sub submission.Submission, d submission.Decision,
	verdicts []submission.Verdict, version int, e event.Event) error {
	if err := validateDecision(sub.ID, d, verdicts); err != nil {
		return err
	}
	if d.Seq != sub.Head.Seq+1 || d.PrevHash != sub.Head.Hash {
		return fmt.Errorf("%w: the decision does not follow the head", storage.ErrConflict)
	}
	eventWrites, err := eventOps(e)
	if err != nil {
		return err
	}
	decisionWrites, err := appendOps(sub, d, verdicts)
	if err != nil {
		return err
	}
	const fence = 0 // index of the check in the transaction
	ops := []Op{Check(fenceKey(shardOf(sub.ID, fenceCount)), Equals(attrVersion, Number(int64(version))))}
	ops = append(append(ops, eventWrites...), decisionWrites...)
	err = p.table.Transact(ctx, ops)
	if slices.Contains(failedOps(err), fence) {
		return fmt.Errorf("%w: %w", redecision.ErrMoved, err)
	}
	return conflict(err)
}
