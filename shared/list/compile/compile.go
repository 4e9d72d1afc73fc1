// Package compile reads the source files of an edition, checks them, and writes
// the edition as Go. The generator and the import command share it, so that
// built-in editions and imported annexes pass the same checks.
//
// An edition is a folder with two files. edition.json has its metadata;
// list.csv has its rows, in the order of the publication, under the header
//
//	id,kind,code,category,name_zh,name_en,remark,reading,basis,confidence,sources,fits,note
//
// reading is blank, or "manual" when the remark is not to be parsed. fits has the
// codes that the goods of a hint may belong to. They are our reading, and only help
// to search.
//
// When the rows were loaded from the annex itself, edition.json names its file
// and hash, and every row has the confidence "annex" and cites that hash.
package compile

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// Header is the first row of every list.csv.
var Header = []string{"id", "kind", "code", "category", "name_zh", "name_en", "remark", "reading", "basis",
	"confidence", "sources", "fits", "note"}

// Values of Meta.Counts.
const (
	CountsRows  = "rows"
	CountsKinds = "kinds" // kinds of goods: the categories of rows
)

// Meta is the content of edition.json.
type Meta struct {
	List       string       `json:"list"`
	ID         string       `json:"id"`
	Sample     bool         `json:"sample,omitempty"`
	Title      edition.Text `json:"title"`
	Issuer     edition.Text `json:"issuer"`
	Document   string       `json:"document"`
	Effective  string       `json:"effective"`
	Superseded string       `json:"superseded"`
	Stated     int          `json:"stated"`
	// Counts is what the announcement counts: rows or kinds of goods.
	Counts    string `json:"counts"`
	Published string `json:"published"`
	// Annex is the file that the rows were loaded from; nil for rows collected from
	// copies and reports.
	Annex *Annex `json:"annex,omitempty"`
}

// Annex is the published file that the rows of an edition were loaded from.
type Annex struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"` // of the file, in hexadecimal
	// Sheets are the sheets or tables that were read, if the file has several.
	Sheets []string `json:"sheets,omitempty"`
	// Address is the URL that the file was retrieved from, LinkedFrom the page that
	// linked to it, and Retrieved the day; blank when the maintainer supplied the file.
	Address    string `json:"address,omitempty"`
	LinkedFrom string `json:"linked_from,omitempty"`
	Retrieved  string `json:"retrieved,omitempty"`
	// More has further files of the same annex: one for each kind of change.
	More []Annex `json:"more,omitempty"`
	// Amends is the edition that the annex amends; nil for a complete list.
	Amends *Base `json:"amends,omitempty"`
	// Partial: the maintainer accepted that the number of rows differs from the one
	// that the announcement states.
	Partial bool `json:"partial,omitempty"`
	// Columns and FirstRow are the layout given by the maintainer; blank when the
	// header gave it.
	Columns  string `json:"columns,omitempty"`
	FirstRow int    `json:"first_row,omitempty"`
}

// Base is the edition that an amending annex was applied to.
type Base struct {
	Edition string   `json:"edition"`
	SHA256  string   `json:"sha256"`  // of its content; see Edition.Sum
	Sources []string `json:"sources"` // the annexes of its rows
}

// ConfidenceAnnex is the confidence of rows loaded from an annex.
const ConfidenceAnnex = "annex"

// annexSource is the prefix of the sources of such rows.
const annexSource = list.AnnexSource

// Source returns the source id of the annex: "annex:" and the first twelve digits of
// its hash.
func (a *Annex) Source() string { return annexSource + a.SHA256[:min(12, len(a.SHA256))] }

// sources returns the source ids that rows of the edition may cite: those of the annex,
// its further files, and the annexes of the edition that it amends.
func (a *Annex) sources() []string {
	out := []string{a.Source()}
	for i := range a.More {
		out = append(out, a.More[i].Source())
	}
	if a.Amends != nil {
		out = append(out, a.Amends.Sources...)
	}
	return out
}

