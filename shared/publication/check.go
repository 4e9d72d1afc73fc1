package publication

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// A FindingCode identifies what a check found about an edition.
type FindingCode string

// The codes of findings. A maintainer may accept those marked (accept) by
// naming the code; other problems must be fixed.
const (
	SampleEdition   FindingCode = "sample_edition"   // rows are invented
	EditionDropped  FindingCode = "edition_dropped"  // a later edition would no longer be in force on any day
	EditionsOverlap FindingCode = "editions_overlap" // (accept) two editions would newly be in force at the same time
	DaysUncovered   FindingCode = "days_uncovered"   // (accept) there would be days between editions with none in force
	DocumentUsed    FindingCode = "document_used"    // (accept) another edition has this document number
	RowsJump        FindingCode = "rows_jump"        // (accept) the row count differs much from the previous edition
	CoverageFalls   FindingCode = "coverage_falls"   // (accept) partial, where the edition it replaces was complete
	// (accept) the file has content that was not read, or is struck through or hidden
	ContentUnread FindingCode = "content_unread"
	TitleOther    FindingCode = "title_contradicts" // (accept) the file's own title names another list or year
	RowsLost      FindingCode = "rows_lost"         // (accept) rows of the stored edition are missing from the file
	// (accept) tariff rates are blank or cannot be read, and stay unknown
	RatesUnreadable FindingCode = "rates_unreadable"
	// (accept) tariff codes are in no table of conditions, and have none
	ConditionsGone FindingCode = "conditions_absent"
	Incomplete     FindingCode = "edition_partial"  // note: the edition is partial
	NoSuccessor    FindingCode = "no_successor"     // note: it ends, and no edition follows
	NothingChanges FindingCode = "nothing_changes"  // note: the rows equal those already stored
	NewList        FindingCode = "new_list"         // note: the list had no edition so far
	FromPartial    FindingCode = "compared_partial" // note: an edition that it is compared with is partial
)

// acceptable are the problems that a maintainer may accept.
var acceptable = map[FindingCode]bool{
	EditionsOverlap: true, DaysUncovered: true, DocumentUsed: true, RowsJump: true, CoverageFalls: true,
	ContentUnread: true, TitleOther: true, RowsLost: true, RatesUnreadable: true, ConditionsGone: true,
}

// Acceptable returns the codes that a maintainer may accept, in fixed order.
func Acceptable() []FindingCode {
	return []FindingCode{EditionsOverlap, DaysUncovered, DocumentUsed, RowsJump, CoverageFalls, ContentUnread, TitleOther,
		RowsLost, RatesUnreadable, ConditionsGone}
}

// A FindingDoc documents a finding.
type FindingDoc struct {
	Code    FindingCode
	Problem bool // it prevents publication; otherwise it is a note
	Text    string
}

// FindingDocs documents every finding.
func FindingDocs() []FindingDoc {
	return []FindingDoc{
		{SampleEdition, true, "Rows are invented."},
		{EditionDropped, true, "A later edition would no longer answer on any day."},
		{EditionsOverlap, true, "Two editions would be in force that were not before."},
		{DaysUncovered, true, "There are days between editions on which none would be in force."},
		{DocumentUsed, true, "Another edition has this document number."},
		{RowsJump, true, "The number of rows differs much from the edition before."},
		{CoverageFalls, true, "Not all rows are held, where they were before."},
		{ContentUnread, true,
			"The file has content that was not read, or that is struck through or hidden: a page that is a picture, a formula without its value."},
		{TitleOther, true, "The title in the file speaks of another list, or of another year."},
		{RowsLost, true, "Rows that this edition holds today are not in the file."},
		{RatesUnreadable, true,
			"Rates of the tariff are blank or cannot be read. Accepted, they answer that they are unknown."},
		{ConditionsGone, true, "Codes of the tariff stand in no table of conditions. Accepted, they have none."},
		{Incomplete, false, "Not all rows are held."},
		{NoSuccessor, false, "It ends, and no edition follows."},
		{NothingChanges, false, "The rows are those held already."},
		{NewList, false, "No edition of this list was held."},
		{FromPartial, false, "The rows compared with are not all held."},
	}
}

// A Finding is what a check found.
type Finding struct {
	Code     FindingCode
	Problem  bool // prevents publication unless Accepted; otherwise it is a note
	Accepted bool // by the maintainer
	Text     edition.Text
}

// preventsPublication reports whether any finding prevents publication.
func preventsPublication(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Problem && !f.Accepted })
}

// maxJump is the largest difference in the number of rows from the previous
// edition, in per cent, that is not a finding.
const maxJump = 20

// An inspection checks a new edition against the other editions of its list.
type inspection struct {
	before, after library.Lists
	to            library.Content // the new edition, as it is in after
	diff          *difference.Diff
	samples       bool // editions of invented rows may be published
	accept        []FindingCode
	found         []Finding
}

