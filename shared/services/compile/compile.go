// Package compile reads the sources of services, checks them, and writes them
// as Go. The generator and the import of annexes use it, so that a built-in
// edition and an imported annex pass the same checks.
//
// An edition of a list is a folder with two files. edition.json describes it;
// list.csv has its rows, in the order of the list, under the header
//
//	id,item,item_status,section_no,section,domain_zh,domain_en,whole,part,modes,kind,weight,activities,
//	original_zh,summary_zh,summary_en,basis,confidence,sources,laws,note
//
// whole and part are codes of GB/T 4754: those of which every service falls
// under the row, and those of which some services do. activities says which
// services those are; if it is blank, the row has an activity of its own, such as
// item-12. Rows that were loaded from the annex have the confidence annex and its
// text; edition.json names the file.
package compile

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	lists "importchecker/shared/list/compile"
	"importchecker/shared/services"
)

// Header is the first row of every list.csv.
var Header = strings.Split(
	"id,item,item_status,section_no,section,domain_zh,domain_en,whole,part,modes,kind,weight,activities,"+
		"original_zh,summary_zh,summary_en,basis,confidence,sources,laws,note", ",")

// Meta is the content of edition.json.
type Meta struct {
	List   string       `json:"list"`
	ID     string       `json:"id"`
	Sample bool         `json:"sample,omitempty"`
	Title  edition.Text `json:"title"`
	// Short is the name of the edition in sentences: national list 2024.
	Short      edition.Text `json:"short"`
	Issuer     edition.Text `json:"issuer"`
	Document   string       `json:"document"`
	Effective  string       `json:"effective"`
	Superseded string       `json:"superseded"`
	Stated     int          `json:"stated"` // measures that the announcement states
	Published  string       `json:"published"`
	// Annex is the file that the rows were loaded from; nil for rows that were
	// gathered from copies and reports.
	Annex *lists.Annex `json:"annex,omitempty"`
}

// ConfidenceAnnex is the confidence of rows loaded from an annex. They cite it by
// the id of lists.Annex.Source.
const ConfidenceAnnex = lists.ConfidenceAnnex

// Vocabulary has the sectors, activities and sources that rows may refer to.
type Vocabulary struct {
	Sector   func(code string) bool
	Activity func(key string) (edition.Text, bool)
	Source   func(id string) bool
}

// Compiled returns the vocabulary that is compiled into package services.
func Compiled() Vocabulary {
	return Vocabulary{
		Sector: func(code string) bool {
			s, ok := services.Lookup(services.GBT4754, services.Code(code))
			return ok && s.Level != services.Section
		},
		Activity: func(key string) (edition.Text, bool) {
			a, ok := services.FindActivity(key)
			if !ok {
				return edition.Text{}, false
			}
			return a.Name, true
		},
		Source: func(id string) bool {
			_, ok := services.FindSource(id)
			return ok
		},
	}
}

// ReadEdition reads and checks the edition in folder dir of fsys. The error has all
// problems, each a Problem with its file, row and column.
func ReadEdition(fsys fs.FS, dir string, v Vocabulary) (*services.Edition, error) {
	p := &problems{}
	read := func(name string) []byte {
		raw, err := fs.ReadFile(fsys, path.Join(dir, name))
		if err != nil {
			p.add(path.Join(dir, name), 0, "", "%v", err)
		}
		return raw
	}
	meta, rows := read("edition.json"), read("list.csv")
	if err := p.err(); err != nil {
		return nil, err
	}
	return ParseEdition(dir, meta, rows, v)
}

