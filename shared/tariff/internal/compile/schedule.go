package compile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// checkNomenclature checks that the schedule and the HS have the same subheadings, and
// that the schedule has as many codes and lines as the edition states.
func (s *sources) checkNomenclature(y *year) {
	p := &s.problems
	inTariff := make(map[string]bool) // subheadings
	lines, lines98 := 0, 0
	before := ""
	for _, r := range y.tariff.rows {
		code := r.get("code")
		if !isCode(code, 10) {
			r.problem(p, "code", "want ten digits")
			continue
		}
		if r.get("code8") != code[:8] {
			r.problem(p, "code8", "not the first eight digits of the code")
		}
		if r.get("hs6") != code[:6] {
			r.problem(p, "hs6", "not the first six digits of the code")
		}
		if r.get("edition") != y.name {
			r.problem(p, "edition", "want %s", y.name)
		}
		if code[:8] != before {
			before = code[:8]
			if code[:2] == "98" {
				lines98++
			}
			lines++
		}
		inTariff[code[:6]] = true
	}
	if n := len(y.tariff.rows); n != y.statedCount("codes") {
		p.add("%s: %d codes, want %d", y.tariff.name, n, y.statedCount("codes"))
	}
	if lines != y.statedCount("lines") || lines98 != y.statedCount("lines_98") {
		p.add("%s: %d tariff lines, %d of them in chapter 98, want %d and %d", y.tariff.name, lines, lines98,
			y.statedCount("lines"), y.statedCount("lines_98"))
	}
	inHS := make(map[string]bool)
	for _, r := range s.hs.rows {
		code := r.get("code")
		inHS[code] = true
		if len(code) == 6 && !inTariff[code] {
			r.problem(p, "code", "no line of the tariff of %s lies under it", y.name)
		}
	}
	for _, r := range y.tariff.rows {
		if code := r.get("code"); len(code) == 10 && code[:2] != "98" && !inHS[code[:6]] {
			r.problem(p, "hs6", "not in HS 2022")
		}
	}
}

// checkHS checks that the codes of the HS form a tree, and that its sections and chapters
// have names.
func (s *sources) checkHS() {
	p := &s.problems
	sectionOf := s.checkSections()
	levels := map[int]int{}
	inHS := make(map[string]bool)
	for _, r := range s.hs.rows {
		code, parent := r.get("code"), r.get("parent")
		if n := len(code); !isCode(code, n) || n != 2 && n != 4 && n != 6 {
			r.problem(p, "code", "want two, four or six digits")
			continue
		}
		if strconv.Itoa(len(code)) != r.get("level") {
			r.problem(p, "level", "the code has another")
		}
		levels[len(code)]++
		inHS[code] = true
		if len(code) > 2 && (parent != code[:len(code)-2] || !inHS[parent]) {
			r.problem(p, "parent", "not the code's parent, or not in the file")
		}
		if sectionOf[code[:2]] != r.get("section") {
			r.problem(p, "section", "sections.csv has %q", sectionOf[code[:2]])
		}
		if r.get("name_en") == "" {
			r.problem(p, "name_en", "no name")
		}
	}
	if levels[2] != stated.chapters || levels[4] != stated.headings || levels[6] != stated.subheadings {
		p.add("%s: %d chapters, %d headings, %d subheadings, want %d, %d, %d", s.hs.name,
			levels[2], levels[4], levels[6], stated.chapters, stated.headings, stated.subheadings)
	}
}

// checkSections checks sections.csv and returns the section of each chapter.
func (s *sources) checkSections() map[string]string {
	p := &s.problems
	sectionOf := make(map[string]string)
	section, chapter := "", 0
	for _, r := range s.sections.rows {
		if r.get("name_zh") == "" {
			r.problem(p, "name_zh", "no name")
		}
		code := r.get("code")
		switch r.get("level") {
		case "section":
			section = code
		case "chapter":
			chapter++
			if n, err := strconv.Atoi(code); err != nil || n != chapter || len(code) != 2 {
				r.problem(p, "code", "want chapter %02d", chapter)
			}
			if r.get("parent") != section {
				r.problem(p, "parent", "not the section above")
			}
			sectionOf[code] = section
		default:
			r.problem(p, "level", "want section or chapter")
		}
	}
	if chapter != 98 {
		p.add("%s: %d chapters, want 98", s.sections.name, chapter)
	}
	return sectionOf
}

