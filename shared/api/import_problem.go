package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/storage"
)

// unread turns what a reader of annexes says into a problem: which parts of the
// request do not fit, all of them, or that reading broke down.
func unread(ctx context.Context, err error) *problem {
	var f faults
	for _, misfit := range misfits(err) {
		f.add(pointerOfField(misfit.Field), Misfit, bare(misfit.Text))
	}
	if len(f.list) == 0 {
		return listsRefusal(ctx, err)
	}
	p := newProblem(ImportRefused, len(f.list)+f.more)
	p.faults = f.list
	return p
}

// misfits returns the RequestErrors that an error is made of.
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

// pointerOfField is where the part of an Annex stands in a request.
func pointerOfField(field string) string {
	switch field {
	case "file":
		return "/body"
	case "list":
		return "/path/list"
	}
	return "/query/" + pointerToken(field)
}

// bare is a text without its full stop, to stand in a sentence.
func bare(t edition.Text) edition.Text {
	return edition.Text{EN: strings.TrimRight(t.EN, "."), ZH: strings.TrimRight(t.ZH, "。.")}
}

// annexProblem is a problem in a report, as readers of annexes write it.
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

// annexRefused is the problem of an annex that has problems, with the report.
func annexRefused(read *publication.Read) *problem {
	var report struct{ Problems []annexProblem }
	err := json.Unmarshal(read.Report, &report)
	p := newProblem(AnnexRefused, read.Problems)
	var f faults
	for i := range report.Problems {
		f.add("/body", AnnexProblem, report.Problems[i].String())
	}
	if err != nil || len(f.list) == 0 { // it says it in a form of its own
		f.add("/body", AnnexProblem, "see report")
	}
	p.faults = f.list
	p.members = func(w *writer) { w.report(read.Report) }
	return p
}

// report writes what a reader of annexes said: an object, or null where an answer
// could not hold it.
func (w *writer) report(report []byte) {
	text := jsontext.Value(bytes.Clone(report))
	if err := text.Compact(); err != nil || text.Kind() != jsontext.KindBeginObject || w.len()+len(text) > maxAnswer {
		w.null("report")
		return
	}
	w.key("report")
	w.raw(text)
}

// listsRefusal turns what the desk and its store answer into a problem. That an
// import is not there is seen before.
func listsRefusal(ctx context.Context, err error) *problem {
	var (
		changed *publication.ChangedError
		refused *publication.RefusedError
		damaged *library.DamagedError
	)
	switch {
	case errors.As(err, &changed):
		return diffChanged(changed)
	case errors.As(err, &refused):
		return findingsOpen(refused)
	case errors.Is(err, publication.ErrState):
		return newProblem(ImportWithdrawn)
	case errors.Is(err, publication.ErrInvalid):
		return editionInvalid(err)
	case errors.As(err, &damaged):
		note(ctx).failure = err.Error()
		name := damaged.Edition
		if name == "" {
			name = damaged.SHA256
		}
		return newProblem(EditionDamaged, damaged.List, name)
	case errors.Is(err, storage.ErrCursor):
		return newProblemAt("/query/cursor", InvalidCursor)
	case errors.Is(err, storage.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		note(ctx).failure = err.Error()
		return newProblem(Unavailable).with("retry-after", "1")
	}
	return broken(ctx, err)
}

// diffChanged says what publishing would change now.
func diffChanged(e *publication.ChangedError) *problem {
	p := newProblem(DiffChanged)
	p.members = func(w *writer) {
		w.str("diff_hash", e.Import.DiffHash)
		w.str("state", string(e.Import.State))
		w.int("compared_version", int64(e.Import.Version))
		w.counts(e.Import.Counts)
		w.reach(e.Import.Reach)
		w.findings(e.Import.Findings)
	}
	return p
}

// findingsOpen names the findings that stand against publishing.
func findingsOpen(e *publication.RefusedError) *problem {
	var codes []string
	var f faults
	for _, found := range e.Findings {
		if found.Problem && !found.Accepted {
			codes = append(codes, string(found.Code))
			f.add("", FindingOpen, string(found.Code), found.Text)
		}
	}
	p := newProblem(FindingsOpen, strings.Join(codes, ", "))
	p.faults = f.list
	p.members = func(w *writer) { w.findings(e.Findings) }
	return p
}

// editionInvalid says what makes an edition one that cannot be stored or
// published. What stands behind ErrInvalid is one fault a line.
func editionInvalid(err error) *problem {
	_, why, _ := strings.Cut(err.Error(), publication.ErrInvalid.Error()+": ")
	var f faults
	for line := range strings.SplitSeq(why, "\n") {
		f.add("/body", Misfit, strings.TrimRight(line, "."))
	}
	p := newProblem(EditionInvalid)
	p.faults = f.list
	return p
}
