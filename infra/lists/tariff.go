package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"importchecker/shared/annex"
	"importchecker/shared/annex/confined"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/tariff/annual"
)

// updateTariff takes the schedule of a year from its page and shows what it would
// bring in. It returns how many were tried.
func (s *standing) updateTariff(out io.Writer, stated int, document, accept string, with func(*options)) (int, error) {
	fmt.Fprintf(out, "%s %s: not held\n  page %s\n  %s\n", s.List, s.Edition, s.Page, s.Confirmed)
	o := &options{today: today()}
	if with != nil {
		with(o)
	}
	o.fetcher.Prefer = append(o.fetcher.Prefer, "税则", "附件")
	ctx := context.Background()
	got, err := o.fetcher.Annex(ctx, s.Page, func(sheets []*tables.Sheet) bool {
		for _, sheet := range sheets {
			for _, row := range sheet.Rows {
				if annual.Headers(row.Cells) {
					return true
				}
			}
		}
		return false
	})
	if err != nil {
		return 1, fmt.Errorf("update stops at %s %s: %w", s.List, s.Edition, err)
	}
	from, err := edition.ParseDate(s.From)
	if err != nil {
		return 1, err
	}
	a := publication.Annex{
		List: s.List, Edition: s.Edition, File: got.Name, Raw: got.Raw, Source: got.Address,
		Announced: publication.Announcement{Document: document, Effective: from, Stated: stated, Published: s.Page},
	}
	for code := range strings.SplitSeq(accept, ",") {
		a.Rules.Accept = append(a.Rules.Accept, publication.FindingCode(strings.TrimSpace(code)))
	}
	read, err := annex.Reader{Open: confined.Read}.ReadAnnex(ctx, library.BuiltIn(), a)
	if err != nil {
		return 1, fmt.Errorf("update stops at %s %s: %w", s.List, s.Edition, err)
	}
	if _, err := out.Write(read.Text); err != nil {
		return 1, err
	}
	if read.Problems > 0 {
		fmt.Fprintf(out, "\nIt stops here: %s %s does not add up.\n", s.List, s.Edition)
		return 1, errRefused
	}
	_, err = fmt.Fprintf(out, "\nNothing is written. Save %s, and then: %s\n\n", got.Address, s.command())
	return 1, errors.Join(err)
}
