// Command tariff adds the schedule of a year to the source of the tariff:
//
//	go run ./infra/tariff -year 2027 -document 税委会公告2026年第N号 -where https://… 税则2027.xlsx
//	go generate ./shared/tariff
//
// It reads customs' ten-digit table, CSV or XLSX, from one file or from several that are joined by code. It
// finds the columns by their Chinese headers, reports every problem with file, row and column, shows the
// changes since the newest schedule, and writes nothing if there are problems.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/catalogue/tablefile"
	"importchecker/shared/tariff"
	"importchecker/shared/tariff/annual"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// options are the arguments of the command line.
type options struct {
	about    annual.About
	year     string
	location string
	source   string
	accept   bool
	dry      bool
	shown    int
	tables   []string
	version  string
}

func parseOptions(args []string, out io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("tariff", flag.ContinueOnError)
	f.SetOutput(out)
	f.StringVar(&o.year, "year", "", "the year of the schedule, such as 2027")
	f.StringVar(&o.about.Document, "document", "", "number or title of the document that published it")
	f.StringVar(&o.location, "where", "", "where the table was taken from")
	f.StringVar(&o.version, "version", "", "its revision, where there is one")
	f.StringVar(&o.about.Basis, "basis", "transcribed",
		"official, when it is the annex itself; transcribed, when it is a copy")
	f.IntVar(&o.about.Codes, "codes", 0, "how many ten-digit codes the announcement states; 0: as many as are read")
	f.IntVar(&o.about.Lines, "lines", 0, "how many tariff lines it states")
	f.BoolVar(&o.accept, "accept-defects", false,
		"keep blank and unreadable rates as faults of the schedule; they answer unknown")
	f.BoolVar(&o.dry, "n", false, "write nothing")
	f.IntVar(&o.shown, "show", 20, "how many changes of a kind to print")
	f.StringVar(&o.source, "source", "shared/tariff/source", "the folder of the tariff's source")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.tables = f.Args()
	n, err := strconv.Atoi(o.year)
	if err != nil || len(o.year) != 4 {
		return o, errors.New("-year: want a year, such as 2027")
	}
	if o.about.Document == "" || o.location == "" || len(o.tables) == 0 {
		return o, errors.New("want -document, -where and at least one table; -h explains them")
	}
	o.about.TitleEN = "Import and Export Tariff of the People's Republic of China (" + o.year + ")"
	o.about.TitleZH = "中华人民共和国进出口税则（" + o.year + "）"
	o.about.IssuerEN, o.about.IssuerZH = "Customs Tariff Commission of the State Council", "国务院关税税则委员会"
	o.about.From, o.about.To = o.year+"-01-01", strconv.Itoa(n+1)+"-01-01"
	o.about.Published, o.about.SourceID = "read from "+o.location, "cn-tariff-"+o.year
	return o, nil
}

func run(args []string, out io.Writer) error {
	o, err := parseOptions(args, out)
	if err != nil {
		return err
	}
	s := annual.New(o.year)
	for _, name := range o.tables {
		if err := addTable(s, name); err != nil {
			return err
		}
	}
	s.Finish()
	if err := report(s, o, out); err != nil {
		return err
	}
	if o.dry {
		return nil
	}
	files, err := s.Files(o.about)
	if err != nil {
		return err
	}
	if err := annual.Save(o.source, o.year, files); err != nil {
		return err
	}
	if err := register(o); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out,
		"Wrote %s. Next: describe it in NOTICE.md, run go generate ./shared/tariff, then the tests.\n",
		filepath.Join(o.source, o.year))
	return err
}

func addTable(s *annual.Schedule, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, done, err := tablefile.Open(f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return errors.Join(s.Add(filepath.Base(name), flatTable{rows}), done())
}

// flatTable is a table without pages.
type flatTable struct {
	sheet.Rows
}

func (p flatTable) Next() (annual.Row, error) {
	cells, row, err := p.Rows.Next()
	return annual.Row{Cells: cells, Number: row}, err
}

// report prints problems and changes, and returns an error if the schedule cannot be accepted.
func report(s *annual.Schedule, o options, out io.Writer) error {
	fmt.Fprintf(out, "%d codes.\n", len(s.Codes()))
	problems := 0
	for i := range s.Problems {
		p := &s.Problems[i]
		if !p.Defect || !o.accept {
			problems++
			fmt.Fprintln(out, p.String())
		}
	}
	tables := tariff.Tables()
	before := tables[len(tables)-1]
	c := s.Compare(before)
	fmt.Fprintf(out, "Against %s: %d codes ended, %d new, %d cells changed.\n", before.Edition().ID, len(c.Ended),
		len(c.New), len(c.Changed))
	list(out, "ended", c.Ended, o.shown)
	list(out, "new", c.New, o.shown)
	byColumn := map[string][]string{}
	var columns []string
	for _, ch := range c.Changed {
		if byColumn[ch.Column] == nil {
			columns = append(columns, ch.Column)
		}
		byColumn[ch.Column] = append(byColumn[ch.Column], fmt.Sprintf("%s %q → %q", ch.Code, ch.Old, ch.New))
	}
	for _, column := range columns {
		list(out, column, byColumn[column], o.shown)
	}
	switch {
	case problems > 0:
		return fmt.Errorf("%d problems; nothing was written", problems)
	case o.about.Codes > 0 && o.about.Codes != len(s.Codes()):
		return fmt.Errorf("%d codes were read, %d are stated; nothing was written", len(s.Codes()), o.about.Codes)
	}
	return nil
}

func list(out io.Writer, title string, lines []string, shown int) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(out, "%s: %d\n", title, len(lines))
	for _, l := range lines[:min(shown, len(lines))] {
		fmt.Fprintln(out, "  "+l)
	}
}

// register adds the source of the rows to sources.csv.
func register(o options) error {
	name := filepath.Join(o.source, "sources.csv")
	raw, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if strings.Contains(string(raw), "\n"+o.about.SourceID+",") {
		return nil
	}
	row := []string{o.about.SourceID, o.about.TitleEN, o.location, strings.Join(o.tables, "; "), o.version,
		"facts of an official tariff", o.year}
	for i, cell := range row {
		if strings.ContainsAny(cell, ",\"\n") {
			row[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
	}
	return os.WriteFile(name, append(raw, strings.Join(row, ",")+"\n"...), 0o644)
}
