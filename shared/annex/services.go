package annex

import (
	"bytes"
	"context"
	"errors"
	"path"
	"strconv"

	"importchecker/shared/annex/goods"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/measures"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	lists "importchecker/shared/list/compile"
	"importchecker/shared/publication"
	"importchecker/shared/services"
	"importchecker/shared/services/compile"
)

// Services makes an edition of services from an annex: call Read, then Edition,
// then Report. Each may find problems that prevent it.
type Services struct {
	Meta    compile.Meta // of the edition; Read adds the file
	File    *File
	Profile *layout.Profile
	Before  *services.Edition // the stored edition of that id; nil when it is new
	Sheet   string            // the sheet to read; blank takes those whose header fits
	Partial bool              // accept fewer or more rows than stated
	// Columns and FirstRow are the layout that the maintainer described, also
	// in Profile.
	Columns  string
	FirstRow int
	Accept   []string // names of the findings that the maintainer accepts
	Rules    measures.Rules

	Reading *measures.Reading // set by Read
}

// Read reads the file and interprets each row.
func (s *Services) Read() {
	m := measures.ReadMeasures(s.Profile, s.File.Name, s.File.Sheets, s.Sheet)
	m.Problems = append(m.Problems, titleProblems(s.File.Name, m.Titles,
		editionFacts{s.Meta.List, s.Meta.ID, s.Meta.Document, s.Meta.Title.ZH + " " + s.Meta.Title.EN,
			s.Meta.Effective})...)
	m.Check(s.Meta.Stated, s.Partial, s.Accept...)
	s.Meta.Annex = s.File.provenance()
	s.Meta.Annex.Sheets, s.Meta.Annex.Partial = m.Sheets, s.Partial
	s.Meta.Annex.Columns, s.Meta.Annex.FirstRow = s.Columns, s.FirstRow
	s.Reading = measures.Read(s.File.Name, m, s.Before, s.Rules)
}

// Problems returns the problems that prevent the import.
func (s *Services) Problems() []*lists.Problem { return s.Reading.Measures.Problems }

// Sources returns the two files of the edition: edition.json and list.csv.
func (s *Services) Sources() (meta, rows []byte, err error) {
	records := make([][]string, len(s.Reading.Rows))
	for i := range s.Reading.Rows {
		records[i] = s.Reading.Rows[i].Record(compile.Header, s.Meta.Annex.Source())
	}
	if rows, err = compile.FormatRows(records); err != nil {
		return nil, nil, err
	}
	meta, err = compile.FormatMeta(s.Meta)
	return meta, rows, err
}

// Edition returns the edition, parsed from its two files; nil when there are
// problems. What the check of those files finds is reported for the row of the
// annex.
func (s *Services) Edition() (*services.Edition, error) {
	if len(s.Problems()) > 0 {
		return nil, nil
	}
	meta, rows, err := s.Sources()
	if err != nil {
		return nil, err
	}
	e, err := compile.ParseEdition(path.Join(s.Meta.List, s.Meta.ID), meta, rows, compile.Compiled())
	if err != nil {
		return nil, s.addRowProblems(err)
	}
	if s.Before != nil { // keep what is known of the list's sections
		e.Sections = s.Before.Sections
		e.SHA256 = e.Sum()
	}
	return e, nil
}

// addRowProblems adds what the check of list.csv found to the problems of the
// annex. It returns err when that is of another kind.
func (s *Services) addRowProblems(err error) error {
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return err
	}
	for _, one := range several.Unwrap() {
		var p *compile.Problem
		if !errors.As(one, &p) {
			return err
		}
		at := &lists.Problem{File: s.File.Name, Column: p.Column, Text: p.Text}
		if i := p.Row - 2; i >= 0 && i < len(s.Reading.Rows) {
			r := &s.Reading.Rows[i]
			at.Sheet, at.Page, at.Row = r.Sheet, r.Page, r.Row
		}
		s.Reading.Measures.Problems = append(s.Reading.Measures.Problems, at)
	}
	return nil
}

