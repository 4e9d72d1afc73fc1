package annex

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"importchecker/shared/annex/schedule"
	"importchecker/shared/annex/tables"
	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/tariff"
)

// maxFiles is the largest number of files in an archive with a tariff annex.
const maxFiles = 20

// openAll reads the file of a tariff annex, or the files in a ZIP archive:
// rates in one, conditions in another.
func (r Reader) openAll(ctx context.Context, a *publication.Annex) ([]*File, error) {
	parts, err := unpack(a.File, a.Raw)
	if err != nil {
		return nil, unreadable(err)
	}
	if parts == nil {
		f, err := r.open(ctx, a)
		return []*File{f}, err
	}
	var files []*File
	for _, part := range parts {
		partOf := *a
		partOf.File, partOf.Raw = part.name, part.raw
		f, err := r.open(ctx, &partOf)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

type packedFile struct {
	name string
	raw  []byte
}

// unpack returns the files in a ZIP archive; nil when the file is not an archive,
// or is a workbook or document, which are archives as well.
func unpack(name string, raw []byte) ([]packedFile, error) {
	if !bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		return nil, nil
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, nil // the reader of its format reports the error
	}
	for _, f := range z.File {
		switch f.Name {
		case "[Content_Types].xml", "xl/workbook.xml", "word/document.xml", "content.xml", "OFD.xml", "xl/workbook.bin":
			return nil, nil
		}
	}
	var parts []packedFile
	remaining := int64(tables.MaxUnpacked)
	for _, f := range z.File {
		base := path.Base(decodeFileName(f.Name))
		if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		if len(parts) == maxFiles {
			return nil, fmt.Errorf("%s: has more than %d files in it", name, maxFiles)
		}
		content, err := readPart(f, min(remaining, tables.MaxFile))
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", name, base, err)
		}
		remaining -= int64(len(content))
		parts = append(parts, packedFile{base, content})
	}
	if parts == nil {
		return nil, fmt.Errorf("%s: is an archive with no file in it", name)
	}
	return parts, nil
}

func readPart(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(content)) > most {
		err = tables.TooLarge(0)
	}
	return content, err
}

// decodeFileName decodes the name of a packed file, which old programs encode in
// GBK.
func decodeFileName(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
		return decoded
	}
	return strings.ToValidUTF8(name, "?")
}

// A reading is the result of reading a tariff annex: of a year, or of changes
// within one.
type reading interface {
	Report() *schedule.Report
	Table() (*tariff.Table, error)
	Positions() []schedule.Position
}

func (r Reader) readTariff(ctx context.Context, lists library.Lists, a *publication.Annex) (*publication.Read, error) {
	t, err := prepareTariff(lists, a)
	if err != nil {
		return nil, err
	}
	files, err := r.openAll(ctx, a)
	if err != nil {
		return nil, err
	}
	var read reading
	if err := guard(func() error { read = t.read(files, a); return nil }); err != nil {
		return nil, err
	}
	table, err := read.Table()
	if err != nil {
		return nil, err
	}
	report := read.Report()
	for _, f := range files {
		report.Files = append(report.Files, f.reportFile())
	}
	if table != nil {
		to, _ := lists.With(table).Edition(tariff.List, table.Edition().ID) // with the duties of earlier editions
		report.Compare(table, difference.Compare(difference.Replaced(lists, table), to))
	}
	var text bytes.Buffer
	report.WriteText(&text)
	out, err := newRead(files[0], report, text.Bytes(), report.Stopped())
	if err != nil || table == nil {
		return out, err
	}
	out.Input = newInput(a, files[0], table, out)
	for _, p := range read.Positions() {
		sheet := p.Sheet
		if len(files) > 1 {
			sheet = strings.TrimSuffix(p.File+", "+sheet, ", ")
		}
		out.Input.Places = append(out.Input.Places, placeOf(p.Code, sheet, p.Page, p.Row))
	}
	return out, nil
}

// A tariffAnnex is an annex of the tariff before it is read.
type tariffAnnex struct {
	edition edition.Edition
	counts  string
	stored  *tariff.Table // the stored edition of that id; nil when it is new
	base    *tariff.Table // the edition amended; nil for the schedule of a year
}

