package api_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// paper reads annexes of a simple form, with one row in each line. A row of goods is
// "code,name,remark", one of a list of services "code,words". The line "!" is a
// problem.
type paper struct{}

func (paper) ReadAnnex(_ context.Context, lists library.Lists, a publication.Annex) (*publication.Read, error) {
	var wrong []error
	misfit := func(field, en, zh string) {
		wrong = append(wrong, &publication.RequestError{Field: field, Text: edition.Text{EN: en, ZH: zh}})
	}
	if a.Announced.Effective == 0 {
		misfit("effective", "no edition of this id is held, so its first day is needed.", "未收录该版本，须填写施行日。")
	}
	if a.Announced.Document == "" {
		misfit("document", "no edition of this id is held, so its document number is needed.", "未收录该版本，须填写文号。")
	}
	switch {
	case len(wrong) == 1:
		return nil, fmt.Errorf("read %s: %w", a.File, wrong[0])
	case wrong != nil:
		return nil, fmt.Errorf("read %s: %w", a.File, join(wrong))
	}
	lines := strings.Split(strings.TrimSpace(string(a.Raw)), "\n")
	about := edition.Edition{
		List: a.List, ID: a.Edition, Title: a.Announced.Title, Issuer: a.Announced.Issuer, Document: a.Announced.Document,
		Interval: edition.Interval{From: a.Announced.Effective, To: a.Announced.Superseded},
		Stated:   cmp.Or(a.Announced.Stated, len(lines)), Held: len(lines), Published: a.Announced.Published,
	}
	read := &publication.Read{Text: []byte(fmt.Sprintf("%d rows of %s\n", len(lines), a.File)), Format: "csv"}
	var problems []map[string]any
	for i, line := range lines {
		if line == "!" {
			problems = append(problems, map[string]any{"file": a.File, "sheet": "table 1", "row": i + 1, "column": "税则号列",
				"text": "no code stands here"})
		}
	}
	read.Report, _ = json.Marshal(map[string]any{"rows": len(lines), "problems": append([]map[string]any{}, problems...)})
	if read.Problems = len(problems); read.Problems > 0 {
		return read, nil
	}
	cites := "annex:" + digest(a.Raw)[:12]
	input := publication.Input{Report: read.Report, Text: read.Text}
	if _, ok := lists.Services.List(a.List); ok {
		e := &services.Edition{Edition: about, Short: cmpText(a.Announced.Short, about.Title)}
		for i, line := range lines {
			m := measureOf(i+1, line)
			m.Sources = []string{cites}
			e.Measures = append(e.Measures, m)
			input.Places = append(input.Places, publication.Position{Entry: m.ID, Row: i + 1})
		}
		e.SHA256 = e.Sum()
		input.Content = e
	} else {
		e := &list.Edition{Edition: about}
		for i, line := range lines {
			entry := entryOf(i+1, line)
			entry.Sources = []string{cites}
			e.Entries = append(e.Entries, entry)
			input.Places = append(input.Places, publication.Position{Entry: entry.ID, Sheet: "table 1", Row: i + 1})
		}
		slices.SortStableFunc(e.Entries, func(a, b list.Entry) int { return strings.Compare(string(a.Code), string(b.Code)) })
		e.SHA256 = e.Sum()
		input.Content = e
	}
	read.Input = &input
	return read, nil
}

func cmpText(a, b edition.Text) edition.Text {
	if a == (edition.Text{}) {
		return b
	}
	return a
}

// join joins errors as errors.Join does, one wrapped within another.
func join(all []error) error {
	return fmt.Errorf("%w; %w", all[0], all[1])
}

func entryOf(serial int, line string) list.Entry {
	fields := append(strings.Split(line, ","), "", "")
	conditions, err := list.ParseRemark(fields[2])
	if err != nil {
		panic(err)
	}
	return list.Entry{
		ID: fmt.Sprint(serial), Kind: list.Listed, Code: tariff.Code(fields[0]), NameZH: fields[1], Remark: fields[2],
		Conditions: conditions, Basis: edition.Official, Confidence: "annex",
	}
}

func measureOf(item int, line string) services.Measure {
	code, words, _ := strings.Cut(line, ",")
	n := fmt.Sprint(item)
	return services.Measure{
		ID: n, Item: n, ItemStatus: "stated", SectionNo: "1", Letter: "M",
		Domain:   edition.Text{EN: "Research", ZH: "科学研究和技术服务业"},
		Original: words, Basis: edition.Official, Confidence: "annex",
		Restriction: services.Restriction{
			Kind: services.Prohibited, Modes: services.ModesOf(1, 2, 4), Weight: services.Decides,
			Reach:   []services.Reach{{Code: services.Code(code), Whole: true}},
			Summary: edition.Text{EN: "barred", ZH: words}, Label: edition.Text{EN: "item " + n, ZH: "第" + n + "条"},
		},
	}
}

// digest is the hash of a file, in hexadecimal.
func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