// Report returns the report on the annex.
func (s *Services) Report() (*measures.Report, error) {
	r, err := s.Reading.Report(s.File.reportFile(), s.Meta.Stated)
	if err != nil {
		return nil, err
	}
	r.List, r.Edition, r.Document, r.Effective = s.Meta.List, s.Meta.ID, s.Meta.Document, s.Meta.Effective
	return r, nil
}

// Loss adds a problem to the report when rows of the stored edition that were
// read from an annex are missing; a maintainer may accept it.
func (s *Services) Loss(r *measures.Report, now *services.Edition) {
	if s.Before == nil {
		return
	}
	var gone []string
	for i := range s.Before.Measures {
		m := &s.Before.Measures[i]
		if _, ok := now.Measure(m.ID); !ok && m.Original != "" {
			gone = append(gone, m.Label.ZH)
		}
	}
	if p := lossProblem(s.File.Name, gone, s.Accept); p != nil {
		r.Problems, r.Coverage = append(r.Problems, p), ""
	}
}

func (r Reader) readServices(ctx context.Context, all library.Lists, a *publication.Annex) (*publication.Read, error) {
	s, err := prepareServices(all, a)
	if err != nil {
		return nil, err
	}
	if s.File, err = r.open(ctx, a); err != nil {
		return nil, err
	}
	if err := guard(func() error { s.Read(); return nil }); err != nil {
		return nil, err
	}
	e, err := s.Edition()
	if err != nil {
		return nil, err
	}
	report, err := s.Report()
	if err != nil {
		return nil, err
	}
	if e != nil {
		report.Compare(s.Before, e)
		s.Loss(report, e)
	}
	var text bytes.Buffer
	report.WriteText(&text)
	out, err := newRead(s.File, report, text.Bytes(), len(report.Problems))
	if err != nil || len(report.Problems) > 0 {
		return out, err
	}
	e.To = a.Announced.Superseded
	out.Input = newInput(a, s.File, e, out)
	for i := range s.Reading.Rows {
		r := &s.Reading.Rows[i]
		out.Input.Places = append(out.Input.Places, placeOf(strconv.Itoa(r.Serial), r.Sheet, r.Page, r.Row))
	}
	return out, nil
}

// prepareServices determines the edition.
func prepareServices(all library.Lists, a *publication.Annex) (*Services, error) {
	s := &Services{Sheet: a.Sheet, Partial: a.Rules.Partial, Accept: accepted(a)}
	var faults []error
	fault := func(err error) { faults = append(faults, err) }
	var marks goods.Rules
	if err := marks.Mark(a.Rules.Manual); err != nil || len(marks.ManualCodes) > 0 {
		fault(refuse("manual", "%q: want numbers of rows (序号), separated by commas", "%q：应为以逗号分隔的序号", a.Rules.Manual))
	}
	s.Rules = measures.Rules{Manual: marks.Manual, ManualAll: a.Rules.ManualAll}
	l, _ := all.Services.List(a.List)
	var stored *edition.Edition
	var short edition.Text
	if e, ok := l.Edition(a.Edition); ok {
		s.Before, stored, short = e, &e.Edition, e.Short
	}
	if stored != nil && stored.Sample {
		fault(refuse("edition",
			"the edition of that id is invented, for demonstrations: an annex cannot replace it",
			"该版为演示用的虚构数据，不能以附件替代"))
	}
	if a.Amends != "" {
		fault(refuse("amends", "changes to a list of services are not applied: bring in the whole list",
			"服务清单不支持按调整公告导入，请导入完整清单"))
	} else {
		var err error
		if s.Profile, err = ProfileOf(a.List, a.Profile, "", a.Announced.Counts); err != nil {
			fault(err)
		} else {
			s.Columns, s.FirstRow = a.Columns, a.FirstRow
			s.Profile, err = withLayout(s.Profile, a.Columns, a.FirstRow)
			fault(err)
		}
	}
	k, err := completeAnnouncement(a, stored, short, lists.CountsRows)
	fault(err)
	s.Meta = compile.Meta{
		List: a.List, ID: a.Edition, Title: k.Title, Short: k.Short, Issuer: k.Issuer, Document: k.Document,
		Effective: dateText(k.Effective), Superseded: dateText(k.Superseded), Stated: k.Stated, Published: k.Published,
	}
	return s, joinErrors(faults...)
}
