package compile

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io/fs"
	"strings"
)

// The columns of each source. Files does not read the level of hs2022.csv, and in
// tariff.csv not export_rebate_rate, export_duty_rate and export_provisional_rate,
// which imports do not need.
var (
	tariffHeader = strings.Split(
		"code,code8,hs6,name_zh,unit1,unit2,mfn_rate,provisional_rate,general_rate,vat_rate,consumption_tax,"+
			"export_rebate_rate,export_duty_rate,export_provisional_rate,supervision,ciq_import,ciq_export,source_id,edition",
		",")
	amendmentsHeader  = strings.Split("code,field,rate,effective,document,basis", ",")
	defectsHeader     = strings.Split("code,column,text,reason", ",")
	sectionsHeader    = strings.Split("level,code,parent,name_zh,name_zh_alt,source_id", ",")
	supervisionHeader = strings.Split(
		"code,name_zh,name_en,applies_import,applies_export,counted_codes,counted_in,source_id", ",")
	inspectionHeader = strings.Split("code,name_zh,name_en,direction,counted_codes,counted_in,source_id", ",")
	hsHeader         = strings.Split("code,level,parent,section,name_en,source_id", ",")
	retiredHeader    = strings.Split("code,level,parent,name_en,source_id", ",")
	historyHeader    = strings.Split("code,listed_2018,status_2019,name_zh_2019,source_id", ",")
	sourcesHeader    = strings.Split("source_id,title,origin,path,version,licence,year", ",")
)

// stated has the counts of HS 2022. The counts of a schedule are in its edition.csv.
var stated = struct {
	chapters, headings, subheadings int
}{96, 1228, 5612}

// sources has the tables that were read, and the values compiled from them.
type sources struct {
	problems

	years                             []*year // oldest first
	sections, supervision, inspection *table
	hs, history, origins              *table
	retired                           map[string]*table // by edition: hs2017, hs2012
	correlation                       map[string]*table

	rates      *pool[rateKey]
	parsed     map[rateKey]rate
	units      *pool[string]
	conditions *pool[string] // supervision letters of a line
	classes    *pool[string] // inspection letters of a line

	anyDefect bool // any text that cannot be parsed may be a known defect
}

// pool numbers distinct values, which records refer to by number; number 0 is the blank
// value.
type pool[K comparable] struct {
	numbers map[K]int
	values  []K
}

func newPool[K comparable](blank K) *pool[K] {
	return &pool[K]{map[K]int{blank: 0}, []K{blank}}
}

// number returns the number of a value, which it adds when it is new.
func (p *pool[K]) number(k K) int {
	n, ok := p.numbers[k]
	if !ok {
		n = len(p.values)
		p.numbers[k] = n
		p.values = append(p.values, k)
	}
	return n
}

// rateKey identifies a rate. The text alone does not give the unit of a threshold, or
// whether the text is a defect.
type rateKey struct {
	text, thresholdUnit, defect string
}

// The data files.
const (
	nodesFile   = "data/hs/nodes.bin"
	englishFile = "data/hs/names.bin"

	historyFile      = "data/lineage/history.bin"
	retiredFile      = "data/lineage/retired.bin"
	lineageNamesFile = "data/lineage/names.bin"
	becameFile2017   = "data/lineage/became2017.bin"
	becameFile2012   = "data/lineage/became2012.bin"
	wasFile2017      = "data/lineage/was2017.bin"
	wasFile2012      = "data/lineage/was2012.bin"

	goFile = "table.go"
)

// dataFiles returns the names of the data files in the order of their hash.
func dataFiles(years []*year) []string {
	var files []string
	for _, y := range years {
		files = append(files, y.linesFile(), y.namesFile())
	}
	return append(files, nodesFile, englishFile,
		historyFile, retiredFile, lineageNamesFile, becameFile2017, becameFile2012, wasFile2017, wasFile2012)
}

// Files reads the sources and returns the generated files by path: table.go and the
// data files that it embeds. It is deterministic.
func Files(source fs.FS) (map[string][]byte, error) {
	return compile(yearsIn(source), func(p *problems, name string, header []string, key ...string) *table {
		return readTable(source, p, name, header, key...)
	})
}

// opener reads one of the sources, as readTable does.
type opener func(p *problems, name string, header []string, key ...string) *table

