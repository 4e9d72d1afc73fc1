package catalogue

import (
	"context"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"

	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/tariff"
)

// Options has the parameters of a check.
type Options struct {
	Checker  *eligibility.Checker
	AsOf     edition.Date
	Channels []eligibility.ChannelID // empty for all
	Mapping  map[Field]string
	Language Language
	// Candidates finds codes for a product without one, best first, as text for the column candidates; it may
	// be nil.
	Candidates func(table *tariff.Table, name, category string) string
	// Progress, if not nil, is called after each batch of rows.
	Progress func(*Tally)
	// Workers is how many rows are decided at once; 0 for one for each processor.
	Workers int
}

// Output receives the rows of a result.
type Output interface {
	Write(cells []string) error
}

// Errors of Check.
var (
	ErrNoHeading = errors.New("no column of the first rows has a code or a name of products")
	ErrTooMany   = errors.New("more rows than a catalogue may have")
)

// MappingError names the fields of a mapping whose columns do not exist.
type MappingError struct{ Fields []Field }

func (e *MappingError) Error() string { return "the mapping names columns that are not there" }

// headingRows is how many rows are searched for the heading: exports of shops and ministries begin with a
// title.
const headingRows = 20

// batchRows is the number of rows in a batch.
const batchRows = 256

// A batch is a group of rows that one worker decides.
type batch struct {
	rows  []inputRow
	out   [][]string
	tally *Tally
	done  chan struct{}
}

type inputRow struct {
	number  int // in the file, from 1
	cells   []string
	problem *sheet.Problem
}

// Report is the outcome of a check.
type Report struct {
	Columns []Column // that were recognised
	Ignored []string // headings of columns that were left out
	Notes   []Note   // how ambiguous columns were understood
	Tally   *Tally
}

// Check decides every row and writes the result, in the order of the rows. A row with problems is written with
// them. A file without a recognisable heading, and an error of the reader or the output, end the check. The
// report covers the rows up to then.
func Check(ctx context.Context, rows sheet.Rows, out Output, o Options) (*Report, error) {
	if len(o.Channels) == 0 {
		o.Channels = eligibility.Channels()
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	report := &Report{Tally: NewTally()}
	heading, body, err := findHeading(rows, &o, report)
	if err != nil {
		return report, err
	}
	if err := out.Write(Heading(heading, o.Channels, o.Language)); err != nil {
		return report, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	jobs, order := make(chan *batch, o.Workers), make(chan *batch, 2*o.Workers)
	var workers sync.WaitGroup
	for range o.Workers {
		workers.Go(func() {
			c := &checker{options: &o, columns: report.Columns, width: len(heading), texts: make(map[string]string)}
			for b := range jobs {
				c.check(b)
				close(b.done)
			}
		})
	}
	go func() {
		if err := feed(ctx, body, jobs, order); err != nil {
			stop(err)
		}
	}()
	var writeErr error
	for b := range order {
		<-b.done
		report.Tally.Add(b.tally)
		for _, cells := range b.out {
			if writeErr == nil {
				writeErr = out.Write(cells)
			}
		}
		if writeErr != nil {
			stop(writeErr)
		}
		if o.Progress != nil {
			o.Progress(report.Tally)
		}
	}
	workers.Wait()
	if writeErr != nil {
		return report, writeErr
	}
	if err := context.Cause(ctx); err != nil {
		return report, err
	}
	noteSheets(rows, report)
	return report, nil
}

// feed sends the rows in batches. It returns the error that ended them early.
func feed(ctx context.Context, rows sheet.Rows, jobs, order chan<- *batch) error {
	defer close(order)
	defer close(jobs)
	for total := 0; ; {
		b := &batch{rows: make([]inputRow, 0, batchRows), tally: NewTally(), done: make(chan struct{})}
		var end error
		for len(b.rows) < batchRows && end == nil {
			var row inputRow
			if row, end = nextRow(rows); end == nil {
				b.rows = append(b.rows, row)
			}
		}
		if total += len(b.rows); total > sheet.MaxRows {
			return ErrTooMany
		}
		if len(b.rows) > 0 {
			select {
			case <-ctx.Done():
				return nil
			case jobs <- b:
				order <- b
			}
		}
		if end != nil {
			if errors.Is(end, io.EOF) {
				return nil
			}
			return end
		}
	}
}

// nextRow returns the next row that is not blank, or an error.
func nextRow(rows sheet.Rows) (inputRow, error) {
	for {
		cells, number, err := rows.Next()
		problem, isProblem := errors.AsType[*sheet.Problem](err)
		switch {
		case isProblem && problem.Code.OfRow():
			return inputRow{number: number, problem: problem}, nil
		case err != nil:
			return inputRow{}, err
		case !blank(cells):
			return inputRow{number: number, cells: slices.Clone(cells)}, nil
		}
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// A checker decides rows; each worker has its own.
type checker struct {
	options *Options
	columns []Column
	width   int
	product product
	text    []byte
	texts   map[string]string
	memory  eligibility.Memory
}

func (c *checker) check(b *batch) {
	b.out = make([][]string, 0, len(b.rows))
	columns := c.width + 2 + perChannel*len(c.options.Channels)
	cells := make([]string, 0, columns*len(b.rows))
	for i := range b.rows {
		start := len(cells)
		cells = c.checkRow(cells, &b.rows[i], b.tally)
		b.out = append(b.out, cells[start:len(cells):len(cells)])
	}
	b.rows = nil
}

// checkRow decides one row and appends its output cells.
func (c *checker) checkRow(out []string, in *inputRow, tally *Tally) []string {
	p := &c.product
	if in.problem != nil {
		*p = product{row: in.number, blocked: true,
			problems: append(p.problems[:0], Problem{Code: Unreadable, Text: in.problem.Text()})}
		tally.addProblems(p.problems)
		tally.Rows++
		tally.Problems++
		return c.cells(out, c.width, nil, p, nil, "")
	}
	p.readRow(c.columns, in.number, in.cells)
	tally.addProblems(p.problems)
	if p.blocked {
		tally.Rows++
		tally.Problems++
		return c.cells(out, c.width, in.cells, p, nil, "")
	}
	if p.item.Code == "" {
		tally.Rows++
		tally.WithoutCode++
		candidates := ""
		if table, ok := c.options.Checker.Tariff().At(c.options.AsOf); ok && c.options.Candidates != nil {
			candidates = sheet.EscapeFormula(c.options.Candidates(table, p.item.Name, p.category))
		}
		return c.cells(out, c.width, in.cells, p, nil, candidates)
	}
	d := c.options.Checker.GoodsIn(&c.memory, &eligibility.GoodsDeclaration{
		AsOf: c.options.AsOf, Channels: c.options.Channels, Item: p.item, SpentThisYear: p.spent,
	})
	tally.addDecision(d)
	return c.cells(out, c.width, in.cells, p, d, "")
}
