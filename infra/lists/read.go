package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"importchecker/shared/annex"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/measures"
)

const readUsage = `Read the rows of a list of services, and write them as a table to edit.

	go run ./infra/lists read [flags] FILE >table.csv

FILE is as for import: XLSX, DOCX, HTML, CSV, or PDF with a text layer. The
header names 序号, 领域 and 特别管理措施, or the same in English; titles of sections
(一、农、林、牧、渔业) stand above their rows or in a column of their own.

The table has these columns and those that say how a row is applied:

	whole, part   codes of GB/T 4754: every service of them, or some
	modes         1, 2, 4
	kind          prohibited, presence, nationality, overseas_individual, partner, qualification, licence, ratio, other
	weight        decides, adds, unread, informs
	activities    what that some is, by key (shared/services/source/activities.csv)
	summary_zh, summary_en, laws, note

What the words of a row say plainly is filled in; of an open row the column open
names what is not, and grounds quotes what was found. Fill in what is open, and
import the table. It goes to standard output; the report goes to standard error.

Flags
`

// readCommand runs the command read: it writes the rows of a list of services as a table.
func readCommand(args []string, out, errs io.Writer) error {
	o := &options{today: today()}
	flags := flag.NewFlagSet("read", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		flags.SetOutput(out)
		fmt.Fprint(out, readUsage)
		flags.PrintDefaults()
	}
	flags.StringVar(&o.profileID, "profile", "services-negative", "`id` of the profile")
	flags.StringVar(&o.sheet, "sheet", "", "`name` or number of the sheet or table to be read")
	stated := flags.Int("stated", 0, "`count` of rows that the announcement states")
	flags.BoolVar(&o.rules.Partial, "partial", false, "take rows although they are not as many as stated")
	flags.BoolVar(&o.asJSON, "json", false, "write rows and report as JSON")
	o.fromFlag(flags)
	paths, err := parseMixed(flags, args)
	if err != nil {
		return err
	}
	o.addFiles(paths)
	p, ok := layout.FindProfile(o.profileID)
	switch {
	case len(o.files) != 1:
		return fmt.Errorf("read: want one file, got %d; -help explains", len(o.files))
	case !ok:
		return fmt.Errorf("read: there is no profile %s; go run ./infra/lists profiles shows them", o.profileID)
	case p.Yields != layout.YieldsMeasures:
		return fmt.Errorf("read: profile %s is of a list of goods: import brings it in", p.ID)
	}
	inputs, err := o.load(p)
	if err != nil {
		return err
	}
	in := annex.Services{File: inputs[0], Profile: p, Sheet: o.sheet, Partial: o.rules.Partial,
		Rules: measures.Rules{ManualAll: true}}
	in.Meta.Stated = *stated
	in.Read()
	report, err := in.Report()
	if err != nil {
		return err
	}
	switch {
	case o.asJSON:
		err = writeJSON(out, report)
	default:
		report.WriteText(errs)
		if len(report.Problems) == 0 {
			_, err = io.WriteString(out, report.Table)
		}
	}
	if len(report.Problems) > 0 {
		return errors.Join(err, errRefused)
	}
	return err
}

// profilesCommand describes the profiles of annexes.
func profilesCommand(out io.Writer) {
	for _, p := range layout.Profiles() {
		fmt.Fprintf(out, "%s: %s (%s)\n", p.ID, p.Title.EN, p.Title.ZH)
		if len(p.Lists) > 0 {
			fmt.Fprintf(out, "  lists    %s\n", strings.Join(p.Lists, ", "))
		}
		var columns []string
		for _, c := range p.Columns {
			columns = append(columns, c.Title)
		}
		fmt.Fprintf(out, "  columns  %s\n  yields   %s, counting %s\n  %s\n\n", strings.Join(columns, ", "), p.Yields,
			p.Counts, p.About)
	}
}
