package layout

import (
	"fmt"
	"strconv"
	"strings"

	"importchecker/shared/annex/tables"
)

// chosenSheet is a sheet to read, with its header; the header is nil when the sheet
// continues the previous one.
type chosenSheet struct {
	*tables.Sheet
	header *Header
}

// choose returns the sheets whose header fits, in order. Several are one list
// only when their running numbers continue each other, or when each has changes
// of one kind; otherwise the maintainer has to choose.
func (s *scan) choose(sheets []*tables.Sheet, want string) []chosenSheet {
	if want != "" {
		var named []*tables.Sheet
		for part := range strings.SplitSeq(want, ",") {
			found := findSheet(sheets, strings.TrimSpace(part))
			if found == nil {
				s.Problem(Place{}, "", "there is no sheet %q: it has %s", strings.TrimSpace(part), labels(sheets))
				return nil
			}
			named = append(named, found)
		}
		sheets = named
	}
	if s.profile.described != nil {
		return s.chooseDescribed(sheets)
	}
	var out []chosenSheet
	fitting := 0
	for _, sheet := range sheets {
		h, ok := s.profile.findHeader(sheet)
		switch {
		case ok && sheet.Hidden && want == "":
			s.skip(sheet, "it is hidden")
		case ok:
			fitting++
			out = append(out, chosenSheet{sheet, h})
		case sheet.Kind == "table" && s.continues(out, sheet):
			out = append(out, chosenSheet{sheet, nil})
		default:
			if n := countCodes(sheet); n > 0 {
				s.Note(Place{Sheet: sheet.Label()}, "", "holds %d codes, but no header that fits: it is not read", n)
			}
			s.skip(sheet, "no header that fits")
		}
	}
	switch {
	case fitting == 0:
		s.Problem(Place{}, "", "no header%s: want %s%s%s", sheetsClause(sheets), s.profile.wantedColumns(),
			separatorHint(sheets), s.profile.nearestHeader(sheets))
	case fitting > 1 && want == "" && s.profile.Yields != YieldsChanges && !s.numbersContinue(out):
		s.Problem(Place{}, "",
			"%d of its %ss have a header that fits (%s), and their numbers do not go on from each other: say which one is the list",
			fitting, out[0].Kind, labelsOf(out))
		return nil
	}
	if len(sheets) > 1 || want != "" {
		for _, c := range out {
			if c.Label() != "" {
				s.Sheets = append(s.Sheets, c.Label())
			}
		}
	}
	return out
}

// nearestHeader quotes the row that names the most columns; blank when none names
// one.
func (p *Profile) nearestHeader(sheets []*tables.Sheet) string {
	most, quote := 0, ""
	for _, sheet := range sheets {
		for _, row := range sheet.Rows {
			if row.Loose || holdsCode(row) {
				continue
			}
			h := p.readHeader(placeOf(sheet, row), ownTexts(row))
			found := 0
			for r := Serial; r < endRoles; r++ {
				if h.Has(r) {
					found++
				}
			}
			if found > most {
				most = found
				quote = fmt.Sprintf("; the nearest is %s: %s", h.Row,
					Short(strings.Join(distinctTexts(row.Cells), " | "), 120))
			}
		}
	}
	return quote
}

// Fits reports whether one of the sheets has a header that fits.
func (p *Profile) Fits(sheets []*tables.Sheet) bool {
	for _, sheet := range sheets {
		if _, ok := p.findHeader(sheet); ok {
			return true
		}
	}
	return false
}

func (s *scan) skip(sheet *tables.Sheet, why string) {
	if label := sheet.Label(); label != "" {
		s.Skipped = append(s.Skipped, label+": "+why)
	}
}

// findSheet returns the sheet with that name or else that number.
func findSheet(sheets []*tables.Sheet, want string) *tables.Sheet {
	for _, sheet := range sheets {
		if strings.EqualFold(sheet.Name, want) || strings.EqualFold(sheet.Label(), want) {
			return sheet
		}
	}
	if n, err := strconv.Atoi(want); err == nil && n >= 1 && n <= len(sheets) {
		return sheets[n-1]
	}
	return nil
}

func sheetsClause(sheets []*tables.Sheet) string {
	if len(sheets) < 2 {
		return ""
	}
	return " in " + labels(sheets)
}

// maxLabels bounds how many sheets a problem names.
const maxLabels = 8

func labels(sheets []*tables.Sheet) string {
	var out []string
	for i, sheet := range sheets {
		if i == maxLabels {
			out = append(out, fmt.Sprintf("%d more", len(sheets)-i))
			break
		}
		out = append(out, sheet.Label())
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}

func labelsOf(all []chosenSheet) string {
	var sheets []*tables.Sheet
	for _, c := range all {
		if c.header != nil {
			sheets = append(sheets, c.Sheet)
		}
	}
	return labels(sheets)
}

// wantedColumns describes the columns that a header has to name.
func (p *Profile) wantedColumns() string {
	var zh []string
	for _, group := range p.groups {
		zh = append(zh, p.TitleOf(group[0]))
	}
	var all []string
	for _, c := range p.Columns {
		all = append(all, c.Title)
	}
	return fmt.Sprintf("a row with %s at least, of the columns %s, or the same in English", strings.Join(zh, " and "),
		strings.Join(all, ", "))
}

// separatorHint returns a hint on how cells are separated, for CSV.
func separatorHint(sheets []*tables.Sheet) string {
	if len(sheets) == 1 && sheets[0].Format == "CSV" {
		return "; cells are separated by commas"
	}
	return ""
}

// continues reports whether a table without a header continues the previous one
// after a page break. Its first row may be the rest of a row.
func (s *scan) continues(before []chosenSheet, sheet *tables.Sheet) bool {
	var h *Header
	for _, c := range before {
		if c.header != nil {
			h = c.header
		}
	}
	if h == nil {
		return false
	}
	probe := scan{Layout: &Layout{}, profile: s.profile, header: h}
	tried := 0
	for _, row := range sheet.Rows {
		if row.Loose {
			continue
		}
		if len(row.Cells) != len(h.named) || tried == 2 {
			return false
		}
		if s.reader.Keyed(probe.record(Place{}, row)) {
			return true
		}
		tried++
	}
	return false
}

// countCodes counts the cells of a sheet that are codes of tariff lines.
func countCodes(sheet *tables.Sheet) int {
	n := 0
	for _, row := range sheet.Rows {
		for i := range row.Cells {
			if _, err := ReadCode(row.Own(i), tariffDigits); err == nil {
				n++
			}
		}
	}
	return n
}

// numbersContinue reports whether the running numbers of every sheet continue those
// of the previous one.
func (s *scan) numbersContinue(all []chosenSheet) bool {
	last := 0
	var h *Header
	for _, c := range all {
		from := 0
		if c.header != nil {
			h, from = c.header, c.header.end
		}
		if !h.Has(Serial) {
			return false
		}
		first := true
		for _, row := range c.Rows[from:] {
			if row.Loose {
				continue
			}
			text, err := RunningNumber(row.Own(h.columns[Serial]))
			if err != nil || text == "" {
				continue
			}
			n, _ := strconv.Atoi(text)
			if first && n != last+1 {
				return false
			}
			first, last = false, n
		}
	}
	return true
}
