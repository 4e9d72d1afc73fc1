package difference

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/tariff"
)

// tariffKind is the kind of editions of the tariff.
var tariffKind = kind{
	version: "importchecker/tariff-diff/1",
	follows: true,
	compare: func(d *Diff, from []library.Content, to library.Content) {
		d.Tariff = &TariffDiff{}
		d.Tariff.compare(library.Tables(from), to.(*tariff.Table), &d.Same)
	},
	hash: func(d *Diff, put func(...string)) { d.Tariff.hash(put) },
}

// A TariffDiff is the difference between an edition of the tariff and the
// previous one. A code is in one of its lists. It is stored in this form.
type TariffDiff struct {
	Ended       []TariffLine `json:"ended,omitempty"` // codes that end without a new successor
	New         []TariffLine `json:"new,omitempty"`   // new codes that succeed none
	Successions []Succession `json:"successions,omitempty"`
	Changed     []LineChange `json:"changed,omitempty"` // codes in both editions with different cells
	Duties      []DutyChange `json:"duties,omitempty"`  // by origin
}

// A TariffLine is a code that ends or is new.
type TariffLine struct {
	Code   tariff.Code `json:"code"`
	NameZH string      `json:"name_zh"`
	// Candidates are, for a code that ends, where to look for the goods in the
	// new edition.
	Candidates  []tariff.Code `json:"candidates,omitempty"`
	Submissions int           `json:"submissions,omitempty"` // stored submissions with it, or a code above or under it
}

// A Succession relates codes that end to new codes. It suggests where to look,
// and is not an answer: goods are classified by what they are.
type Succession struct {
	Kind        string       `json:"kind"` // one of Split, Merged, Renumbered, Redivided
	By          string       `json:"by"`   // how they are related: one of the By constants
	From        []TariffLine `json:"from"`
	To          []TariffLine `json:"to"`
	Submissions int          `json:"submissions,omitempty"`
}

// The kinds of a Succession.
const (
	Split      = "split"      // one code ends, several are new
	Merged     = "merged"     // several end, one is new
	Renumbered = "renumbered" // one ends, one is new
	Redivided  = "redivided"  // several end, several are new
)

// The values of Succession.By.
const (
	ByLine       = tariff.SameTariffLine
	BySubheading = tariff.SameSubheading
	ByName       = "same_name"
)

// A LineChange is a code whose cells differ.
type LineChange struct {
	Code        tariff.Code  `json:"code"`
	NameZH      string       `json:"name_zh"`
	Cells       []CellChange `json:"cells"`
	Submissions int          `json:"submissions,omitempty"`
}

// A CellChange is a cell that differs. For letters, Added and Dropped are those
// that only one side has.
type CellChange struct {
	Field   string `json:"field"` // name of the column
	Before  string `json:"before"`
	Now     string `json:"now"`
	Change  string `json:"change"` // one of Up, Down, Set, Gone, Other
	Added   string `json:"added,omitempty"`
	Dropped string `json:"dropped,omitempty"`
}

// The values of CellChange.Change.
const (
	Up    = "up"    // a rate is higher
	Down  = "down"  // a rate is lower
	Set   = "set"   // it was blank
	Gone  = "gone"  // it is blank now
	Other = "other" // none of these
)

// fieldNames are the names of the cells of a line.
var fieldNames = map[string]edition.Text{
	"name_zh": {EN: "name", ZH: "商品名称"}, "unit1": {EN: "first unit", ZH: "第一法定单位"},
	"unit2":    {EN: "second unit", ZH: "第二法定单位"},
	"mfn_rate": {EN: "MFN rate", ZH: "最惠国税率"}, "provisional_rate": {EN: "provisional rate", ZH: "暂定税率"},
	"general_rate": {EN: "general rate", ZH: "普通税率"}, "vat_rate": {EN: "VAT rate", ZH: "增值税率"},
	"consumption_tax": {EN: "consumption tax", ZH: "消费税率"}, "supervision": {EN: "supervision conditions", ZH: "监管条件"},
	"ciq_import": {EN: "inspection classes on import", ZH: "进口检验检疫类别"},
	"ciq_export": {EN: "inspection classes on export", ZH: "出口检验检疫类别"},
}

// FieldName returns the name of a cell of a line.
func FieldName(field string) edition.Text { return fieldNames[field] }