// inspect runs all checks.
func (n *inspection) inspect() []Finding {
	n.checkCoverage()
	n.checkDropped()
	n.checkOverlaps()
	n.checkUncovered()
	n.checkDocument()
	n.checkJump()
	return n.found
}

func (n *inspection) problem(code FindingCode, en, zh string, args ...any) {
	accepted := acceptable[code] && slices.Contains(n.accept, code)
	n.found = append(n.found, Finding{code, true, accepted,
		edition.Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)}})
}

func (n *inspection) note(code FindingCode, en, zh string, args ...any) {
	n.found = append(n.found, Finding{code, false, false,
		edition.Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)}})
}

func (n *inspection) checkCoverage() {
	to := n.to.About()
	if to.Sample && !n.samples {
		n.problem(SampleEdition, "the rows are invented; a deployment accepts no sample editions", "该版数据为虚构样例，部署环境不接受")
	}
	replaced := difference.Replaced(n.before, n.to)
	whole := len(replaced) > 0 && !slices.ContainsFunc(replaced,
		func(c library.Content) bool { return c.About().Coverage() != edition.Complete })
	switch partial := to.Coverage() == edition.Partial; {
	case partial && whole:
		n.problem(CoverageFalls, "has %d of %d rows, but the edition that it replaces is complete",
			"该版仅有%d行（公告共%d行），而被替代的版本收录完整", to.Held, to.Stated)
	case partial:
		n.note(Incomplete, "has %d of %d rows: a missing code stays undetermined", "该版有%d行（公告共%d行），未列入的编码仍无法判定",
			to.Held, to.Stated)
	}
	switch {
	case len(replaced) == 0:
		n.note(NewList, "no edition is in force on its first day: all rows are new", "其施行日尚无版本，所有行均为新增")
	case !whole:
		n.note(FromPartial, "compared with a partial edition: rows reported as added may already have been in it",
			"被比较的版本收录不完整，所谓新增的行可能原已列入")
	}
	if len(replaced) == 1 && replaced[0].About().SHA256 == to.SHA256 {
		n.note(NothingChanges, "the same edition is already held", "已收录同一版本")
	}
}

// checkDropped finds editions that would no longer be in force on any day.
func (n *inspection) checkDropped() {
	to := n.to.About()
	for _, c := range n.before.Editions(to.List) {
		old := c.About()
		if _, found := n.after.Edition(to.List, old.ID); !found {
			n.problem(EditionDropped, "edition %s, in force from %s, would no longer be in force on any day: say when %s is superseded",
				"自%[2]s起施行的%[1]s版将不再适用于任何日期，请填写%[3]s版的失效日期", old.ID, old.From, to.ID)
		}
	}
}

// checkOverlaps finds editions that would be in force together with the new
// one, and were not before.
func (n *inspection) checkOverlaps() {
	to := n.to.About()
	firstCommonDay := func(lists library.Lists, a, b string) (edition.Date, bool) {
		editions := lists.Editions(to.List)
		for _, day := range library.ChangeDays(editions) {
			in := library.InForce(editions, day)
			inForce := func(id string) bool {
				return slices.ContainsFunc(in, func(c library.Content) bool { return c.About().ID == id })
			}
			if inForce(a) && inForce(b) {
				return day, true
			}
		}
		return 0, false
	}
	for _, c := range n.after.Editions(to.List) {
		other := c.About()
		if other.ID == to.ID {
			continue
		}
		if day, ok := firstCommonDay(n.after, to.ID, other.ID); ok {
			if _, ok := firstCommonDay(n.before, to.ID, other.ID); !ok {
				n.problem(EditionsOverlap, "would be in force together with edition %s from %s", "自%[2]s起将与%[1]s版同时有效", other.ID,
					day)
			}
		}
	}
}

// checkUncovered finds days on which no edition would be in force, where one was
// before or where the new edition begins or ends.
func (n *inspection) checkUncovered() {
	to := n.to.About()
	old, new := n.before.Editions(to.List), n.after.Editions(to.List)
	days := library.ChangeDays(new)
	for i, day := range days {
		if len(library.InForce(new, day)) > 0 {
			continue
		}
		if i == len(days)-1 {
			if len(library.InForce(old, day)) > 0 || to.To == day {
				n.note(NoSuccessor, "from %s no edition is in force", "自%s起无有效版本", day)
			}
			continue
		}
		if len(library.InForce(old, day)) > 0 || to.To == day || to.From == days[i+1] {
			n.problem(DaysUncovered, "from %s to the day before %s no edition would be in force", "%s至%s前一日无有效版本", day,
				days[i+1])
		}
	}
}

// checkDocument finds another edition of the list with the same document number.
func (n *inspection) checkDocument() {
	to := n.to.About()
	for _, c := range n.before.Editions(to.List) {
		other := c.About()
		if other.ID != to.ID && strings.TrimSpace(other.Document) == strings.TrimSpace(to.Document) {
			n.problem(DocumentUsed, "edition %s already has the document number %s", "%s版已使用文号%s", other.ID, to.Document)
		}
	}
}

