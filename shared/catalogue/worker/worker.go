// Package worker runs the jobs of package job: it reads the file of a catalogue, checks it row by row, and
// writes the results.
package worker

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"importchecker/shared/catalogue"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/catalogue/tablefile"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/storage"
	"importchecker/shared/tariff"
)

// A Worker runs jobs, one at a time; its Run must not be called concurrently. Several workers can
// share a store.
type Worker struct {
	Store   job.Store
	Files   job.Files
	Checker func(context.Context) (*eligibility.Checker, error)
	// Candidates finds codes for products without one; it may be nil.
	Candidates func(table *tariff.Table, name, category string) string
	Now        func() time.Time
	// Parallel is how many rows are decided at once; 0 for one for each processor.
	Parallel int
	// Folder is where results are written before they are stored in Files.
	Folder string

	served map[string]time.Time // when this worker last took a job of a seller
}

const (
	// leaseTime is how long a worker may be silent before its job is given to another. The lease is renewed
	// after half of it.
	leaseTime = time.Minute
	// jobTime is how long the largest job may take: with less time left, no job is begun.
	jobTime = 2 * time.Minute
	// progressInterval is how often a worker saves its progress.
	progressInterval = 2 * time.Second
	// lookAhead is how many jobs in line are considered, to be fair to sellers.
	lookAhead = 1000
	// maxServed is how many sellers are remembered with the time they were served.
	maxServed = 10_000
	// maxWorkbook is how many rows a result in XLSX may have: larger ones take minutes and gigabytes to open.
	maxWorkbook = 200_000
)

// Run runs jobs until none is due or the context's deadline is near. It returns how many ended.
func (w *Worker) Run(ctx context.Context) (ended int, done bool, err error) {
	for ctx.Err() == nil {
		if until, ok := ctx.Deadline(); ok && ended > 0 && time.Until(until) < jobTime {
			break
		}
		j, ok, err := w.next(ctx)
		if err != nil {
			return ended, false, err
		}
		if !ok {
			return ended, true, nil
		}
		if err := w.work(ctx, j); err != nil {
			return ended, false, err
		}
		ended++
	}
	return ended, false, nil
}

// Oldest returns since when the oldest due job has waited.
func (w *Worker) Oldest(ctx context.Context) (time.Time, error) {
	line, err := w.Store.Line(ctx, 1)
	if err != nil || len(line) == 0 || line[0].Due.After(w.Now()) {
		return time.Time{}, err
	}
	return line[0].Due, nil
}

// Arrived puts a job in line after its file has arrived. It may be called more than once: it is no error if the
// job is in line already, or has ended.
func (w *Worker) Arrived(ctx context.Context, id string) error {
	j, err := w.Store.Find(ctx, id)
	if err != nil {
		return err
	}
	if j.State != job.Created {
		return nil
	}
	size, err := w.Files.Size(ctx, j.Key(job.Upload))
	if err != nil {
		return err
	}
	j.State, j.Size, j.ArrivedAt = job.Waiting, size, w.Now()
	if size > sheet.MaxFile {
		j.State, j.EndedAt, j.Failure = job.Failed, j.ArrivedAt, failureOf(errTooLarge)
	}
	j.Revision++
	if err := w.Store.Update(ctx, j); !errors.Is(err, storage.ErrConflict) {
		return err
	}
	return nil // another call put it in line, or it was cancelled
}

// Release puts running jobs back in line, for a caller that knows that their workers are dead, and jobs whose
// file arrived unnoticed.
func (w *Worker) Release(ctx context.Context) error {
	line, err := w.Store.Line(ctx, lookAhead)
	if err != nil {
		return err
	}
	for _, place := range line {
		j, err := w.Store.Get(ctx, place.Seller, place.ID)
		switch {
		case err != nil && !errors.Is(err, storage.ErrNotFound):
			return err
		case err == nil && j.State == job.Created:
			err = w.Arrived(ctx, j.ID)
		case err == nil && j.State == job.Running:
			j.State, j.Lease = job.Waiting, time.Time{}
			j.Revision++
			err = w.Store.Update(ctx, j)
		}
		if err != nil && !errors.Is(err, storage.ErrConflict) && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
	}
	return nil
}

// next takes the next job in turn, with a lease.
func (w *Worker) next(ctx context.Context) (*job.Job, bool, error) {
	line, err := w.Store.Line(ctx, lookAhead)
	if err != nil {
		return nil, false, err
	}
	now := w.Now()
	for _, place := range w.inTurn(line, now) {
		j, err := w.Store.Get(ctx, place.Seller, place.ID)
		switch {
		case errors.Is(err, storage.ErrNotFound):
			continue // it was deleted
		case err != nil:
			return nil, false, err
		case j.State.Ended() || j.Due().After(now):
			continue // another worker has taken or ended it
		case j.State == job.Created:
			err = w.expire(ctx, j)
		default:
			err = w.take(ctx, &j, now)
		}
		switch {
		case errors.Is(err, storage.ErrConflict):
		case err != nil:
			return nil, false, err
		case j.State == job.Running:
			return &j, true, nil
		}
	}
	return nil, false, nil
}

