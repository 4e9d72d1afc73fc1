package annex

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"importchecker/shared/annex/goods"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/publication"
	"importchecker/shared/tariff"
)

// Reader reads annexes, given the lists in force.
type Reader struct {
	Open Opener // when nil, files are read in this process
}

var _ publication.Reader = Reader{}

// ReadAnnex reads and checks an annex. When the request does not fit, the error
// is one or more joined *publication.RequestError, each naming a field.
// Problems of the table in the file are in the report.
func (r Reader) ReadAnnex(ctx context.Context, lists library.Lists, a publication.Annex) (*publication.Read, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !publication.ValidName(a.Edition) {
		return nil, refuse("edition", "%q: want 1 to 64 letters, digits, hyphens, dots or underscores",
			"%q：应为1至64个字母、数字、连字符、点或下划线", a.Edition)
	}
	if a.List == tariff.List {
		return r.readTariff(ctx, lists, &a)
	}
	if _, ok := lists.Goods.List(a.List); ok {
		return r.readGoods(ctx, lists, &a)
	}
	if _, ok := lists.Services.List(a.List); ok {
		return r.readServices(ctx, lists, &a)
	}
	return nil, refuse("list", "there is no list %q", "没有清单%q", a.List)
}

func (r Reader) open(ctx context.Context, a *publication.Annex) (*File, error) {
	name := a.File
	if name == "" {
		name = "annex"
	}
	open := r.Open
	if open == nil {
		open = InProcess
	}
	f, err := ReadFile(ctx, name, a.Raw, open)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(a.Source, "https://") {
		f.Address, f.Retrieved = a.Source, dateText(edition.DateOf(a.At))
	}
	return f, nil
}

func (r Reader) readGoods(ctx context.Context, lists library.Lists, a *publication.Annex) (*publication.Read, error) {
	g, err := prepareGoods(lists, a)
	if err != nil {
		return nil, err
	}
	f, err := r.open(ctx, a)
	if err != nil {
		return nil, err
	}
	g.Files = []*File{f}
	if err := guard(g.Read); err != nil {
		return nil, err
	}
	report := g.Report()
	var e *list.Edition
	if len(report.Problems) == 0 {
		if e, err = g.Edition(); err != nil {
			if report.Problems = problemsOf(err); len(report.Problems) == 0 {
				return nil, err
			}
		} else {
			report.Compare(g.Before, e)
			g.Loss(report)
		}
	}
	var text bytes.Buffer
	report.WriteText(&text, true)
	out, err := newRead(f, report, text.Bytes(), len(report.Problems))
	if err != nil || len(report.Problems) > 0 {
		return out, err
	}
	e.To = a.Announced.Superseded // if zero, the editor finds the end
	out.Input = newInput(a, f, e, out)
	for _, p := range g.Reading.Places() {
		out.Input.Places = append(out.Input.Places, placeOf(p.Entry, p.Sheet, p.Page, p.Row))
	}
	return out, nil
}

// accepted returns the names of the findings that a maintainer accepts.
func accepted(a *publication.Annex) []string {
	out := make([]string, len(a.Rules.Accept))
	for i, code := range a.Rules.Accept {
		out[i] = string(code)
	}
	return out
}

// newRead returns the result of reading, without the edition.
func newRead(f *File, report any, text []byte, problems int) (*publication.Read, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(report); err != nil {
		return nil, err
	}
	return &publication.Read{Report: b.Bytes(), Text: text, Format: strings.ToLower(f.Format), Problems: problems}, nil
}

func newInput(a *publication.Annex, f *File, c library.Content, out *publication.Read) *publication.Input {
	return &publication.Input{
		Content: c, By: a.By, File: f.Name, FileSHA256: f.SHA256, Source: a.Source, Report: out.Report, Text: out.Text,
	}
}

// placeOf returns the position of an entry, by sheet and page.
func placeOf(entry, sheet string, page, row int) publication.Position {
	if page > 0 {
		sheet = strings.TrimPrefix(fmt.Sprintf("%s, page %d", sheet, page), ", ")
	}
	return publication.Position{Entry: entry, Sheet: sheet, Row: row}
}

// prepareGoods determines the edition and the edition that it amends.
func prepareGoods(lists library.Lists, a *publication.Annex) (*Goods, error) {
	g := &Goods{Sheet: a.Sheet, Rules: goods.Rules{Partial: a.Rules.Partial, ManualAll: a.Rules.ManualAll,
		UnknownCodes: a.Rules.UnknownCodes, Accept: accepted(a), Tariff: lists.Tariff}}
	var faults []error
	fault := func(err error) { faults = append(faults, err) }
	if err := g.Rules.Mark(a.Rules.Manual); err != nil {
		fault(refuse("manual", "%v", "所标记的行无法识别：%v", err))
	}
	if a.Amends != "" && a.Rules.Partial {
		fault(refuse("partial", "an edition that is amended is whole or nothing", "调整后的版本须完整，不能只收录一部分"))
	}
	l, _ := lists.Goods.List(a.List)
	var stored *edition.Edition
	if e, ok := l.Edition(a.Edition); ok {
		g.Before, stored = e, &e.Edition
	}
	if stored != nil && stored.Sample {
		fault(refuse("edition",
			"the edition of that id is invented, for demonstrations: an annex cannot replace it",
			"该版为演示用的虚构数据，不能以附件替代"))
	}
	var err error
	if g.Profile, err = ProfileOf(a.List, a.Profile, a.Amends, a.Announced.Counts); err != nil {
		fault(err)
	}
	if g.Profile != nil {
		g.Columns, g.FirstRow = a.Columns, a.FirstRow
		g.Profile, err = withLayout(g.Profile, a.Columns, a.FirstRow)
		fault(err)
	}
	g.Base, err = baseOf(l, a)
	fault(err)
	counts := a.Announced.Counts
	if g.Profile != nil {
		counts = g.Profile.Counts
	}
	k, err := completeAnnouncement(a, stored, edition.Text{}, counts)
	fault(err)
	g.Meta = compile.Meta{
		List: a.List, ID: a.Edition, Title: k.Title, Issuer: k.Issuer, Document: k.Document,
		Effective: dateText(k.Effective), Superseded: dateText(k.Superseded),
		Stated: k.Stated, Counts: k.Counts, Published: k.Published,
	}
	return g, joinErrors(faults...)
}

// baseOf returns the edition that an annex of changes amends.
func baseOf(l *list.List, a *publication.Annex) (*list.Edition, error) {
	if a.Amends == "" {
		return nil, nil
	}
	base, ok := l.Edition(a.Amends)
	switch {
	case a.Amends == a.Edition:
		return nil, refuse("amends", "an edition does not amend itself", "一个版本不能调整其自身")
	case !ok:
		return nil, refuse("amends", "there is no edition %s of %s", "%[2]s没有%[1]s版", a.Amends, a.List)
	case base.Sample:
		return nil, refuse("amends", "edition %s is invented, for demonstrations", "%s版为演示用的虚构数据", a.Amends)
	}
	return base, nil
}