// ParseEdition reads and checks an edition from the content of its two files. dir is
// their folder, for the places of problems.
func ParseEdition(dir string, rawMeta, rawRows []byte, v Vocabulary) (*services.Edition, error) {
	p := &problems{}
	metaFile, rowsFile := path.Join(dir, "edition.json"), path.Join(dir, "list.csv")
	e := &services.Edition{}
	meta := parseMeta(p, metaFile, rawMeta)
	e.Edition, e.Short = meta.edition(p, metaFile), meta.Short
	if e.From == 0 {
		p.add(metaFile, 0, "effective", "blank")
	}
	if meta.Short.EN == "" || meta.Short.ZH == "" {
		p.add(metaFile, 0, "short", "blank")
	}
	seen := map[string]bool{}
	for _, r := range parseCSV(p, rowsFile, rawRows, Header) {
		m := readMeasure(r, meta, v)
		if seen[m.ID] {
			r.problem("id", "%s stands twice", m.ID)
		}
		seen[m.ID] = true
		e.Measures = append(e.Measures, m)
	}
	e.Held = len(e.Measures)
	if a := meta.Annex; a != nil {
		checkAnnex(p, metaFile, a)
	}
	if partial := meta.Annex != nil && meta.Annex.Partial; e.Held > e.Stated && !partial {
		p.add(rowsFile, 0, "", "holds %d measures, but the announcement states %d", e.Held, e.Stated)
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	e.SHA256 = e.Sum()
	return e, nil
}

// checkAnnex checks that the annex has a file name and a hash.
func checkAnnex(p *problems, file string, a *lists.Annex) {
	if strings.TrimSpace(a.File) == "" {
		p.add(file, 0, "annex.file", "blank")
	}
	if sum, err := hex.DecodeString(a.SHA256); err != nil || len(sum) != 32 || a.SHA256 != strings.ToLower(a.SHA256) {
		p.add(file, 0, "annex.sha256", "%q: want 64 hexadecimal digits in lower case", a.SHA256)
	}
}

// ReadMeta reads and checks an edition.json.
func ReadMeta(file string, raw []byte) (Meta, error) {
	p := &problems{}
	m := parseMeta(p, file, raw)
	m.edition(p, file)
	return m, p.err()
}

// readMeta reads an edition.json.
func readMeta(p *problems, fsys fs.FS, file string) Meta {
	raw, err := fs.ReadFile(fsys, file)
	if err != nil {
		p.add(file, 0, "", "%v", err)
		return Meta{}
	}
	return parseMeta(p, file, raw)
}

func parseMeta(p *problems, file string, raw []byte) Meta {
	var m Meta
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		p.add(file, 0, "", "%v", err)
		return m
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		p.add(file, 0, "", "something follows the edition")
	}
	return m
}

// edition returns the edition of the metadata, without rows.
func (m *Meta) edition(p *problems, file string) edition.Edition {
	for _, f := range []field{
		{"list", m.List}, {"id", m.ID}, {"title.en", m.Title.EN}, {"title.zh", m.Title.ZH}, {"issuer.en", m.Issuer.EN},
		{"issuer.zh", m.Issuer.ZH}, {"document", m.Document}, {"published", m.Published},
	} {
		if strings.TrimSpace(f.value) == "" {
			p.add(file, 0, f.name, "blank")
		}
	}
	e := edition.Edition{
		List: m.List, ID: m.ID, Title: m.Title, Issuer: m.Issuer, Document: m.Document,
		Stated: m.Stated, Sample: m.Sample, Published: m.Published,
	}
	day := func(name, value string) edition.Date {
		if value == "" {
			return 0
		}
		d, err := edition.ParseDate(value)
		if err != nil {
			p.add(file, 0, name, "%v", err)
		}
		return d
	}
	e.From, e.To = day("effective", m.Effective), day("superseded", m.Superseded)
	if e.To != 0 && e.To <= e.From {
		p.add(file, 0, "superseded", "not after the first day in force")
	}
	return e
}