// prepareTariff determines the edition and the edition that it amends.
func prepareTariff(lists library.Lists, a *publication.Annex) (*tariffAnnex, error) {
	t := &tariffAnnex{counts: a.Announced.Counts}
	var faults []error
	fault := func(err error) { faults = append(faults, err) }
	all := lists.Tariff.List()
	var stored *edition.Edition
	if e, ok := all.Edition(a.Edition); ok {
		t.stored, stored = e, e.Edition()
	}
	for _, field := range []struct {
		name string
		set  bool
	}{
		{"partial", a.Rules.Partial}, {"manual", a.Rules.Manual != ""}, {"manual_all", a.Rules.ManualAll},
		{"unknown_codes", a.Rules.UnknownCodes}, {"profile", a.Profile != ""},
	} {
		if field.set {
			fault(refuse(field.name,
				"is not for the tariff: its edition is whole, and its columns are found by their headers or told",
				"不适用于税则：税则版本须完整，各列按表头或所指明的列读取"))
		}
	}
	switch t.counts {
	case "":
		t.counts = schedule.CountsRows
	case schedule.CountsRows, schedule.CountsLines:
	default:
		fault(refuse("counts", "%q: the tariff counts rows, its ten-digit codes, or lines", "%q：税则按行（十位编码）或税目（lines）计数",
			t.counts))
	}
	fault(t.setBase(all, a))
	model := lists.Tariff.Tables()[len(lists.Tariff.Tables())-1].Edition()
	if t.base != nil {
		model = t.base.Edition()
	}
	fillFrom(a, model, t.base != nil)
	k, err := completeAnnouncement(a, stored, edition.Text{}, t.counts)
	fault(err)
	reimported := t.stored != nil && t.base != nil &&
		t.base.Edition().To == k.Effective // ended by the stored edition
	if t.base != nil && k.Effective != 0 && !t.base.Edition().Contains(k.Effective) && !reimported {
		fault(refuse("effective", "%s is no day of edition %s, which it amends", "%s不在所调整的%s版有效期内", k.Effective, a.Amends))
	}
	t.edition = edition.Edition{
		List: a.List, ID: a.Edition, Title: k.Title, Issuer: k.Issuer, Document: k.Document, Stated: k.Stated,
		Published: k.Published,
		Interval:  edition.Interval{From: k.Effective, To: t.end(k)},
	}
	return t, joinErrors(faults...)
}

// setBase sets the edition that is amended.
func (t *tariffAnnex) setBase(all *edition.List[*tariff.Table], a *publication.Annex) error {
	if a.Amends == "" {
		return nil
	}
	base, ok := all.Edition(a.Amends)
	switch {
	case a.Amends == a.Edition:
		return refuse("amends", "an edition does not amend itself", "一个版本不能调整其自身")
	case !ok:
		return refuse("amends", "there is no edition %s of %s", "%[2]s没有%[1]s版", a.Amends, a.List)
	case base.Len() == 0:
		return refuse("amends", "edition %s cannot be read", "%s版无法读取", a.Amends)
	}
	if next := successorWithinYear(all, base, a.Edition); next != nil {
		return refuse("amends",
			"edition %s follows it on %s and would not have these changes: amend that one, or withdraw it first",
			"%s版自%s起已接续该版，且不含此次变更：请调整该版，或先将其撤回", next.ID, next.From)
	}
	t.base = base
	return nil
}

// successorWithinYear returns the edition, other than the one with an id, that
// follows another within its year; nil when there is none.
func successorWithinYear(all *edition.List[*tariff.Table], base *tariff.Table, exceptID string) *edition.Edition {
	for _, t := range all.Editions {
		e := t.Edition()
		if e.ID != exceptID && e.From == base.Edition().To && e.From < yearAfter(base.Edition().From) {
			return e
		}
	}
	return nil
}

// fillFrom takes title and issuer from another edition, with the year of
// the first day; for changes also the number of codes.
func fillFrom(a *publication.Annex, other *edition.Edition, amends bool) {
	k := &a.Announced
	year := other.From.String()[:4]
	if k.Effective != 0 {
		year = k.Effective.String()[:4]
	}
	oldYear := other.From.String()[:4]
	orText(&k.Title, edition.Text{EN: strings.ReplaceAll(other.Title.EN, oldYear, year),
		ZH: strings.ReplaceAll(other.Title.ZH, oldYear, year)})
	orText(&k.Issuer, other.Issuer)
	if amends && k.Stated == 0 {
		k.Stated = other.Stated
	}
}

// end returns the end of the edition: as announced, or else the first day of
// the next year. Its end by a later edition is not included.
func (t *tariffAnnex) end(k announcement) edition.Date {
	switch {
	case k.Superseded != 0:
		return k.Superseded
	case k.Effective == 0:
		return 0
	}
	return yearAfter(k.Effective)
}

// yearAfter returns the first day of the year after a day.
func yearAfter(day edition.Date) edition.Date { return edition.NewDate(day.Year()+1, 1, 1) }

// read reads the files.
func (t *tariffAnnex) read(files []*File, a *publication.Annex) reading {
	in := make([]schedule.File, len(files))
	for i, f := range files {
		in[i] = schedule.File{Name: f.Name, Sheets: f.Sheets}
	}
	rules := schedule.Rules{Sheet: a.Sheet, Columns: a.Columns, FirstRow: a.FirstRow, Accept: accepted(a)}
	e := editionFacts{t.edition.List, t.edition.ID, t.edition.Document, t.edition.Title.ZH + " " + t.edition.Title.EN,
		t.edition.From.String()}
	if t.base != nil {
		e.edition += " " + t.base.Edition().ID
		c := schedule.ReadChanges(t.edition, t.base, in, rules)
		c.AddProblems(titleProblems(in[0].Name, c.Titles, e)...)
		return c
	}
	source := "annex " + files[0].SHA256
	y := schedule.ReadYear(t.edition, t.counts, source, in, rules)
	y.Before = t.stored
	y.AddProblems(titleProblems(in[0].Name, y.Titles, e)...)
	if t.stored != nil {
		if p := lossProblem(in[0].Name, y.Lost(t.stored), accepted(a)); p != nil {
			y.AddProblems(p)
		}
	}
	return y
}