// checkLetters checks that each letter of a schedule is in its table, and is used as
// often as the table states for the year of the count.
func (s *sources) checkLetters() {
	p := &s.problems
	columns := []string{"supervision", "ciq_import", "ciq_export"}
	named := map[string]map[rune]bool{"supervision": {}, "ciq_import": {}, "ciq_export": {}}
	used := make(map[string]map[rune]int) // by year and column
	for _, y := range s.years {
		for _, column := range columns {
			used[y.name+column] = s.countLetters(y, column)
		}
	}
	check := func(r row, column string) {
		letter := r.get("code")
		if len(letter) != 1 {
			r.problem(p, "code", "want one letter or digit")
			return
		}
		if r.get("name_zh") == "" || r.get("name_en") == "" {
			r.problem(p, "code", "no name")
		}
		named[column][rune(letter[0])] = true
		uses, counted := used[r.get("counted_in")+column]
		if n := strconv.Itoa(uses[rune(letter[0])]); counted && n != r.get("counted_codes") {
			r.problem(p, "counted_codes", "%s codes have it", n)
		}
	}
	for _, r := range s.supervision.rows {
		check(r, "supervision")
		r.flag(p, "applies_import")
		r.flag(p, "applies_export")
	}
	for _, r := range s.inspection.rows {
		switch direction := r.get("direction"); direction {
		case "import", "export":
			check(r, "ciq_"+direction)
		default:
			r.problem(p, "direction", "want import or export")
		}
	}
	for _, y := range s.years {
		for _, column := range columns {
			for letter := range used[y.name+column] {
				if !named[column][letter] {
					p.add("%s: %s has the letter %c, which its table does not name", y.tariff.name, column, letter)
				}
			}
		}
	}
}

// countLetters counts the codes of a year that have each letter in a column.
func (s *sources) countLetters(y *year, column string) map[rune]int {
	used := make(map[rune]int)
	for _, r := range y.tariff.rows {
		seen := ""
		for _, letter := range r.get(column) {
			if strings.ContainsRune(seen, letter) {
				r.problem(&s.problems, column, "%c stands twice", letter)
			}
			seen += string(letter)
			used[letter]++
		}
	}
	return used
}

// isUnit reports whether s may be a unit: it has only Chinese characters.
func isUnit(s string) bool {
	for _, c := range s {
		if !unicode.Is(unicode.Han, c) {
			return false
		}
	}
	return s != ""
}

// rateColumns are the columns of rates in the order of the record. A blank cell is a
// defect of the source unless the column is optional.
var rateColumns = []struct {
	name     string
	optional bool
}{
	{"mfn_rate", false}, {"provisional_rate", true}, {"general_rate", false}, {"vat_rate", false},
	{"consumption_tax", false},
}

