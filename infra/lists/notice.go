package main

import (
	"fmt"
	"strings"

	"importchecker/shared/edition"
)

// Headings of a NOTICE.md. An import rewrites the section on the rows and removes the one on missing rows; the
// rest of the page stays.
const (
	rowsHeading    = "Rows held"
	missingHeading = "Missing, and where to have it"
)

// notice returns the NOTICE.md of the edition, updated from its earlier text.
func (j *goodsJob) notice(before string) string {
	if before == "" {
		before = j.newNotice()
	}
	var out strings.Builder
	done := false
	sections := strings.Split(before, "\n## ")
	out.WriteString(strings.TrimSpace(sections[0]) + "\n")
	for _, section := range sections[1:] {
		heading, _, _ := strings.Cut(section, "\n")
		switch strings.TrimSpace(heading) {
		case rowsHeading:
			out.WriteString(j.rowsSection())
			done = true
		case missingHeading:
		default:
			out.WriteString("\n## " + strings.TrimSpace(section) + "\n")
		}
	}
	if !done {
		out.WriteString(j.rowsSection())
	}
	return out.String()
}

// newNotice returns the beginning of the page of a new edition.
func (j *goodsJob) newNotice() string {
	end := "in force until an edition replaces it"
	if j.Meta.Superseded != "" {
		end = "superseded on " + j.Meta.Superseded
	}
	return fmt.Sprintf(`# %s

| | |
|---|---|
| Title | %s |
| Issuer | %s (%s) |
| Document | %s |
| In force | from %s, %s |
| Stated | %s %s |
| Published | %s |
`, j.Meta.Title.EN, j.Meta.Title.ZH, j.Meta.Issuer.ZH, j.Meta.Issuer.EN, j.Meta.Document,
		j.Meta.Effective, end, edition.Thousands(j.Meta.Stated), j.Meta.Counts, j.Meta.Published)
}

// rowsSection returns the section on the source of the rows.
func (j *goodsJob) rowsSection() string {
	var b strings.Builder
	r, a := j.report, j.Meta.Annex
	fmt.Fprintf(&b, "\n## %s\n\n", rowsHeading)
	fmt.Fprintf(&b, "Loaded from the annex itself with `go run ./infra/lists import`. Coverage: %s.\n\n", r.CoverageText())
	b.WriteString("| | |\n|---|---|\n")
	for _, f := range r.Files {
		fmt.Fprintf(&b, "| File | `%s` (%s) |\n| SHA-256 | `%s` |\n", f.Name, f.Format, f.SHA256)
		if f.Address != "" {
			fmt.Fprintf(&b, "| Taken from | <%s>, on %s |\n", f.Address, f.Retrieved)
		}
		if f.LinkedFrom != "" {
			fmt.Fprintf(&b, "| Linked from | <%s> |\n", f.LinkedFrom)
		}
	}
	if len(a.Sheets) > 0 {
		fmt.Fprintf(&b, "| Read | %s |\n", strings.Join(a.Sheets, ", "))
	}
	if r.Sum != nil {
		fmt.Fprintf(&b, "| Amends | edition %s (`%s`): %s, and %s with another remark |\n", r.Sum.Base, a.Amends.SHA256,
			r.Sum, plural(r.Sum.Remarks, "row"))
		fmt.Fprintf(&b, "| Rows | %s |\n", edition.Thousands(r.Rows))
	} else {
		fmt.Fprintf(&b, "| Rows | %s, below the header in row %d: %s |\n", edition.Thousands(r.Rows), r.Header, r.Columns)
	}
	fmt.Fprintf(&b, "| Remarks | %s |\n", r.Remarks())
	if len(r.Manual) > 0 {
		fmt.Fprintf(&b, "| Left unread | the remarks of %s of the file, each a condition that quotes it |\n",
			manualRows(r.Manual))
	}
	if n := len(r.Joined); n > 0 {
		fmt.Fprintf(&b, "| Joined | %s that ran on from the row above |\n", plural(n, "row"))
	}
	if r.Sum != nil {
		fmt.Fprintf(&b,
			"\nEvery row has the basis `official` and the confidence `annex`, and cites the annex that it was read from: of this edition or of %s.\n", r.Sum.Base)
	} else {
		fmt.Fprintf(&b, "\nEvery row has the basis `official` and the confidence `annex`, and cites `%s`.\n", a.Source())
	}
	if j.Before != nil {
		fmt.Fprintf(&b, "They took the place of %s held before, which the history of `list.csv` keeps.\n",
			plural(len(j.Before.Entries), "row"))
		if n := len(j.Before.Hints); n > 0 {
			fmt.Fprintf(&b,
				"Kept as hints: %s of goods that other sources name without a code; `fits` is our own reading of where they may fall.\n", plural(n, "kind"))
		}
	}
	if len(r.Footnotes) > 0 {
		b.WriteString("\nFootnotes of the annex, which are not read as rules:\n\n")
		for _, text := range r.Footnotes {
			fmt.Fprintf(&b, "> %s\n>\n", text)
		}
	}
	return b.String()
}

// manualRows lists rows that are marked by number or by code.
func manualRows(marks []string) string {
	numbers := make([]string, len(marks))
	for i, mark := range marks {
		var numbered bool
		if numbers[i], numbered = strings.CutPrefix(mark, "row "); !numbered {
			return strings.Join(marks, ", ")
		}
	}
	return "rows " + strings.Join(numbers, ", ")
}