// take makes a job this worker's, or lets it fail if it was begun too often.
func (w *Worker) take(ctx context.Context, j *job.Job, now time.Time) error {
	j.State, j.Begun, j.Lease, j.StartedAt = job.Running, j.Begun+1, now.Add(leaseTime), now
	j.Tally, j.BytesRead, j.Results = nil, 0, nil
	j.Revision++
	if j.Begun > job.MaxBegun {
		j.State, j.EndedAt = job.Failed, now
		j.Failure = &job.Failure{Code: job.GivenUp, Text: edition.Text{
			EN: "The check was begun five times and ended before the file did. Split the file.",
			ZH: "检查五次启动均未能完成。请拆分文件后重试。"}}
	}
	if w.served == nil || len(w.served) > maxServed {
		w.served = make(map[string]time.Time)
	}
	w.served[j.Seller] = now
	return w.Store.Update(ctx, *j)
}

// expire ends a job whose file has not arrived in time, unless the file is there and Arrived was not called.
func (w *Worker) expire(ctx context.Context, j job.Job) error {
	err := w.Arrived(ctx, j.ID)
	if !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	j.State, j.EndedAt = job.Expired, w.Now()
	j.Revision++
	if err := w.Store.Update(ctx, j); !errors.Is(err, storage.ErrConflict) {
		return err
	}
	return nil
}

// inTurn returns the places of due jobs, sorted by the number of running jobs of the seller, then by when the
// seller was last served, then by when they were due.
func (w *Worker) inTurn(line []job.Place, now time.Time) []job.Place {
	running := make(map[string]int)
	var due []job.Place
	for _, p := range line {
		switch {
		case !p.Due.After(now):
			due = append(due, p)
		case p.Running:
			running[p.Seller]++
		}
	}
	slices.SortStableFunc(due, func(a, b job.Place) int {
		return cmp.Or(running[a.Seller]-running[b.Seller], w.served[a.Seller].Compare(w.served[b.Seller]),
			a.Due.Compare(b.Due))
	})
	return due
}

// errLost: the job is no longer this worker's.
var errLost = errors.New("the job was cancelled, or another worker has it")

// work checks the catalogue of a job and ends the job. A problem of the seller's file is the job's failure, not
// an error.
func (w *Worker) work(ctx context.Context, j *job.Job) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	report, results, err := w.check(ctx, j, stop)
	switch {
	case errors.Is(context.Cause(ctx), errLost):
		return nil
	case err == nil:
		j.State, j.Results = job.Done, results
	default:
		failure := failureOf(err)
		if failure == nil {
			return fmt.Errorf("check catalogue %s: %w", j.ID, err) // the lease will run out, and the job will be begun again
		}
		j.State, j.Failure = job.Failed, failure
	}
	if report != nil {
		j.Columns, j.Ignored, j.Notes, j.Tally = report.Columns, report.Ignored, report.Notes, report.Tally
		j.Settles = report.Tally.Settle(job.Settling)
	}
	j.EndedAt, j.BytesRead = w.Now(), j.Size
	j.Revision++
	if err := w.Store.Update(ctx, *j); err != nil && !errors.Is(err, storage.ErrConflict) {
		return err
	}
	return nil
}

// check reads the file, writes the results, and saves the progress.
func (w *Worker) check(ctx context.Context, j *job.Job, stop context.CancelCauseFunc) (*catalogue.Report, []job.Result,
	error) {
	checker, err := w.Checker(ctx)
	if err != nil {
		return nil, nil, err
	}
	file, err := w.Files.Open(ctx, j.Key(job.Upload))
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	counted := &counter{r: file}
	rows, closeRows, err := tablefile.Open(counted)
	if err != nil {
		return nil, nil, err
	}
	defer closeRows()
	out, err := newOutputs(w.Folder, j.Workbook)
	if err != nil {
		return nil, nil, err
	}
	defer out.remove()

	lastSaved := w.Now()
	options := catalogue.Options{
		Checker: checker, AsOf: j.AsOf, Mapping: j.Mapping, Language: j.Language, Candidates: w.Candidates,
		Workers: w.Parallel,
		Progress: func(t *catalogue.Tally) {
			if now := w.Now(); now.Sub(lastSaved) >= progressInterval {
				lastSaved = now
				w.saveProgress(ctx, j, t, counted.n, stop)
			}
		},
	}
	for _, c := range j.Channels {
		options.Channels = append(options.Channels, eligibility.ChannelID(c))
	}
	report, err := catalogue.Check(ctx, rows, out, options)
	if err != nil {
		return report, nil, err
	}
	results, err := w.storeResults(ctx, j, out)
	return report, results, err
}

// saveProgress writes the progress of the job, and renews the lease when it is time. It stops the work if the
// job is no longer this worker's. Other errors are ignored: a later call may succeed before the lease ends; if
// none does, another worker begins the job again.
func (w *Worker) saveProgress(ctx context.Context, j *job.Job, t *catalogue.Tally, read int64,
	stop context.CancelCauseFunc) {
	next, write := *j, w.Store.SaveProgress
	next.Tally, next.BytesRead = t, read
	if now := w.Now(); j.Lease.Sub(now) < leaseTime/2 {
		next.Lease, write = now.Add(leaseTime), w.Store.Update
	}
	next.Revision++
	switch err := write(ctx, next); {
	case errors.Is(err, storage.ErrConflict):
		stop(errLost)
	case err == nil:
		j.Revision, j.Lease = next.Revision, next.Lease
	}
}