func compile(years []string, open opener) (map[string][]byte, error) {
	s := read(years, open)
	if err := s.err(); err != nil {
		return nil, err
	}
	s.checkOrigins()
	s.checkHS()
	for _, y := range s.years {
		s.checkEdition(y)
		s.checkNomenclature(y)
	}
	s.checkLetters()
	s.checkHistory()
	if err := s.err(); err != nil {
		return nil, err // the rest relies on valid codes
	}
	files := make(map[string][]byte)
	for _, y := range s.years {
		files[y.linesFile()], files[y.namesFile()] = s.lines(y)
	}
	files[nodesFile], files[englishFile] = s.nodes()
	s.lineage(files)
	for _, y := range s.years {
		y.amended = s.readAmendments(y)
	}
	if err := s.err(); err != nil {
		return nil, err
	}
	text, err := s.goSource(files)
	if err != nil {
		return nil, err
	}
	files[goFile] = text
	return files, nil
}

func read(years []string, openTable opener) *sources {
	s := &sources{
		retired:     make(map[string]*table),
		correlation: make(map[string]*table),
		rates:       newPool(rateKey{}),
		parsed:      make(map[rateKey]rate),
		units:       newPool(""),
		conditions:  newPool(""),
		classes:     newPool(""),
	}
	open := func(name string, header []string, key ...string) *table {
		return openTable(&s.problems, name, header, key...)
	}
	for _, name := range years {
		s.years = append(s.years, &year{
			name:       name,
			edition:    open(name+"/edition.csv", editionHeader),
			tariff:     open(name+"/tariff.csv", tariffHeader, "code"),
			amendments: open(name+"/amendments.csv", amendmentsHeader, "code", "field", "effective"),
			defects:    open(name+"/defects.csv", defectsHeader, "code", "column"),
		})
	}
	if len(years) == 0 {
		s.add("no folder of a year, such as 2026/")
	}
	s.sections = open("sections.csv", sectionsHeader)
	s.supervision = open("supervision.csv", supervisionHeader, "code")
	s.inspection = open("inspection.csv", inspectionHeader, "code")
	s.hs = open("hs/hs2022.csv", hsHeader, "code")
	s.history = open("history.csv.gz", historyHeader, "code")
	s.origins = open("sources.csv", sourcesHeader, "source_id")
	for _, e := range editions {
		s.retired[e] = open("hs/"+e+"_retired.csv", retiredHeader, "code")
		s.correlation[e] = open("hs/correlation_2022_"+strings.TrimPrefix(e, "hs")+".csv",
			[]string{"hs2022", e, "relationship", "is_unsd_conversion", "source_id"}, "hs2022", e)
	}
	return s
}

// editions of the HS before the present one, newest first.
var editions = []string{"hs2017", "hs2012"}

// checkOrigins checks that the source of every row is in sources.csv.
func (s *sources) checkOrigins() {
	known := make(map[string]bool)
	for _, r := range s.origins.rows {
		known[r.get("source_id")] = true
	}
	tables := []*table{s.sections, s.supervision, s.inspection, s.hs, s.history}
	for _, y := range s.years {
		tables = append(tables, y.tariff)
	}
	for _, e := range editions {
		tables = append(tables, s.retired[e], s.correlation[e])
	}
	for _, t := range tables {
		for _, r := range t.rows {
			for _, id := range strings.Split(r.get("source_id"), "+") {
				if !known[id] {
					r.problem(&s.problems, "source_id", "not in sources.csv")
				}
			}
		}
	}
}

// dataSum is the SHA-256 of the data files in their order, each preceded by
// its length in eight bytes, little-endian.
func dataSum(years []*year, files map[string][]byte) string {
	h := sha256.New()
	for _, name := range dataFiles(years) {
		h.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(files[name]))))
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func sourceSum(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// text is the concatenation of names that records refer to.
type text struct {
	bytes []byte
}

// add appends a name and returns its offset and length.
func (t *text) add(name string) (offset uint32, length uint16) {
	offset = uint32(len(t.bytes))
	t.bytes = append(t.bytes, name...)
	return offset, uint16(len(name))
}

// checkLength reports a name that is too long for its record.
func (s *sources) checkLength(r row, column string) {
	if len(r.get(column)) >= 1<<16 {
		r.problem(&s.problems, column, "longer than a record can say")
	}
}
