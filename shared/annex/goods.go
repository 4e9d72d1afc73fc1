package annex

import (
	"errors"
	"path"

	"importchecker/shared/annex/goods"
	"importchecker/shared/annex/layout"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
)

// Goods makes an edition of goods from an annex: call Read, then Report, and
// when that has no problems Edition.
type Goods struct {
	Meta    compile.Meta // of the edition; Read adds the files
	Files   []*File
	Profile *layout.Profile
	Base    *list.Edition // the edition that an annex of changes amends; nil for a whole list
	Before  *list.Edition // the stored edition of that id; nil when it is new
	Sheet   string        // the sheet to read; blank takes those whose header fits
	// Columns and FirstRow are the layout that the maintainer described, also
	// in Profile.
	Columns  string
	FirstRow int
	Rules    goods.Rules // Read sets Effective and Stated from Meta

	Reading *goods.Reading // set by Read
}

// Read reads the files and checks their content. Problems are in Reading; an
// error means that Meta has no valid first day.
func (g *Goods) Read() error {
	var err error
	if g.Rules.Effective, err = edition.ParseDate(g.Meta.Effective); err != nil {
		return err
	}
	g.Rules.Stated = g.Meta.Stated
	first := g.Files[0]
	a := first.provenance()
	a.Partial, a.Columns, a.FirstRow = g.Rules.Partial, g.Columns, g.FirstRow
	for _, f := range g.Files[1:] {
		a.More = append(a.More, *f.provenance())
	}
	if g.Base == nil {
		g.Reading = goods.Read(g.Profile, first.Name, first.Sheets, g.Sheet)
	} else {
		a.Amends = &compile.Base{Edition: g.Base.ID, SHA256: g.Base.SHA256, Sources: compile.AnnexSources(g.Base)}
		sources := make([]goods.Source, len(g.Files))
		for i, f := range g.Files {
			sources[i] = goods.Source{File: f.Name, Sheets: f.Sheets, Want: g.Sheet, Action: f.Action,
				Cites: f.provenance().Source()}
		}
		g.Reading = goods.ReadChanges(g.Profile, sources...).Apply(g.Base)
	}
	a.Sheets = g.Reading.Sheets
	g.Reading.Problems = append(g.Reading.Problems, titleProblems(first.Name, g.Reading.Titles, g.editionFacts())...)
	g.Meta.Annex = a
	g.Reading.Check(g.Rules)
	return nil
}

// editionFacts returns what a title may state. The title of a table of changes also
// names the edition amended.
func (g *Goods) editionFacts() editionFacts {
	e := editionFacts{g.Meta.List, g.Meta.ID, g.Meta.Document, g.Meta.Title.ZH + " " + g.Meta.Title.EN,
		g.Meta.Effective}
	if g.Base != nil {
		e.edition += " " + g.Base.ID
	}
	return e
}

// Loss adds a problem to the report when rows of the stored edition are
// missing; a maintainer may accept it.
func (g *Goods) Loss(r *goods.Report) {
	if r.Changes == nil {
		return
	}
	var gone []string
	for _, e := range r.Changes.Removed {
		gone = append(gone, e.String())
	}
	if p := lossProblem(g.Files[0].Name, gone, g.Rules.Accept); p != nil {
		r.Problems, r.Coverage = append(r.Problems, p), ""
	}
}

// Report returns the report on the annex.
func (g *Goods) Report() *goods.Report {
	r := g.Reading.Report(g.Rules)
	r.List, r.Edition, r.Document, r.Effective = g.Meta.List, g.Meta.ID, g.Meta.Document, g.Meta.Effective
	for _, f := range g.Files {
		r.Files = append(r.Files, f.reportFile())
	}
	return r
}

// Sources returns the two files of the edition: edition.json and list.csv.
// Goods without a code of the stored edition are kept.
func (g *Goods) Sources() (meta, rows []byte, err error) {
	entries := g.Reading.Entries(g.Meta.Annex.Source())
	if g.Before != nil {
		entries = append(entries, g.Before.Hints...)
	}
	if rows, err = compile.FormatRows(entries); err != nil {
		return nil, nil, err
	}
	meta, err = compile.FormatMeta(g.Meta)
	return meta, rows, err
}

// Edition returns the edition, parsed from its two files.
func (g *Goods) Edition() (*list.Edition, error) {
	meta, rows, err := g.Sources()
	if err != nil {
		return nil, err
	}
	return compile.ParseEdition(path.Join(g.Meta.List, g.Meta.ID), meta, rows)
}

// problemsOf returns the problems joined in an error; none when it is of
// another kind.
func problemsOf(err error) []*compile.Problem {
	var one *compile.Problem
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*compile.Problem
		for _, e := range joined.Unwrap() {
			all = append(all, problemsOf(e)...)
		}
		return all
	}
	if errors.As(err, &one) {
		return []*compile.Problem{one}
	}
	return nil
}