// lines returns the records of the lines of a year, and their names. A record is 32
// bytes, with little-endian numbers:
//
//	 0 code, ten digits
//	10 first unit, second unit: one byte each
//	12 offset of the name, four bytes; 16 its length, two
//	18 supervision, two bytes
//	20 rates, two bytes each: MFN, provisional, general, VAT, consumption
//	30 inspection classes on import and on export: one byte each
//
// Units, conditions, rates and classes are indexes of the lists in table.go; 0
// is blank. Names are in the order of the lines, separated by ； within a
// tariff line, so that the name of a tariff line is contiguous.
func (s *sources) lines(y *year) (records, names []byte) {
	p := &s.problems
	defects := s.readDefects(y)
	var t text
	before := ""
	for _, r := range y.tariff.rows {
		code := r.get("code")
		switch {
		case before == "":
		case before[:8] == code[:8]:
			t.add("；")
		default:
			t.add("\n")
		}
		before = code
		if r.get("name_zh") == "" {
			r.problem(p, "name_zh", "no name")
		}
		s.checkLength(r, "name_zh")
		offset, length := t.add(r.get("name_zh"))
		if r.get("unit1") == "" {
			r.problem(p, "unit1", "no unit")
		}
		for _, column := range []string{"unit1", "unit2"} {
			if u := r.get(column); u != "" && !isUnit(u) {
				r.problem(p, column, "not a unit")
			}
		}
		records = append(records, code...)
		records = append(records, byte(s.units.number(r.get("unit1"))), byte(s.units.number(r.get("unit2"))))
		records = binary.LittleEndian.AppendUint32(records, offset)
		records = binary.LittleEndian.AppendUint16(records, length)
		records = binary.LittleEndian.AppendUint16(records, uint16(s.conditions.number(r.get("supervision"))))
		for _, column := range rateColumns {
			n := s.cellRate(r, column.name, column.optional, defects)
			records = binary.LittleEndian.AppendUint16(records, uint16(n))
		}
		records = append(records, byte(s.classes.number(r.get("ciq_import"))), byte(s.classes.number(r.get("ciq_export"))))
	}
	for key := range defects {
		p.add("%s: no such defect: %s %s", y.defects.name, key.code, key.column)
	}
	if len(s.units.values) > 256 || len(s.classes.values) > 256 {
		p.add("%s: more units or inspection classes than a byte can number", y.tariff.name)
	}
	return records, t.bytes
}

type defectKey struct{ code, column string }

func (s *sources) readDefects(y *year) map[defectKey]row {
	defects := make(map[defectKey]row)
	for _, r := range y.defects.rows {
		if r.get("reason") == "" {
			r.problem(&s.problems, "reason", "no reason")
		}
		defects[defectKey{r.get("code"), r.get("column")}] = r
	}
	return defects
}

// cellRate returns the number of the rate in a cell. A cell that cannot be parsed must
// be a known defect, which is then removed from defects.
func (s *sources) cellRate(r row, column string, optional bool, defects map[defectKey]row) int {
	p := &s.problems
	key := defectKey{r.get("code"), column}
	defect, known := defects[key]
	if known {
		delete(defects, key)
		if defect.get("text") != r.get(column) {
			defect.problem(p, "text", "the tariff has %q", r.get(column))
		}
	}
	cell := r.get(column)
	if cell == "" {
		switch {
		case known && optional:
			defect.problem(p, "column", "may be blank")
		case !known && !optional:
			r.problem(p, column, "blank, and not a known defect")
		}
		return 0
	}
	parsed, err := parseRate(cell)
	if err == nil && column == "general_rate" && BelowMFN(cell, r.get("mfn_rate")) {
		err = errBelowMFN
	}
	if err == nil && known {
		defect.problem(p, "text", "can be read after all")
	}
	if err != nil {
		if !known || !s.anyDefect && !errors.Is(err, errZeroThreshold) && !errors.Is(err, errBelowMFN) {
			r.problem(p, column, "%v", err)
			return 0
		}
		parsed = rate{text: cell, defect: defect.get("reason")}
	}
	if len(parsed.cases) == 2 && parsed.thresholdUnit == "" && byPiece(r.get("name_zh")) {
		parsed.thresholdUnit = "件"
	}
	s.checkThreshold(r, column, parsed)
	return s.rateNumber(parsed)
}

var errBelowMFN = errors.New("the general rate is below the most-favoured-nation rate")

// BelowMFN reports whether a general rate is less than the
// most-favoured-nation rate, both being percentages. Such a rate must be wrong, since
// the general rate is for goods of other origins.
func BelowMFN(generalText, mfnText string) bool {
	general, err1 := parseRate(generalText)
	mfn, err2 := parseRate(mfnText)
	if err1 != nil || err2 != nil || len(mfn.cases) != 1 || len(general.cases) != 1 {
		return false
	}
	m, g := mfn.cases[0], general.cases[0]
	return m.specific == 0 && g.specific == 0 && g.adValorem < m.adValorem
}