// String describes the change in the terms of the schedule.
func (c *CellChange) String() string {
	blank := func(s string) string { return cmp.Or(s, "—") }
	return fieldNames[c.Field].ZH + " " + blank(c.Before) + " → " + blank(c.Now)
}

// A datedLine is a line with the rates in force on the day of the comparison, and
// its table.
type datedLine struct {
	tariff.Line
	table *tariff.Table
}

// compare sets the lines that differ. The earlier editions are read on the
// first day of the new one, or on their own last day.
func (d *TariffDiff) compare(from []*tariff.Table, to *tariff.Table, same *int) {
	day := to.Edition().From
	before := make(map[tariff.Code]datedLine)
	for _, t := range from {
		last := day
		if !t.Edition().Contains(day) && t.Edition().To != 0 {
			last = t.Edition().To.AddDays(-1)
		}
		for i := range t.Len() {
			line := t.LineOn(i, last)
			before[line.Code] = datedLine{line, t}
		}
	}
	for i := range to.Len() {
		now := to.LineOn(i, day)
		old, existed := before[now.Code]
		delete(before, now.Code)
		switch cells := cellChanges(&old.Line, &now); {
		case !existed:
			d.New = append(d.New, TariffLine{Code: now.Code, NameZH: now.NameZH})
		case cells != nil:
			d.Changed = append(d.Changed, LineChange{Code: now.Code, NameZH: now.NameZH, Cells: cells})
		default:
			*same++
		}
	}
	for _, code := range slices.Sorted(maps.Keys(before)) {
		d.Ended = append(d.Ended, TariffLine{Code: code, NameZH: before[code].NameZH})
	}
	d.compareDuties(from, to)
	d.pairByKey(ByLine, func(l *TariffLine) string { return string(l.Code.Line()) })
	d.pairByKey(ByName, func(l *TariffLine) string { return string(l.Code.At(tariff.Heading)) + l.NameZH })
	d.pairByKey(BySubheading, func(l *TariffLine) string { return string(l.Code.At(tariff.Subheading)) })
	for i := range d.Ended {
		for _, c := range to.Lineage(d.Ended[i].Code).Candidates {
			d.Ended[i].Candidates = append(d.Ended[i].Candidates, c.Code)
		}
	}
}

// pairByKey pairs codes that end with new codes that have the same key.
func (d *TariffDiff) pairByKey(by string, key func(*TariffLine) string) {
	groups := make(map[string]*Succession)
	for i := range d.Ended {
		k := key(&d.Ended[i])
		if groups[k] == nil {
			groups[k] = &Succession{By: by}
		}
		groups[k].From = append(groups[k].From, d.Ended[i])
	}
	for i := range d.New {
		if g := groups[key(&d.New[i])]; g != nil {
			g.To = append(g.To, d.New[i])
		}
	}
	paired := func(l TariffLine) bool {
		g := groups[key(&l)]
		return g != nil && len(g.To) > 0
	}
	d.Ended, d.New = slices.DeleteFunc(d.Ended, paired), slices.DeleteFunc(d.New, paired)
	for _, k := range slices.Sorted(maps.Keys(groups)) {
		g := groups[k]
		if len(g.To) == 0 {
			continue
		}
		switch {
		case len(g.From) == 1 && len(g.To) == 1:
			g.Kind = Renumbered
		case len(g.From) == 1:
			g.Kind = Split
		case len(g.To) == 1:
			g.Kind = Merged
		default:
			g.Kind = Redivided
		}
		d.Successions = append(d.Successions, *g)
	}
}

// cellChanges returns the cells of a line that differ.
func cellChanges(old, now *tariff.Line) (cells []CellChange) {
	text := func(field, before, after string) {
		if before != after {
			cells = append(cells, CellChange{Field: field, Before: before, Now: after, Change: blankness(before, after)})
		}
	}
	rate := func(field string, before, after *tariff.Rate) {
		if rateText(before) == rateText(after) {
			return
		}
		cells = append(cells, CellChange{Field: field, Before: rateText(before), Now: rateText(after),
			Change: direction(before, after)})
	}
	letters := func(field, before, after string) {
		added, dropped := lettersWithout(after, before), lettersWithout(before, after)
		if added+dropped == "" {
			return
		}
		cells = append(cells, CellChange{
			Field: field, Before: before, Now: after, Change: blankness(before, after), Added: added, Dropped: dropped,
		})
	}
	text("name_zh", old.NameZH, now.NameZH)
	text("unit1", string(old.Unit1), string(now.Unit1))
	text("unit2", string(old.Unit2), string(now.Unit2))
	rate("mfn_rate", old.MFN, now.MFN)
	rate("provisional_rate", old.Provisional, now.Provisional)
	rate("general_rate", old.General, now.General)
	rate("vat_rate", old.VAT, now.VAT)
	rate("consumption_tax", old.Consumption, now.Consumption)
	letters("supervision", old.Supervision, now.Supervision)
	letters("ciq_import", old.InspectionImport, now.InspectionImport)
	letters("ciq_export", old.InspectionExport, now.InspectionExport)
	return cells
}

