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
	"time"

	"importchecker/infra/repository"
	"importchecker/shared/annex/confined"
	"importchecker/shared/annex/fetch"
	"importchecker/shared/annex/goods"
	"importchecker/shared/annex/layout"
	"importchecker/shared/edition"
	"importchecker/shared/list/compile"
	"importchecker/shared/services"
)

func main() {
	confined.Serve()
	switch err := run(os.Args[1:], os.Stdout, os.Stderr); {
	case err == nil:
	case errors.Is(err, errRefused):
		os.Exit(1)
	case errors.Is(err, flag.ErrHelp):
	default:
		fmt.Fprintln(os.Stderr, "lists:", err)
		os.Exit(2)
	}
}

// errRefused is returned after a report that explains why nothing was written.
var errRefused = errors.New("the annex was refused")

const overview = `Bring published lists into the source tree, or into a running service.

	go run ./infra/lists import -list LIST -edition EDITION [flags] FILE…   bring in a list
	go run ./infra/lists read [flags] FILE >table.csv                       read a list of services into a table to edit
	go run ./infra/lists profiles                                           how annexes may look
	go run ./infra/lists status                                             what is held, what is missing, what to do next
	go run ./infra/lists update                                             bring in what is missing from the official pages
	go run ./infra/lists bring -list LIST -edition EDITION [flags] FILE     bring a list or the tariff into a running service
	go run ./infra/lists import -help
`

func run(args []string, out, errs io.Writer) error {
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		fmt.Fprint(out, overview)
		return nil
	}
	switch args[0] {
	case "import":
	case "read":
		return readCommand(args[1:], out, errs)
	case "bring":
		return bringCommand(args[1:], out, errs)
	case "status":
		return statusCommand(args[1:], out, errs)
	case "update":
		return updateCommand(args[1:], out, errs, nil)
	case "profiles":
		profilesCommand(out)
		return nil
	default:
		return fmt.Errorf("there is no command %q\n\n%s", args[0], overview)
	}
	o, err := parse(args[1:], out, errs)
	if err != nil {
		return err
	}
	return importAnnex(o, out)
}

// options are the arguments of the command line.
type options struct {
	list, edition string
	files         []inputFile
	tree          string // folder of package list, with source/ and table.go in it
	profileID     string
	columns       string // as given by the maintainer
	firstRow      int
	sheet         string // to be read; empty for those whose header fits
	amends        string // edition that the annex changes; empty for a whole list

	rules  goods.Rules
	dryRun bool
	all    bool // print every note and every difference
	asJSON bool

	fetcher fetch.Fetcher // tests replace it by a local one
	today   string        // the day on which a file is fetched

	fresh         compile.Meta // of a new edition
	short         edition.Text // of a new edition of a list of services
	freshFlags    []string     // the given flags of a new edition
	supersedes    string
	inForceBeside bool
}

const usage = `Bring the annex of an announcement in as an edition of a list.

	go run ./infra/lists import -list LIST -edition EDITION [flags] FILE…
	go run ./infra/lists import -list LIST -edition EDITION [flags] -from https://…

FILE is the annex as it was published: XLSX, DOCX, HTML, PDF with a text layer
(read with poppler: apt-get install poppler-utils), or CSV in UTF-8 or GB18030
(which Chinese programs save as GBK or "ANSI"). The format is told from the
content. XLS and DOC of the old Office are turned into XLSX and DOCX by LibreOffice
where it is installed; else the command that does so is said.

With -from the file is taken from an address: that of the annex, or of a page
that links to it or has the list on it. A page that leads to several files is
refused, and they are listed.

The header may stand anywhere, in Chinese or English:

	序号       No.          running number
	税则号列   HS code      8 digits; dots and spaces between pairs are well
	货品名称   Description  name of the goods
	备注       Remarks      what is excluded, bonded only, limited, …

Titles, footnotes, totals, chapter headings and repeated headers are told from
rows; merged cells and rows that run on over a page are put together, and the
report lists them. Anything else that cannot be read is a problem: all of them
are shown together, by sheet or page, row and column, and nothing is written.

An edition is a whole list. An annex of changes is applied to the edition that
-amends names: lines added, deleted, renumbered, and other remarks, in sections
of one file (一、新增商品), in sheets, with a column 调整类型, or in a file of each
kind (-added, -deleted, -renumbered, -remarks). Every row has to fit that
edition, and the result has to have as many lines as the announcement states.

What it does with the rows: they get the basis "official", and replace all
rows that the edition held before. Goods named without a code (hints) stay.
The file's hash is recorded in edition.json and NOTICE.md, and so are its
address and the day. When the rows are as many as the announcement states, the
edition is complete, and a code that is not on it is answered as not listed.

A list of services names 序号, 领域 and 特别管理措施 instead. What a measure demands,
in which modes and of which sectors is taken from the columns kind, modes, whole,
part and weight where you add them (read writes such a table), else from the row
held before with the same number and text, else from words that allow one reading
only, which the report quotes. All other rows are open: they answer undetermined
for all of their section until you decide them. A row whose section is none of
GB/T 4754 is refused, unless you say which codes it reaches or give -manual with
its number (序号), which lets it reach everything.

Examples

	# see what would happen
	go run ./infra/lists import -list cbec-retail-import -edition 2019 -dry-run annex.xlsx

	# the changes of 2022, applied to the list of 2019
	go run ./infra/lists import -list cbec-retail-import -edition 2022 -amends 2019 changes.pdf

	# rows 17 and 203 have remarks that cannot be read as rules: let them stand
	go run ./infra/lists import -list cbec-retail-import -edition 2019 -manual 17,203 annex.xlsx

	# a list of services, and the same with the rows that you have decided
	go run ./infra/lists import -list cn-services-negative-national -edition 2024 -dry-run annex.docx
	go run ./infra/lists read -stated 71 annex.docx >table.csv
	go run ./infra/lists import -list cn-services-negative-national -edition 2024 table.csv

	# a list that is not there yet
	go run ./infra/lists import -list cbec-retail-import -edition 2027 \
	    -effective 2027-01-01 -supersedes 2022 -stated 1500 \
	    -document 公告2026年第NN号 -published https://example.gov.cn/annex \
	    -title-en "CBEC retail import list (2027 edition)" -title-zh 跨境电子商务零售进口商品清单（2027年版） \
	    -issuer-en "Ministry of Finance and others" -issuer-zh 财政部等部门 annex.docx

Afterwards look at the difference, run the tests, commit, and build and
deploy (or restart the local server): editions are compiled in.

Flags
`