// checkJump compares the number of rows with that of the previous edition. It uses
// the stated number, which is known for partial editions as well.
func (n *inspection) checkJump() {
	to := n.to.About()
	var last *edition.Edition
	for _, c := range n.after.Editions(to.List) {
		if e := c.About(); e.ID != to.ID && e.From < to.From {
			last = e
		}
	}
	if last == nil || last.Stated <= 0 || last.Sample != to.Sample {
		return
	}
	if by := to.Stated - last.Stated; max(by, -by)*100 > maxJump*last.Stated {
		n.problem(RowsJump, "states %d rows, the previous edition %s %d: a difference of more than %d per cent",
			"该版公告%d行，前一版%s公告%d行，相差超过%d%%", to.Stated, last.ID, last.Stated, maxJump)
	}
}

// validate returns the faults for which an edition cannot be stored, whatever
// the other editions are.
func validate(c library.Content) error {
	v := &validation{}
	e := c.About()
	if !ValidName(e.List) || !ValidName(e.ID) {
		v.fault("list %q, edition %q: want 1 to 64 letters, digits, hyphens, dots or underscores", e.List, e.ID)
	}
	if e.From == 0 {
		v.fault("no first day in force")
	}
	if e.To != 0 && e.To <= e.From {
		v.fault("superseded on %s, which is not after %s", e.To, e.From)
	}
	if strings.TrimSpace(e.Document) == "" {
		v.fault("no document number")
	}
	rowChecks[library.KindOf(c)](v, c)
	return errors.Join(v.faults...)
}

// rowChecks check the rows, by kind of list.
var rowChecks = map[string]func(*validation, library.Content){
	submission.Goods:   func(v *validation, c library.Content) { v.checkEntries(c.(*list.Edition)) },
	submission.Service: func(v *validation, c library.Content) { v.checkMeasures(c.(*services.Edition)) },
	library.Tariff:     func(v *validation, c library.Content) { v.checkCounts(c.About(), c.(*tariff.Table).Len()) },
}

// A validation collects the faults of an edition.
type validation struct{ faults []error }

func (v *validation) fault(format string, args ...any) {
	v.faults = append(v.faults, fmt.Errorf(format, args...))
}

func (v *validation) checkCounts(e *edition.Edition, rows int) {
	if e.Stated <= 0 || e.Held < 0 || e.Held > rows {
		v.fault("%d rows stated, %d held, %d there", e.Stated, e.Held, rows)
	}
}

func (v *validation) checkEntries(e *list.Edition) {
	v.checkCounts(&e.Edition, len(e.Entries))
	ids := make(map[string]bool)
	for i := range e.Entries {
		entry := &e.Entries[i]
		if entry.ID == "" || ids[entry.ID] {
			v.fault("entry %q: no id, or one that stands there twice", entry.ID)
		}
		ids[entry.ID] = true
		if entry.Code == "" || entry.Kind == list.Hint {
			v.fault("entry %q has no code", entry.ID)
		}
		if i > 0 && entry.Code < e.Entries[i-1].Code {
			v.fault("entry %q is not in the order of codes", entry.ID)
		}
	}
}

// checkMeasures checks that every row reaches some service in some mode: a row that
// reaches none would clear what it restricts.
func (v *validation) checkMeasures(e *services.Edition) {
	v.checkCounts(&e.Edition, len(e.Measures))
	if e.Short.EN == "" || e.Short.ZH == "" {
		v.fault("no short name")
	}
	ids := make(map[string]bool)
	for i := range e.Measures {
		m := &e.Measures[i]
		if m.ID == "" || ids[m.ID] {
			v.fault("measure %q: no id, or one that stands there twice", m.ID)
		}
		ids[m.ID] = true
		if m.Kind.String() == "" || m.Weight.String() == "" || m.Modes == 0 || len(m.Reach) == 0 || m.Basis.String() == "" {
			v.fault("measure %q is not read: no kind, weight, mode, sector or basis", m.ID)
		}
		if !slices.IsSortedFunc(m.Reach, func(a,
			b services.Reach) int {
			return strings.Compare(string(a.Code), string(b.Code))
		}) {
			v.fault("measure %q: its sectors are not in the order of codes", m.ID)
		}
		for _, r := range m.Reach {
			if s, ok := services.Lookup(services.GBT4754, r.Code); !ok || s.Level == services.Section {
				v.fault("measure %q reaches %q, which is no code below the sections", m.ID, r.Code)
			}
		}
	}
}

// ValidName reports whether the id of a list or an edition can be part of a
// path.
func ValidName(s string) bool {
	ok := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_' || r == '.'
	}
	return s != "" && len(s) <= 64 && strings.IndexFunc(s, func(r rune) bool { return !ok(r) }) < 0 &&
		strings.Trim(s, ".") != ""
}