// AnnexSources returns the distinct annexes that the rows of an edition cite, in order.
func AnnexSources(e *list.Edition) []string {
	var out []string
	for _, entry := range e.Entries {
		for _, s := range entry.Sources {
			if strings.HasPrefix(s, annexSource) && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// ReadEdition reads and checks the edition in folder dir of fsys. The error joins all
// problems, each a Problem with its file, row and column.
func ReadEdition(fsys fs.FS, dir string) (*list.Edition, error) {
	metaFile, rowsFile := path.Join(dir, "edition.json"), path.Join(dir, "list.csv")
	rawMeta, err := fs.ReadFile(fsys, metaFile)
	if err != nil {
		return nil, err
	}
	rawRows, err := fs.ReadFile(fsys, rowsFile)
	if err != nil {
		return nil, err
	}
	return ParseEdition(dir, rawMeta, rawRows)
}

// ParseEdition parses and checks an edition from its two files. Problems give their
// folder as dir.
func ParseEdition(dir string, rawMeta, rawRows []byte) (*list.Edition, error) {
	metaFile, rowsFile := path.Join(dir, "edition.json"), path.Join(dir, "list.csv")
	e, meta, metaErr := readMeta(metaFile, rawMeta)
	if e == nil { // the rows cannot be checked without the metadata
		return nil, metaErr
	}
	entries, rowsErr := readRows(rowsFile, rawRows, meta)
	if err := errors.Join(metaErr, rowsErr); err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if entry.Kind == list.Hint {
			e.Hints = append(e.Hints, entry)
		} else {
			e.Entries = append(e.Entries, entry)
		}
	}
	slices.SortStableFunc(e.Entries, func(a, b list.Entry) int { return strings.Compare(string(a.Code), string(b.Code)) })
	e.Held = countHeld(e.Entries, meta.Counts)
	if err := checkCount(rowsFile, e, meta); err != nil {
		return nil, err
	}
	e.SHA256 = e.Sum()
	return e, nil
}

// countHeld counts the rows or kinds of goods, as the announcement does.
func countHeld(entries []list.Entry, counts string) int {
	kinds := map[string]bool{}
	rows := 0
	for _, entry := range entries {
		if entry.Kind == list.Listed {
			rows++
			kinds[entry.Category] = true
		}
	}
	if counts == CountsKinds {
		return len(kinds)
	}
	return rows
}

// checkCount compares the rows held with the rows stated. The counts of an annex loaded
// as partial must differ: with equal counts the edition would count as complete.
func checkCount(file string, e *list.Edition, meta Meta) error {
	p := problems{file: file}
	partial := meta.Annex != nil && meta.Annex.Partial
	switch {
	case e.Held > e.Stated && !partial:
		p.add(0, "", "holds %d %s, but the announcement states %d", e.Held, meta.Counts, e.Stated)
	case e.Held == e.Stated && partial:
		p.add(0, "", "holds all %d %s that the announcement states, but edition.json calls the annex partial", e.Held,
			meta.Counts)
	}
	return p.err()
}

// ReadMeta reads and checks an edition.json.
func ReadMeta(file string, raw []byte) (Meta, error) {
	_, m, err := readMeta(file, raw)
	return m, err
}

// ReadEditionMeta reads and checks an edition.json, and returns the edition
// without its rows.
func ReadEditionMeta(file string, raw []byte) (*list.Edition, error) {
	e, _, err := readMeta(file, raw)
	return e, err
}

// readMeta parses and checks an edition.json. The edition is nil when the file cannot be
// parsed.
func readMeta(file string, raw []byte) (*list.Edition, Meta, error) {
	var m Meta
	p := problems{file: file}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		p.add(0, "", "%v", err)
		return nil, m, p.err()
	}
	if _, err := dec.Token(); err != io.EOF {
		p.add(0, "", "something follows the edition")
	}
	need := func(name, value string) {
		if strings.TrimSpace(value) == "" {
			p.add(0, name, "blank")
		}
	}
	need("list", m.List)
	need("id", m.ID)
	need("title.en", m.Title.EN)
	need("title.zh", m.Title.ZH)
	need("issuer.en", m.Issuer.EN)
	need("issuer.zh", m.Issuer.ZH)
	need("document", m.Document)
	need("published", m.Published)
	if m.Stated <= 0 {
		p.add(0, "stated", "must be the positive count that the announcement states")
	}
	if m.Counts != CountsRows && m.Counts != CountsKinds {
		p.add(0, "counts", "%q: want rows or kinds", m.Counts)
	}
	from, err := edition.ParseDate(m.Effective)
	if err != nil {
		p.add(0, "effective", "%v", err)
	}
	var to edition.Date
	if m.Superseded != "" {
		if to, err = edition.ParseDate(m.Superseded); err != nil {
			p.add(0, "superseded", "%v", err)
		} else if to <= from {
			p.add(0, "superseded", "must come after effective")
		}
	}
	if a := m.Annex; a != nil {
		p.checkAnnex("annex", a)
		for i := range a.More {
			p.checkAnnex(fmt.Sprintf("annex.more[%d]", i), &a.More[i])
		}
		if b := a.Amends; b != nil {
			need("annex.amends.edition", b.Edition)
			p.checkHash("annex.amends.sha256", b.SHA256)
		}
	}
	return &list.Edition{Edition: edition.Edition{
		List: m.List, ID: m.ID, Title: m.Title, Issuer: m.Issuer, Document: m.Document,
		Interval: edition.Interval{From: from, To: to},
		Stated:   m.Stated, Sample: m.Sample, Published: m.Published,
	}}, m, p.err()
}

// checkAnnex checks that an annex is identified by file name and hash.
func (p *problems) checkAnnex(name string, a *Annex) {
	if strings.TrimSpace(a.File) == "" {
		p.add(0, name+".file", "blank")
	}
	p.checkHash(name+".sha256", a.SHA256)
	if a.Retrieved != "" {
		if _, err := edition.ParseDate(a.Retrieved); err != nil {
			p.add(0, name+".retrieved", "%v", err)
		}
	}
}

func (p *problems) checkHash(name, hash string) {
	if sum, err := hex.DecodeString(hash); err != nil || len(sum) != 32 || hash != strings.ToLower(hash) {
		p.add(0, name, "%q: want 64 hexadecimal digits in lower case", hash)
	}
}

func readRows(file string, raw []byte, meta Meta) ([]list.Entry, error) {
	p := &problems{file: file}
	if !utf8.Valid(raw) {
		p.add(0, "", "not UTF-8")
		return nil, p.err()
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = len(Header)
	records, err := r.ReadAll()
	var syntax *csv.ParseError
	if errors.As(err, &syntax) && syntax.StartLine == 1 {
		p.add(1, "", "the header must be %s", strings.Join(Header, ","))
		return nil, p.err()
	}
	if err != nil {
		p.add(0, "", "%v", err)
		return nil, p.err()
	}
	if len(records) == 0 || !slices.Equal(records[0], Header) {
		p.add(1, "", "the header must be %s", strings.Join(Header, ","))
		return nil, p.err()
	}
	var entries []list.Entry
	ids := map[string]int{}
	codes := map[string]int{}
	for i, record := range records[1:] {
		row := i + 2
		entry := readRow(p, row, record, meta)
		if first, taken := ids[entry.ID]; taken && entry.ID != "" {
			p.add(row, "id", "%q stands in row %d already", entry.ID, first)
		} else {
			ids[entry.ID] = row
		}
		if entry.Code != "" {
			key := entry.Category + "/" + string(entry.Code)
			if first, taken := codes[key]; taken {
				p.add(row, "code", "%s stands in row %d already", entry.Code, first)
			} else {
				codes[key] = row
			}
		}
		entries = append(entries, entry)
	}
	return entries, p.err()
}

func readRow(p *problems, row int, record []string, meta Meta) list.Entry {
	field := func(name string) string { return record[slices.Index(Header, name)] }
	entry := list.Entry{
		ID: field("id"), Category: field("category"), NameZH: field("name_zh"), NameEN: field("name_en"),
		Remark: field("remark"), Confidence: field("confidence"), Note: field("note"),
	}
	fail := func(column, format string, args ...any) { p.add(row, column, format, args...) }
	if entry.ID == "" {
		fail("id", "blank")
	}
	switch field("kind") {
	case "listed":
		entry.Kind = list.Listed
	case "removed":
		entry.Kind = list.Removed
	case "hint":
		entry.Kind = list.Hint
	default:
		fail("kind", "%q: want listed, removed or hint", field("kind"))
	}
	if code := field("code"); code != "" {
		c, err := tariff.ParseCode(code)
		if err != nil || string(c) != code {
			fail("code", "%q is not a canonical code", code)
		} else {
			entry.Code = c
		}
	}
	if (field("code") == "") != (entry.Kind == list.Hint) {
		fail("code", "rows have a code and hints have none")
	}
	if meta.Counts == CountsKinds && entry.Kind == list.Listed && entry.Category == "" {
		fail("category", "blank, on a list that counts kinds")
	}
	if entry.NameZH == "" && entry.NameEN == "" {
		fail("name_zh", "the row has no name in any language")
	}
	var ok bool
	if entry.Basis, ok = edition.ParseBasis(field("basis")); !ok {
		fail("basis", "%q is no basis", field("basis"))
	} else if (entry.Basis == edition.Sample) != meta.Sample {
		fail("basis", "sample rows stand in sample editions and nowhere else")
	}
	readSources(p, row, &entry, field("sources"), meta)
	readFits(p, row, &entry, field("fits"))
	readRemark(p, row, &entry, field("reading"))
	return entry
}

// readFits parses the codes that the goods of a hint may belong to.
func readFits(p *problems, row int, entry *list.Entry, fits string) {
	if fits == "" {
		return
	}
	for f := range strings.SplitSeq(fits, ";") {
		c, err := tariff.ParseCode(f)
		if err != nil || string(c) != f {
			p.add(row, "fits", "%q is not a canonical code", f)
		}
		entry.Fits = append(entry.Fits, c)
	}
	if entry.Kind != list.Hint {
		p.add(row, "fits", "only hints have codes that they may fall under")
	}
}

// readRemark sets the conditions of a row from its remark.
func readRemark(p *problems, row int, entry *list.Entry, reading string) {
	switch {
	case reading == "":
		conditions, err := list.ParseRemark(entry.Remark)
		if err != nil {
			p.add(row, "remark", "%v; mark the row manual to let it stand as a condition that quotes it", err)
		}
		entry.Conditions = conditions
	case reading == "manual" && strings.TrimSpace(entry.Remark) == "":
		p.add(row, "reading", "manual, but there is no remark to let stand")
	case reading == "manual":
		entry.Conditions = list.ManualRemark(entry.Remark)
	default:
		p.add(row, "reading", "%q: want blank or manual", reading)
	}
}

// readSources parses the sources of a row, and checks that they agree with its confidence
// and with the annex of the edition.
func readSources(p *problems, row int, entry *list.Entry, sources string, meta Meta) {
	if sources == "" {
		if !meta.Sample {
			p.add(row, "sources", "blank: a row without its source is unfinished")
		}
		return
	}
	entry.Sources = strings.Split(sources, ";")
	if slices.Contains(entry.Sources, "") {
		p.add(row, "sources", "%q has a blank among them", sources)
	}
	fromAnnex, known := false, []string{}
	if meta.Annex != nil {
		known = meta.Annex.sources()
	}
	foreign := false // an annex that edition.json does not name
	for _, s := range entry.Sources {
		if strings.HasPrefix(s, annexSource) {
			fromAnnex = true
			foreign = foreign || !slices.Contains(known, s)
		}
	}
	switch {
	case foreign:
		p.add(row, "sources", "%q is not the annex that edition.json names", sources)
	case fromAnnex != (entry.Confidence == ConfidenceAnnex):
		p.add(row, "confidence", "%q, with the sources %q: rows of an annex say annex, and no others do", entry.Confidence,
			sources)
	case fromAnnex && entry.Basis != edition.Official:
		p.add(row, "basis", "%q: a row of the annex itself is official", entry.Basis)
	case !fromAnnex && meta.Annex != nil && entry.Kind == list.Listed:
		p.add(row, "sources", "%q: the rows of this edition were loaded from its annex", sources)
	}
}
