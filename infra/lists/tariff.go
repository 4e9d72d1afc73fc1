package main

import (
	"context"
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

// updateTariff fetches a year's schedule of the tariff and shows what it would change.
func (s *standing) updateTariff(out io.Writer, u *updating) error {
	fmt.Fprintf(out, "%s %s: not held\n  page %s\n  %s\n", s.List, s.Edition, s.Page, s.Confirmed)
	o := &options{today: today()}
	if u.adjust != nil {
		u.adjust(o)
	}
	o.fetcher.Prefer = append(o.fetcher.Prefer, "税则", "附件")
	ctx := context.Background()
	fetched, err := o.fetcher.Annex(ctx, s.Page, func(sheets []*tables.Sheet) bool {
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
		return fmt.Errorf("update stops at %s %s: %w", s.List, s.Edition, err)
	}
	from, err := edition.ParseDate(s.From)
	if err != nil {
		return err
	}
	a := publication.Annex{
		List: s.List, Edition: s.Edition, File: fetched.Name, Raw: fetched.Raw, Source: fetched.Address,
		Announced: publication.Announcement{Document: u.document, Effective: from, Stated: u.stated, Published: s.Page},
	}
	for code := range strings.SplitSeq(u.accept, ",") {
		a.Rules.Accept = append(a.Rules.Accept, publication.FindingCode(strings.TrimSpace(code)))
	}
	read, err := annex.Reader{Open: confined.Read}.ReadAnnex(ctx, library.BuiltIn(), a)
	if err != nil {
		return fmt.Errorf("update stops at %s %s: %w", s.List, s.Edition, err)
	}
	if _, err := out.Write(read.Text); err != nil {
		return err
	}
	if read.Problems > 0 {
		fmt.Fprintf(out, "\nIt stops here: %s %s does not add up.\n", s.List, s.Edition)
		return errRefused
	}
	_, err = fmt.Fprintf(out, "\nNothing is written. Save %s, and then: %s\n\n", fetched.Address, s.command())
	return err
}
