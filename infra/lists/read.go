package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"importchecker/shared/list/annex"
)

const readUsage = `Read the rows of a list of services, and write them as a table.

	go run ./infra/lists read -profile services-negative [flags] FILE >rows.csv

FILE is as for import: XLSX, DOCX, HTML, CSV, or PDF with a text layer. The
header names 序号, 领域 and 特别管理措施, or the same in English; titles of sections
(一、农、林、牧、渔业) stand above their rows or in a column of their own. The
table has the columns serial, section_no, section, field, text, sheet, page
and row, and goes to standard output; the report goes to standard error.

Flags
`

// readCommand writes the rows of a list of services.
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
	o.named(paths)
	p, ok := annex.FindProfile(o.profileID)
	switch {
	case len(o.files) != 1:
		return fmt.Errorf("read: want one file, got %d; -help explains", len(o.files))
	case !ok:
		return fmt.Errorf("read: there is no profile %s; go run ./infra/lists profiles shows them", o.profileID)
	case p.Yields != annex.YieldsMeasures:
		return fmt.Errorf("read: profile %s is of a list of goods: import brings it in", p.ID)
	}
	inputs, err := o.load(p)
	if err != nil {
		return err
	}
	m := p.ReadMeasures(inputs[0].Name, inputs[0].Sheets, o.sheet)
	m.Check(*stated, o.rules.Partial)
	if o.asJSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err = enc.Encode(m.Report(annex.ReportFile{
			Name: inputs[0].Name, Format: inputs[0].Encoding(), SHA256: inputs[0].SHA256,
			Address: inputs[0].Address, LinkedFrom: inputs[0].LinkedFrom, Retrieved: inputs[0].Retrieved,
		}, *stated))
	} else {
		for _, list := range []struct {
			title string
			texts []string
		}{{"read", m.Sheets}, {"not read", m.Skipped}, {"joined to the row above", m.Joined}, {"footnotes", m.Footnotes}} {
			if len(list.texts) > 0 {
				fmt.Fprintf(errs, "%s: %s\n", list.title, strings.Join(list.texts, "; "))
			}
		}
		for _, n := range m.Notes {
			fmt.Fprintf(errs, "to look at: %s\n", n)
		}
		for _, n := range m.Problems {
			fmt.Fprintf(errs, "problem: %s\n", n)
		}
		fmt.Fprintf(errs, "%s: %s (%s, SHA-256 %s)\n", inputs[0].Name, plural(len(m.Rows), "row"), inputs[0].Encoding(), inputs[0].SHA256)
		if len(m.Problems) == 0 {
			err = writeMeasures(out, m.Rows)
		}
	}
	if len(m.Problems) > 0 {
		return errors.Join(err, errRefused)
	}
	return err
}

func writeMeasures(out io.Writer, rows []annex.Measure) error {
	w := csv.NewWriter(out)
	if err := w.Write([]string{"serial", "section_no", "section", "field", "text", "sheet", "page", "row"}); err != nil {
		return err
	}
	for _, r := range rows {
		page := ""
		if r.Page > 0 {
			page = strconv.Itoa(r.Page)
		}
		if err := w.Write([]string{strconv.Itoa(r.Serial), r.SectionNo, r.Section, r.Field, r.Text, r.Sheet, page, strconv.Itoa(r.Row)}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// profilesCommand shows how the annexes look that are read.
func profilesCommand(out io.Writer) {
	for _, p := range annex.Profiles() {
		fmt.Fprintf(out, "%s: %s (%s)\n", p.ID, p.Title.EN, p.Title.ZH)
		if len(p.Lists) > 0 {
			fmt.Fprintf(out, "  lists    %s\n", strings.Join(p.Lists, ", "))
		}
		var columns []string
		for _, c := range p.Columns {
			columns = append(columns, c.Title)
		}
		fmt.Fprintf(out, "  columns  %s\n  yields   %s, counting %s\n  %s\n\n", strings.Join(columns, ", "), p.Yields, p.Counts, p.About)
	}
}