// storeResults stores the results in Files.
func (w *Worker) storeResults(ctx context.Context, j *job.Job, out *outputs) ([]job.Result, error) {
	var results []job.Result
	for _, o := range out.files {
		if err := o.writer.Close(); err != nil {
			return nil, err
		}
		r, err := o.result(j)
		if err != nil {
			return nil, err
		}
		if err := w.Files.Write(ctx, r.Key, o.file); err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

// failureOf returns the failure for an error of the seller's file, and nil for other errors.
func failureOf(err error) *job.Failure {
	if p, ok := errors.AsType[*sheet.Problem](err); ok {
		code := job.NoTable
		if p.Code == sheet.FileTooLarge {
			code = job.FileTooLarge
		}
		return &job.Failure{Code: code, Text: p.Text()}
	}
	if m, ok := errors.AsType[*catalogue.MappingError](err); ok {
		var names []string
		for _, f := range m.Fields {
			names = append(names, string(f))
		}
		list := strings.Join(names, ", ")
		return &job.Failure{Code: job.UnknownMapping, Text: edition.Text{
			EN: "The mapping names columns that the heading does not have, for: " + list + ".",
			ZH: "映射中下列字段所指的列不在表头中：" + list + "。"}}
	}
	switch {
	case errors.Is(err, catalogue.ErrNoHeading):
		return &job.Failure{Code: job.NoHeading, Text: edition.Text{
			EN: "None of the first twenty rows names a column of codes or of product names. Name the columns in a mapping.",
			ZH: "前二十行中没有商品编码或商品名称的表头。请在映射中指明各列。"}}
	case errors.Is(err, catalogue.ErrTooMany):
		return &job.Failure{Code: job.TooManyRows, Text: edition.Text{
			EN: "The catalogue has more than 1,000,000 rows. Cut it in parts.", ZH: "目录超过 1000000 行。请拆分文件。"}}
	case errors.Is(err, errTooLarge):
		return &job.Failure{Code: job.FileTooLarge, Text: edition.Text{
			EN: "The file is larger than 512 MiB. Cut it in parts.", ZH: "文件超过 512 MiB。请拆分文件。"}}
	case errors.Is(err, errWorkbookTooLong):
		return &job.Failure{Code: job.WorkbookTooLong, Text: edition.Text{
			EN: "A result in XLSX may have 200,000 rows at most. Ask for CSV.", ZH: "XLSX 结果最多 200000 行。请改用 CSV。"}}
	}
	return nil
}

// errTooLarge: the file is larger than a catalogue may be.
var errTooLarge = errors.New("a file larger than a catalogue may be")

// A counter counts the bytes read, and fails when there are too many.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.n += int64(n); c.n > sheet.MaxFile {
		return 0, errTooLarge
	}
	return n, err
}

var errWorkbookTooLong = errors.New("too many rows for a workbook")

// outputs writes each row to all results.
type outputs struct{ files []*output }

type output struct {
	format string
	file   *os.File
	writer tablefile.Writer
	rows   int
}

func newOutputs(folder string, workbook bool) (*outputs, error) {
	outs := new(outputs)
	formats := []string{"csv"}
	if workbook {
		formats = append(formats, "xlsx")
	}
	for _, format := range formats {
		file, err := os.CreateTemp(folder, "result-*."+format)
		if err != nil {
			outs.remove()
			return nil, err
		}
		_ = os.Remove(file.Name()) // where the system allows it, so that a killed worker leaves nothing behind
		o := &output{format: format, file: file}
		outs.files = append(outs.files, o)
		if format == "csv" {
			o.writer = tablefile.NewCSVWriter(file)
		} else if o.writer, err = tablefile.NewXLSXWriter(file); err != nil {
			outs.remove()
			return nil, err
		}
	}
	return outs, nil
}

// Write implements catalogue.Output.
func (a *outputs) Write(cells []string) error {
	for _, o := range a.files {
		if o.rows++; o.format == "xlsx" && o.rows > maxWorkbook+1 {
			return errWorkbookTooLong
		}
		if err := o.writer.Write(cells); err != nil {
			return err
		}
	}
	return nil
}

// result returns the key, size and hash of an output's file.
func (o *output) result(j *job.Job) (job.Result, error) {
	if _, err := o.file.Seek(0, io.SeekStart); err != nil {
		return job.Result{}, err
	}
	sum := sha256.New()
	size, err := io.Copy(sum, o.file)
	if err != nil {
		return job.Result{}, err
	}
	_, err = o.file.Seek(0, io.SeekStart)
	return job.Result{Format: o.format, Key: j.Key("result." + o.format), Size: size,
		SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

func (a *outputs) remove() {
	for _, o := range a.files {
		_ = o.file.Close()
		_ = os.Remove(filepath.Clean(o.file.Name()))
	}
}
