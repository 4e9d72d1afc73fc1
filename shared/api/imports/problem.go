package imports

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/refusal"
	"importchecker/shared/api/wire"
	"importchecker/shared/publication"
)

// readerProblem turns an error of a reader of annexes into a problem: all parts of the
// request that do not fit, or an internal error.
func readerProblem(ctx context.Context, err error) *problem.Problem {
	var f problem.Faults
	for _, misfit := range misfits(err) {
		f.Add(pointerOfField(misfit.Field), problem.Misfit, refusal.WithoutFullStop(misfit.Text))
	}
	if len(f.List) == 0 {
		return refusal.ForLists(ctx, err)
	}
	p := problem.New(problem.ImportRefused, len(f.List)+f.More)
	p.Faults = f.List
	return p
}

// misfits returns the RequestErrors that an error wraps.
func misfits(err error) (all []*publication.RequestError) {
	switch e := err.(type) {
	case nil:
	case *publication.RequestError:
		all = append(all, e)
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			all = append(all, misfits(part)...)
		}
	default:
		all = misfits(errors.Unwrap(err))
	}
	return all
}

// pointerOfField returns the JSON pointer of a field of an Annex in a request.
func pointerOfField(field string) string {
	switch field {
	case "file":
		return "/body"
	case "list":
		return "/path/list"
	}
	return "/query/" + api.PointerToken(field)
}

// annexProblem is a problem in the report of a reader of annexes.
type annexProblem struct {
	File   string
	Sheet  string
	Page   int
	Row    int
	Column string
	Text   string
}

// String writes the problem with its place.
func (p *annexProblem) String() string {
	place := p.File
	if p.Sheet != "" {
		place += ", " + p.Sheet
	}
	if p.Page > 0 {
		place += fmt.Sprintf(", page %d", p.Page)
	}
	if p.Row > 0 {
		place += fmt.Sprintf(", row %d", p.Row)
	}
	if p.Column != "" {
		place += ", column " + p.Column
	}
	return place + ": " + strings.TrimRight(p.Text, ".")
}

// annexRefused returns the problem of an annex that has problems, with the report.
func annexRefused(read *publication.Read) *problem.Problem {
	var report struct{ Problems []annexProblem }
	err := json.Unmarshal(read.Report, &report)
	p := problem.New(problem.AnnexRefused, read.Problems)
	var f problem.Faults
	for i := range report.Problems {
		f.Add("/body", problem.AnnexProblem, report.Problems[i].String())
	}
	if err != nil || len(f.List) == 0 { // the report has another form
		f.Add("/body", problem.AnnexProblem, "see report")
	}
	p.Faults = f.List
	p.Members = func(w *wire.Writer) { writeReport(w, read.Report) }
	return p
}

// writeReport writes the report of a reader of annexes: an object, or null if it is
// too large for an answer.
func writeReport(w *wire.Writer, report []byte) {
	text := jsontext.Value(bytes.Clone(report))
	if err := text.Compact(); err != nil || text.Kind() != jsontext.KindBeginObject || w.Len()+len(text) > api.MaxAnswer {
		w.Null("report")
		return
	}
	w.Key("report")
	w.Raw(text)
}