func readMeasure(r *row, meta Meta, v Vocabulary) services.Measure {
	r.need("id", "domain_zh", "domain_en", "summary_zh", "summary_en", "basis", "confidence")
	m := services.Measure{
		ID: r.get("id"), Item: r.get("item"), ItemStatus: r.get("item_status"), SectionNo: r.get("section_no"),
		Letter: services.Code(r.get("section")), Domain: edition.Text{EN: r.get("domain_en"), ZH: r.get("domain_zh")},
		Original: r.get("original_zh"), Confidence: r.get("confidence"), Sources: r.list("sources"), Laws: r.list("laws"),
		Note: r.get("note"),
	}
	basis, ok := edition.ParseBasis(r.get("basis"))
	if !ok || meta.Sample != (basis == edition.Sample) || basis == edition.Law {
		r.problem("basis", "%q does not fit", r.get("basis"))
	}
	m.Basis = basis
	if want := map[string]edition.Basis{"transcribed": edition.Official, "annex": edition.Official,
		"paraphrased-from-secondary": edition.Reported, "invented": edition.Sample}[m.Confidence]; want != basis {
		r.problem("basis", "%s rows are %s", m.Confidence, want)
	}
	unknown := m.Letter == "" && r.get("weight") == services.Unread.String() // it reaches several sections
	if !unknown && (len(m.Letter) != 1 || m.Letter < "A" || m.Letter > "T") {
		r.problem("section", "%q is not a section", m.Letter)
	}
	if m.Item != "" {
		if _, err := strconv.Atoi(m.Item); err != nil {
			r.problem("item", "not a number")
		}
	}
	if !meta.Sample {
		if len(m.Sources) == 0 {
			r.problem("sources", "blank")
		}
		checkSources(r, meta.withAnnex(v.Source), m.Sources)
		meta.checkAnnexed(r, &m)
	}
	m.Restriction = readRestriction(r, v, ownActivity(m.ID))
	m.Summary = edition.Text{EN: r.get("summary_en"), ZH: r.get("summary_zh")}
	m.Label = measureLabel(&m, meta.Short)
	setIf(&m.Restriction)
	return m
}

// ownActivity returns the key of the activity of a row that names none. It has no
// name to be found by.
func ownActivity(id string) string { return "item-" + id }

// withAnnex adds the annex to the sources that rows may cite.
func (m *Meta) withAnnex(source func(string) bool) func(string) bool {
	return func(id string) bool { return source(id) || m.Annex != nil && id == m.Annex.Source() }
}

// checkAnnexed checks that a row cites the annex if and only if its confidence says
// that it was loaded from it, and that it then has its text.
func (m *Meta) checkAnnexed(r *row, measure *services.Measure) {
	cites := slices.ContainsFunc(measure.Sources, func(id string) bool { return strings.HasPrefix(id, list.AnnexSource) })
	switch {
	case cites != (measure.Confidence == ConfidenceAnnex):
		r.problem("confidence", "%q, with the sources %q: rows of an annex say annex and cite it, and no others do",
			measure.Confidence, r.get("sources"))
	case !cites && m.Annex != nil:
		r.problem("sources", "%q: the rows of this edition were loaded from its annex", r.get("sources"))
	case cites && measure.Original == "":
		r.problem("original_zh", "blank, in a row of the annex")
	}
}

// readRestriction reads the columns that rows of lists and of law have in common.
// own is the activity of a row that names none.
func readRestriction(r *row, v Vocabulary, own string) services.Restriction {
	var s services.Restriction
	var ok bool
	if s.Kind, ok = services.ParseKind(r.get("kind")); !ok {
		r.problem("kind", "%q is not a kind", r.get("kind"))
	}
	if s.Weight, ok = services.ParseWeight(r.get("weight")); !ok {
		r.problem("weight", "%q is not a weight", r.get("weight"))
	}
	for _, m := range r.list("modes") {
		n, err := strconv.Atoi(m)
		mode := services.Mode(n)
		if err != nil || !mode.Valid() || mode == services.CommercialPresence || s.Modes.Has(mode) {
			r.problem("modes", "%q: want 1, 2 and 4, each once", m)
			continue
		}
		s.Modes |= services.ModesOf(mode)
	}
	if s.Modes == 0 {
		r.problem("modes", "blank")
	}
	for _, column := range []string{"whole", "part"} {
		for _, c := range r.list(column) {
			if !v.Sector(c) {
				r.problem(column, "%q is not a division, group or class of GB/T 4754", c)
			}
			s.Reach = append(s.Reach, services.Reach{Code: services.Code(c), Whole: column == "whole"})
		}
	}
	if len(s.Reach) == 0 {
		r.problem("whole", "no codes in whole or part")
	}
	slices.SortStableFunc(s.Reach, func(a, b services.Reach) int {
		return strings.Compare(string(a.Code),
			string(b.Code))
	})
	for i := 1; i < len(s.Reach); i++ {
		if s.Reach[i].Code == s.Reach[i-1].Code {
			r.problem("part", "%s stands twice", s.Reach[i].Code)
		}
	}
	s.Activities = r.list("activities")
	var en, zh []string
	for _, a := range s.Activities {
		name, ok := v.Activity(a)
		if !ok {
			r.problem("activities", "%q is not in activities.csv", a)
		}
		en, zh = append(en, name.EN), append(zh, name.ZH)
	}
	if len(s.Activities) == 0 && len(r.list("part")) > 0 && s.Weight != services.Unread {
		s.Activities = []string{own}
		en, zh = []string{"what it describes"}, []string{"其所述活动"}
	}
	s.Activity = edition.Text{EN: strings.Join(en, ", or "), ZH: strings.Join(zh, "，或")}
	return s
}