func parse(args []string, out, errs io.Writer) (*options, error) {
	o := &options{today: today()}
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		flags.SetOutput(out)
		fmt.Fprint(out, usage)
		flags.PrintDefaults()
	}
	o.annexFlags(flags)
	manual := o.ruleFlags(flags)
	fresh := o.newEditionFlags(flags)
	paths, err := parseMixed(flags, args)
	if err != nil {
		return nil, err
	}
	o.addFiles(paths)
	flags.Visit(func(f *flag.Flag) {
		if fresh[f.Name] {
			o.freshFlags = append(o.freshFlags, "-"+f.Name)
		}
	})
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := o.rules.Mark(*manual); err != nil {
		return nil, fmt.Errorf("import: -manual: %w", err)
	}
	if o.tree == "" {
		root, err := repository.Root()
		if err != nil {
			return nil, err
		}
		o.tree = filepath.Join(root, "shared", "list")
		if _, ok := services.BuiltIn().List(o.list); ok {
			o.tree = filepath.Join(root, "shared", "services")
		}
	}
	return o, nil
}

// annexFlags adds the flags that say which edition to import, from which files, and what to print.
func (o *options) annexFlags(flags *flag.FlagSet) {
	flags.StringVar(&o.list, "list", "",
		"`id` of the list: cbec-retail-import, yiwu-import-pilot, cn-services-negative-national, cn-services-negative-ftz or cn-services-negative-hainan")
	flags.StringVar(&o.edition, "edition", "", "`id` of the edition, which is the name of its folder: 2022")
	flags.BoolVar(&o.dryRun, "dry-run", false, "check and report, write nothing")
	flags.BoolVar(&o.all, "all", false, "print every note and difference, not only the first ten")
	flags.BoolVar(&o.asJSON, "json", false, "write the report as JSON")
	flags.StringVar(&o.sheet, "sheet", "",
		"`names` or numbers of the sheets or tables to be read, separated by commas (default those whose header fits)")
	flags.StringVar(&o.columns, "columns", "",
		"`layout` of an annex whose header fits no profile: 税则号列=B,货品名称=C,备注=E; with -first-row")
	flags.IntVar(&o.firstRow, "first-row", 0, "with -columns, the `number` of the first row of the list")
	flags.StringVar(&o.profileID, "profile", "",
		"`id` of the profile that says how the annex looks (default that of the list)")
	flags.StringVar(&o.amends, "amends", "", "`edition` that the annex changes")
	o.fromFlag(flags)
	for _, kind := range []struct {
		name, help string
		action     layout.Action
	}{
		{"added", "lines added", layout.Added}, {"deleted", "lines deleted", layout.Deleted},
		{"renumbered", "old codes and new ones", layout.Renumbered},
		{"remarks", "lines with another remark", layout.RemarkChanged},
	} {
		flags.Func(kind.name, "with -amends: `file` of "+kind.help, func(path string) error {
			o.files = append(o.files, inputFile{path: path, action: kind.action})
			return nil
		})
	}
	flags.StringVar(&o.tree, "tree", "",
		"`folder` that holds source/ and table.go (default shared/list of the module, or shared/services)")
}

