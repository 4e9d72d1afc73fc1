package refusal

import (
	"context"
	"errors"
	"strings"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// WithoutFullStop returns a text without its full stop, for use within a sentence.
func WithoutFullStop(t edition.Text) edition.Text {
	return edition.Text{EN: strings.TrimRight(t.EN, "."), ZH: strings.TrimRight(t.ZH, "。.")}
}

// ForLists turns an error of the desk for publications, or of its store, into a
// problem. Callers handle storage.ErrNotFound themselves.
func ForLists(ctx context.Context, err error) *problem.Problem {
	var (
		changed *publication.ChangedError
		refused *publication.RefusedError
		damaged *library.DamagedError
		amended *publication.AmendedError
	)
	switch {
	case errors.As(err, &changed):
		return diffChanged(changed)
	case errors.As(err, &refused):
		return findingsOpen(refused)
	case errors.As(err, &amended):
		return problem.New(problem.ImportAmended, amended.Edition)
	case errors.Is(err, publication.ErrState):
		return problem.New(problem.ImportWithdrawn)
	case errors.Is(err, publication.ErrInvalid):
		return editionInvalid(err)
	case errors.As(err, &damaged):
		api.Note(ctx).Failure = err.Error()
		name := damaged.Edition
		if name == "" {
			name = damaged.SHA256
		}
		return problem.New(problem.EditionDamaged, damaged.List, name)
	case errors.Is(err, storage.ErrCursor):
		return problem.At("/query/cursor", problem.InvalidCursor)
	case errors.Is(err, storage.ErrUnavailable), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, context.Canceled):
		api.Note(ctx).Failure = err.Error()
		return problem.New(problem.Unavailable).With("retry-after", "1")
	}
	return Internal(ctx, err)
}

// diffChanged returns the problem that the difference has changed, with the current
// one.
func diffChanged(e *publication.ChangedError) *problem.Problem {
	p := problem.New(problem.DiffChanged)
	p.Members = func(w *wire.Writer) {
		w.Str("diff_hash", e.Import.DiffHash)
		w.Str("state", string(e.Import.State))
		w.Int("compared_version", int64(e.Import.Version))
		WriteCounts(w, e.Import.Counts)
		WriteReach(w, e.Import.Reach)
		WriteFindings(w, e.Import.Findings)
	}
	return p
}

// findingsOpen returns the problem that findings prevent publishing, with the findings.
func findingsOpen(e *publication.RefusedError) *problem.Problem {
	var codes []string
	var f problem.Faults
	for _, found := range e.Findings {
		if found.Problem && !found.Accepted {
			codes = append(codes, string(found.Code))
			f.Add("", problem.FindingOpen, string(found.Code), found.Text)
		}
	}
	p := problem.New(problem.FindingsOpen, strings.Join(codes, ", "))
	p.Faults = f.List
	p.Members = func(w *wire.Writer) { WriteFindings(w, e.Findings) }
	return p
}

// editionInvalid returns the problem that an edition cannot be stored or published.
// The text after that of ErrInvalid has one fault in each line.
func editionInvalid(err error) *problem.Problem {
	_, why, _ := strings.Cut(err.Error(), publication.ErrInvalid.Error()+": ")
	var f problem.Faults
	for line := range strings.SplitSeq(why, "\n") {
		f.Add("/body", problem.Misfit, strings.TrimRight(line, "."))
	}
	p := problem.New(problem.EditionInvalid)
	p.Faults = f.List
	return p
}

// WriteCounts writes how many rows a difference adds, removes, renumbers and changes.
func WriteCounts(w *wire.Writer, c difference.Counts) {
	w.Object("counts")
	w.Int("added", int64(c.Added))
	w.Int("removed", int64(c.Removed))
	w.Int("renumbered", int64(c.Renumbered))
	w.Int("changed", int64(c.Changed))
	w.Int("same", int64(c.Same))
	w.End('}')
}

// WriteReach writes how many submissions a publication affects.
func WriteReach(w *wire.Writer, r redecision.Estimate) {
	w.Object("reach")
	w.Int("submissions", int64(r.Submissions))
	w.Bool("at_least", r.AtLeast)
	w.Bool("all", r.All)
	w.End('}')
}

// WriteFindings writes the findings about an import.
func WriteFindings(w *wire.Writer, findings []publication.Finding) {
	w.Array("findings")
	for _, f := range findings {
		w.Begin('{')
		w.Str("code", string(f.Code))
		w.Bool("problem", f.Problem)
		w.Bool("accepted", f.Accepted)
		w.Text("text", f.Text)
		w.End('}')
	}
	w.End(']')
}

// ForSubmissions turns an error of a store of submissions into a problem.
func ForSubmissions(ctx context.Context, err error) *problem.Problem {
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return problem.New(problem.NoSubmission)
	case errors.Is(err, submission.ErrKeyReused):
		return problem.New(problem.KeyReused)
	case errors.Is(err, storage.ErrDamaged):
		api.Note(ctx).Failure = err.Error()
		return problem.New(problem.RecordDamaged)
	case errors.Is(err, storage.ErrCursor):
		return problem.At("/query/cursor", problem.InvalidCursor)
	case errors.Is(err, storage.ErrUnavailable), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, context.Canceled):
		api.Note(ctx).Failure = err.Error()
		return problem.New(problem.Unavailable).With("retry-after", "1")
	}
	return Internal(ctx, err)
}

// Internal returns the problem of an internal error. Its detail goes only to the log.
func Internal(ctx context.Context, err error) *problem.Problem {
	api.Note(ctx).Failure = err.Error()
	return problem.New(problem.Internal)
}