// setIf sets the summary for a class that is touched in part.
func setIf(s *services.Restriction) {
	if s.Activity.EN == "" {
		return
	}
	summary := s.Said()
	s.If = edition.Text{
		EN: "if the service is " + s.Activity.EN + ": " + summary.EN,
		ZH: "如服务属于" + s.Activity.ZH + "：" + summary.ZH,
	}
}

// measureLabel returns the name of a row in a sentence.
func measureLabel(m *services.Measure, short edition.Text) edition.Text {
	switch {
	case m.Item != "" && m.ItemStatus == "inferred":
		return edition.Text{EN: short.EN + ", item " + m.Item + " (number inferred)", ZH: short.ZH + "第" + m.Item +
			"条（序号系推得）"}
	case m.Item != "":
		return edition.Text{EN: short.EN + ", item " + m.Item, ZH: short.ZH + "第" + m.Item + "条"}
	case strings.HasPrefix(m.ItemStatus, "range "):
		run := strings.TrimPrefix(m.ItemStatus, "range ")
		return edition.Text{EN: short.EN + ", one of items " + run, ZH: short.ZH + "第" + run + "条之一"}
	}
	return edition.Text{EN: short.EN + ", item of unknown number", ZH: short.ZH + "序号不明的条目"}
}

// sectionCounts reads list_structure.csv, and returns the sections by structureKey.
func sectionCounts(p *problems, fsys fs.FS, v Vocabulary) map[string][]services.SectionCount {
	counts := map[string][]services.SectionCount{}
	header := strings.Split(
		"edition,list_section_no,gbt4754_section,name_zh,name_en,item_count,item_from,item_to,basis,source_id,confidence",
		",")
	for _, r := range readCSV(p, fsys, "list_structure.csv", header) {
		s := services.SectionCount{
			No: r.get("list_section_no"), Letter: services.Code(r.get("gbt4754_section")),
			Name: edition.Text{EN: r.get("name_en"), ZH: r.get("name_zh")}, Basis: edition.Reported,
			Sources: parts(r.get("source_id"), "|"),
		}
		number := func(column string) int {
			n, err := strconv.Atoi(r.get(column))
			if err != nil {
				r.problem(column, "not a number")
			}
			return n
		}
		s.Items, s.From, s.To = number("item_count"), number("item_from"), number("item_to")
		if s.To-s.From+1 != s.Items {
			r.problem("item_count", "items %d to %d are not %d", s.From, s.To, s.Items)
		}
		if r.get("confidence") != "paraphrased-from-secondary" {
			r.problem("confidence", "want paraphrased-from-secondary")
		}
		checkSources(r, v.Source, s.Sources)
		counts[r.get("edition")] = append(counts[r.get("edition")], s)
	}
	return counts
}

// structureKey returns the name of an edition in list_structure.csv: hainan-2021.
func structureKey(list, id string) string {
	return fmt.Sprintf("%s-%s", strings.TrimPrefix(list, "cn-services-negative-"), id)
}