// ruleFlags adds the flags that relax the checks. It returns the value of -manual.
func (o *options) ruleFlags(flags *flag.FlagSet) (manual *string) {
	flags.BoolVar(&o.rules.Partial, "partial", false,
		"accept fewer or more rows than the announcement states; the edition stays partial, and a code that is not in it stays unknown")
	manual = flags.String("manual", "",
		"`rows` whose remarks are not read as rules but quoted as conditions: by their numbers in the report or by their codes, separated by commas")
	flags.Func("accept",
		"`names` of findings that you accept, separated by commas: content_unread, title_contradicts, rows_lost",
		func(names string) error {
			for name := range strings.SplitSeq(names, ",") {
				o.rules.Accept = append(o.rules.Accept, strings.TrimSpace(name))
			}
			return nil
		})
	flags.BoolVar(&o.rules.ManualAll, "manual-all", false, "quote every remark that cannot be read")
	flags.BoolVar(&o.rules.UnknownCodes, "unknown-codes", false,
		"accept codes that are not in the tariff of the edition's year")
	return manual
}

// newEditionFlags adds the flags that describe a new edition. It returns the names of those that were given, once
// the flags are parsed.
func (o *options) newEditionFlags(flags *flag.FlagSet) (given map[string]bool) {
	given = map[string]bool{}
	text := func(value *string, name, help string) {
		flags.Func(name, "new edition: "+help, func(s string) error {
			*value, given[name] = s, true
			return nil
		})
	}
	o.fresh.Counts = compile.CountsRows
	text(&o.fresh.Effective, "effective", "first `day` in force, such as 2027-01-01")
	text(&o.fresh.Superseded, "superseded", "first `day` no longer in force; left out while it is in force")
	text(&o.fresh.Document, "document", "document `number` of the announcement")
	text(&o.fresh.Published, "published", "`where` the annex is published, for a person to open")
	text(&o.fresh.Title.EN, "title-en", "`title` in English")
	text(&o.fresh.Title.ZH, "title-zh", "`title` in Chinese")
	text(&o.fresh.Issuer.EN, "issuer-en", "`who` issued it, in English")
	text(&o.fresh.Issuer.ZH, "issuer-zh", "`who` issued it, in Chinese")
	text(&o.short.EN, "short-en",
		"`name` of the edition in a sentence, in English: National list 2027; of lists of services alone")
	text(&o.short.ZH, "short-zh", "`name` of the edition in a sentence, in Chinese; of lists of services alone")
	text(&o.fresh.Counts, "counts", "what the announcement counts: rows or kinds (default rows)")
	flags.Func("stated", "new edition: the `count` that the announcement states", func(s string) (err error) {
		given["stated"] = true
		o.fresh.Stated, err = strconv.Atoi(s)
		return err
	})
	text(&o.supersedes, "supersedes", "`edition` that it replaces, which ends on its first day")
	flags.BoolFunc("beside", "new edition: it stands beside those in force, as the two batches of 2016 did",
		func(string) error {
			o.inForceBeside, given["beside"] = true, true
			return nil
		})
	return given
}

// check returns an error for flags that do not fit together.
func (o *options) check() error {
	switch {
	case o.list == "" || o.edition == "":
		return errors.New("import: say which -list and -edition; -help explains")
	case o.amends == "" && len(o.files) != 1:
		return fmt.Errorf("import: want one file, got %d; -help explains", len(o.files))
	case len(o.files) == 0:
		return errors.New("import: want a file at least; -help explains")
	case o.amends == "" && o.files[0].action != "":
		return errors.New("import: files of changes are applied to an edition: say which with -amends")
	case o.amends != "" && o.rules.Partial:
		return errors.New("import: an edition that is amended is whole or nothing: -partial cannot be given")
	case o.amends != filepath.Base(o.amends) && o.amends != "" || strings.HasPrefix(o.amends, "."):
		return errors.New("import: -amends is the name of a folder, not a path")
	case o.list != filepath.Base(o.list) || o.edition != filepath.Base(o.edition) || strings.HasPrefix(o.edition, "."):
		return errors.New("import: -list and -edition are names of folders, not paths")
	}
	return nil
}

// parseMixed parses flags before and after the files.
func parseMixed(flags *flag.FlagSet, args []string) (files []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return files, nil
		}
		files = append(files, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// fromFlag adds the flag -from, for an address.
func (o *options) fromFlag(flags *flag.FlagSet) {
	flags.Func("from", "https `address` of the annex, or of the official page that links to it or has it",
		func(s string) error {
			o.files = append(o.files, inputFile{path: s, remote: true})
			return nil
		})
}

// addFiles adds the files given without a flag.
func (o *options) addFiles(paths []string) {
	for _, path := range paths {
		o.files = append(o.files, inputFile{path: path})
	}
}

// today returns the current date in China.
func today() string { return edition.DateOf(time.Now()).String() }