func rateText(r *tariff.Rate) string {
	if r == nil {
		return ""
	}
	return r.Text
}

func blankness(before, now string) string {
	switch {
	case before == "":
		return Set
	case now == "":
		return Gone
	}
	return Other
}

// direction returns which of two rates is higher, when they have the same form.
func direction(before, now *tariff.Rate) string {
	if before == nil || now == nil {
		return blankness(rateText(before), rateText(now))
	}
	if len(before.Cases) != 1 || len(now.Cases) != 1 {
		return Other
	}
	a, b := before.Cases[0], now.Cases[0]
	if a.Specific != 0 && b.Specific != 0 && a.Unit != b.Unit {
		return Other
	}
	share, amount := cmp.Compare(b.AdValorem, a.AdValorem), cmp.Compare(b.Specific, a.Specific)
	switch {
	case share+amount > 0 && share >= 0 && amount >= 0:
		return Up
	case share+amount < 0 && share <= 0 && amount <= 0:
		return Down
	}
	return Other
}

// lettersWithout returns the letters of a that are not in b.
func lettersWithout(a, b string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(b, r) {
			return -1
		}
		return r
	}, a)
}

func (d *TariffDiff) counts(same int) Counts {
	return Counts{Added: len(d.New), Removed: len(d.Ended), Renumbered: len(d.Successions),
		Changed: len(d.Changed) + len(d.Duties), Same: same}
}

// hash hashes the codes that end or are new, in successions or alone, and the
// changed cells of each code.
func (d *TariffDiff) hash(put func(...string)) {
	lines := func(lines []TariffLine) {
		put(strconv.Itoa(len(lines)))
		for i := range lines {
			put(string(lines[i].Code))
		}
	}
	lines(d.Ended)
	lines(d.New)
	put(strconv.Itoa(len(d.Successions)))
	for i := range d.Successions {
		put(d.Successions[i].Kind)
		lines(d.Successions[i].From)
		lines(d.Successions[i].To)
	}
	put(strconv.Itoa(len(d.Changed)))
	for i := range d.Changed {
		put(string(d.Changed[i].Code), strconv.Itoa(len(d.Changed[i].Cells)))
		for _, c := range d.Changed[i].Cells {
			put(c.Field, c.Before, c.Now)
		}
	}
	d.hashDuties(put)
}

// Weigh sets the number of stored submissions that each row affects, and sorts
// by it, largest first. counted has the number for each code.
func (d *TariffDiff) Weigh(counted map[string]int) {
	touching := func(code tariff.Code) (n int) {
		for c, count := range counted {
			if code.Contains(tariff.Code(c)) || tariff.Code(c).Contains(code) {
				n += count
			}
		}
		return n
	}
	lines := func(lines []TariffLine) (all int) {
		for i := range lines {
			lines[i].Submissions = touching(lines[i].Code)
			all += lines[i].Submissions
		}
		slices.SortStableFunc(lines, func(a, b TariffLine) int {
			return cmp.Or(b.Submissions-a.Submissions, cmp.Compare(a.Code, b.Code))
		})
		return all
	}
	lines(d.Ended)
	lines(d.New)
	for i := range d.Successions {
		d.Successions[i].Submissions = lines(d.Successions[i].From)
		lines(d.Successions[i].To)
	}
	for i := range d.Changed {
		d.Changed[i].Submissions = touching(d.Changed[i].Code)
	}
	d.weighDuties(counted)
	slices.SortStableFunc(d.Successions, func(a, b Succession) int { return b.Submissions - a.Submissions })
	slices.SortStableFunc(d.Changed, func(a, b LineChange) int {
		return cmp.Or(b.Submissions-a.Submissions, cmp.Compare(a.Code, b.Code))
	})
}
