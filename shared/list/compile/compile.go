// Package compile reads the source form of an edition, checks it, and writes
// it as Go. Generation and the import command share it, so a built-in fragment
// and an imported annex pass the same checks.
//
// An edition is a folder with two files. edition.json says what it is;
// list.csv has its rows, in the order of the publication, under the header
//
//	id,kind,code,category,name_zh,name_en,remark,reading,basis,confidence,sources,fits,note
//
// reading is blank, or "manual" when the remark is to stand unread. fits lists,
// for a hint, the codes that the named goods may fall under: our own reading,
// good for pointing a person somewhere and for nothing else.
package compile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
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
var Header = []string{"id", "kind", "code", "category", "name_zh", "name_en", "remark", "reading", "basis", "confidence", "sources", "fits", "note"}

// Meta is edition.json.
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
	// Counts says what the announcement counts: rows, or kinds of goods.
	Counts    string `json:"counts"`
	Published string `json:"published"`
}

// ReadEdition reads and checks the edition in folder dir of fsys. All problems
// are reported together, each with its file, row and column.
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
	e, meta, err := readMeta(rawMeta)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", metaFile, err)
	}
	entries, err := readRows(rawRows, meta)
	if err != nil {
		return nil, fmt.Errorf("%s:\n%w", rowsFile, err)
	}
	for _, entry := range entries {
		if entry.Kind == list.Hint {
			e.Hints = append(e.Hints, entry)
		} else {
			e.Entries = append(e.Entries, entry)
		}
	}
	slices.SortStableFunc(e.Entries, func(a, b list.Entry) int { return strings.Compare(string(a.Code), string(b.Code)) })
	e.Held = held(e.Entries, meta.Counts)
	if e.Held > e.Stated {
		return nil, fmt.Errorf("%s: holds %d %s, but the announcement states %d", rowsFile, e.Held, meta.Counts, e.Stated)
	}
	e.SHA256 = e.Sum()
	return e, nil
}

// held counts what the announcement counts.
func held(entries []list.Entry, counts string) int {
	kinds := map[string]bool{}
	rows := 0
	for _, entry := range entries {
		if entry.Kind == list.Listed {
			rows++
			kinds[entry.Category] = true
		}
	}
	if counts == "kinds" {
		return len(kinds)
	}
	return rows
}

func readMeta(raw []byte) (*list.Edition, Meta, error) {
	var m Meta
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return nil, m, err
	}
	var problems []error
	need := func(name, value string) {
		if strings.TrimSpace(value) == "" {
			problems = append(problems, fmt.Errorf("%s is blank", name))
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
		problems = append(problems, errors.New("stated must be the positive count that the announcement states"))
	}
	if m.Counts != "rows" && m.Counts != "kinds" {
		problems = append(problems, fmt.Errorf("counts is %q: want rows or kinds", m.Counts))
	}
	from, err := edition.ParseDate(m.Effective)
	if err != nil {
		problems = append(problems, fmt.Errorf("effective: %w", err))
	}
	var to edition.Date
	if m.Superseded != "" {
		if to, err = edition.ParseDate(m.Superseded); err != nil {
			problems = append(problems, fmt.Errorf("superseded: %w", err))
		} else if to <= from {
			problems = append(problems, errors.New("superseded must come after effective"))
		}
	}
	if len(problems) > 0 {
		return nil, m, errors.Join(problems...)
	}
	return &list.Edition{Edition: edition.Edition{
		List: m.List, ID: m.ID, Title: m.Title, Issuer: m.Issuer, Document: m.Document,
		Interval: edition.Interval{From: from, To: to},
		Stated:   m.Stated, Sample: m.Sample, Published: m.Published,
	}}, m, nil
}

func readRows(raw []byte, meta Meta) ([]list.Entry, error) {
	if !utf8.Valid(raw) {
		return nil, errors.New("not UTF-8")
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = len(Header)
	records, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 || !slices.Equal(records[0], Header) {
		return nil, fmt.Errorf("row 1: the header must be %s", strings.Join(Header, ","))
	}
	var entries []list.Entry
	var problems []error
	ids := map[string]int{}
	codes := map[string]int{}
	for i, record := range records[1:] {
		row := i + 2
		entry, err := readRow(record, meta)
		if err != nil {
			problems = append(problems, fmt.Errorf("row %d: %w", row, err))
			continue
		}
		if first, taken := ids[entry.ID]; taken {
			problems = append(problems, fmt.Errorf("row %d, column id: %q stands in row %d already", row, entry.ID, first))
		}
		ids[entry.ID] = row
		if entry.Code != "" {
			key := entry.Category + "/" + string(entry.Code)
			if first, taken := codes[key]; taken {
				problems = append(problems, fmt.Errorf("row %d, column code: %s stands in row %d already", row, entry.Code, first))
			}
			codes[key] = row
		}
		entries = append(entries, entry)
	}
	return entries, errors.Join(problems...)
}

func readRow(record []string, meta Meta) (list.Entry, error) {
	field := func(name string) string { return record[slices.Index(Header, name)] }
	entry := list.Entry{
		ID: field("id"), Category: field("category"), NameZH: field("name_zh"), NameEN: field("name_en"),
		Remark: field("remark"), Confidence: field("confidence"), Note: field("note"),
	}
	var problems []error
	fail := func(column, format string, args ...any) {
		problems = append(problems, fmt.Errorf("column %s: %s", column, fmt.Sprintf(format, args...)))
	}
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
		}
		entry.Code = c
	}
	if (entry.Code == "") != (entry.Kind == list.Hint) {
		fail("code", "rows have a code and hints have none")
	}
	if meta.Counts == "kinds" && entry.Kind == list.Listed && entry.Category == "" {
		fail("category", "blank, on a list that counts kinds")
	}
	if entry.NameZH == "" && entry.NameEN == "" {
		fail("name_zh", "the row has no name in any language")
	}
	var ok bool
	if entry.Basis, ok = edition.ParseBasis(field("basis")); !ok {
		fail("basis", "%q is no basis", field("basis"))
	}
	if (entry.Basis == edition.Sample) != meta.Sample {
		fail("basis", "sample rows stand in sample editions and nowhere else")
	}
	if s := field("sources"); s != "" {
		entry.Sources = strings.Split(s, ";")
	} else if !meta.Sample {
		fail("sources", "blank: a row without its source is unfinished")
	}
	if s := field("fits"); s != "" {
		for f := range strings.SplitSeq(s, ";") {
			c, err := tariff.ParseCode(f)
			if err != nil {
				fail("fits", "%q: %v", f, err)
			}
			entry.Fits = append(entry.Fits, c)
		}
	}
	switch reading := field("reading"); reading {
	case "":
		conditions, err := list.ParseRemark(entry.Remark)
		if err != nil {
			fail("remark", "%v; mark the row manual to let it stand as a condition that quotes it", err)
		}
		entry.Conditions = conditions
	case "manual":
		entry.Conditions = list.ManualRemark(entry.Remark)
	default:
		fail("reading", "%q: want blank or manual", reading)
	}
	return entry, errors.Join(problems...)
}