// rateNumber returns the number of a rate, which it adds when it is new.
func (s *sources) rateNumber(r rate) int {
	key := rateKey{r.text, r.thresholdUnit, r.defect}
	s.parsed[key] = r
	return s.rates.number(key)
}

// byPiece reports whether the goods are packed by the sheet or piece. The
// consumption tax on cosmetics has one threshold for goods by weight or volume
// (10 yuan a gram or millilitre, printed as 10,000 per kilogram) and another
// for goods marked 片 or 张 (15 yuan each). The schedule prints neither unit,
// but the names of the codes distinguish them.
func byPiece(name string) bool { return strings.Contains(name, "“片”或“张”") }

// checkThreshold reports the fault of a threshold.
func (s *sources) checkThreshold(r row, column string, c rate) {
	if err := thresholdFault(c, r.get); err != nil {
		r.problem(&s.problems, column, "%v", err)
	}
}

// thresholdFault returns an error unless the codes selected by byPiece are those with the
// lower threshold, and the unit of the threshold is a unit of the code.
func thresholdFault(c rate, get func(column string) string) error {
	if len(c.cases) != 2 {
		return nil
	}
	if sheets := strings.Contains(c.text, "大于等于15元："); sheets != byPiece(get("name_zh")) {
		return errors.New("the name and the threshold disagree on whether the goods go by the piece")
	}
	if c.thresholdUnit != "" && c.thresholdUnit != get("unit1") && c.thresholdUnit != get("unit2") {
		return fmt.Errorf("the threshold is per %s, which is no unit of the code", c.thresholdUnit)
	}
	return nil
}

// amendment is a row of amendments.csv with the number of its rate.
type amendment struct {
	row
	rate int
	day  string // yyyymmdd
}

func (s *sources) readAmendments(y *year) []amendment {
	p := &s.problems
	var out []amendment
	for _, r := range y.amendments.rows {
		a := amendment{row: r}
		found := false
		for _, line := range y.tariff.rows {
			found = found || line.get("code") == r.get("code")
		}
		if !found {
			r.problem(p, "code", "not a ten-digit code of the tariff")
		}
		if !isRateColumn(r.get("field")) {
			r.problem(p, "field", "not a rate")
		}
		if text := r.get("rate"); text != "" {
			parsed, err := parseRate(text)
			if err != nil {
				r.problem(p, "rate", "%v", err)
			}
			if parsed.threshold != 0 && parsed.thresholdUnit == "" {
				r.problem(p, "rate", "a threshold without its unit")
			}
			a.rate = s.rateNumber(parsed)
		}
		day, err := compactDay(r.get("effective"))
		if err != nil || r.get("effective") < y.editionValue("from") || r.get("effective") >= y.editionValue("to") {
			r.problem(p, "effective", "not a day of %s", y.name)
		}
		a.day = day
		if r.get("document") == "" {
			r.problem(p, "document", "no document")
		}
		if basisNames[r.get("basis")] == "" {
			r.problem(p, "basis", "want official, transcribed or reported")
		}
		out = append(out, a)
	}
	return out
}

var basisNames = map[string]string{"official": "edition.Official", "transcribed": "edition.Transcribed",
	"reported": "edition.Reported"}

func isRateColumn(name string) bool {
	for _, c := range rateColumns {
		if c.name == name {
			return true
		}
	}
	return false
}

// nodes returns the records of the HS, and their English names. A record is 12 bytes:
// the code in six, padded with spaces; the offset of its name in four, and the length in
// two.
func (s *sources) nodes() (records, names []byte) {
	var t text
	for _, r := range s.hs.rows {
		s.checkLength(r, "name_en")
		if len(t.bytes) > 0 {
			t.add("\n")
		}
		offset, length := t.add(r.get("name_en"))
		records = append(records, pad(r.get("code"))...)
		records = binary.LittleEndian.AppendUint32(records, offset)
		records = binary.LittleEndian.AppendUint16(records, length)
	}
	return records, t.bytes
}

func pad(code string) string { return code + strings.Repeat(" ", 6-len(code)) }
