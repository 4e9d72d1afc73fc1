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

	"importchecker/shared/list/compile"
)

func main() {
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

// errRefused says that the report has told why nothing was written.
var errRefused = errors.New("the annex was refused")

const overview = `Bring published lists into the source tree.

	go run ./infra/lists import -list LIST -edition EDITION [flags] FILE
	go run ./infra/lists import -help
`

func run(args []string, out, errs io.Writer) error {
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		fmt.Fprint(out, overview)
		return nil
	}
	if args[0] != "import" {
		return fmt.Errorf("there is no command %q\n\n%s", args[0], overview)
	}
	o, err := parse(args[1:], out, errs)
	if err != nil {
		return err
	}
	return importAnnex(o, out)
}

// options is what was asked for on the command line.
type options struct {
	list, edition string
	file          string
	tree          string // folder of package list, with source/ and table.go in it

	partial      bool
	manual       []int
	manualAll    bool
	unknownCodes bool
	dryRun       bool
	all          bool // print every note and every difference

	fresh      compile.Meta // of an edition that is not there yet
	freshFlags []string     // those of its flags that were given
	supersedes string
	beside     bool
}

const usage = `Bring the annex of an announcement in as an edition of a list.

	go run ./infra/lists import -list LIST -edition EDITION [flags] FILE

FILE is the annex as a CSV file in UTF-8 or GB18030 (which Chinese programs
save as GBK or "ANSI"), with the columns of the annex. Within its first ten
rows stands the header, in Chinese or English:

	序号       No.          running number
	税则号列   HS code      8 digits; dots and spaces between pairs are well
	货品名称   Description  name of the goods
	备注       Remarks      what is excluded, bonded only, limited, …

Titles above, footnotes, totals, chapter headings and repeated headers are
told from rows. Anything else that cannot be read is a problem: all of them
are shown together, by row and column, and nothing is written.

The edition must be a whole list. An annex of changes (so many lines added,
removed, renumbered) must first be applied to the list that it changes.

What it does with the rows: they get the basis "official", and replace all
rows that the edition held before. Goods named without a code (hints) stay.
The file's hash is recorded in edition.json and NOTICE.md. When the rows are
as many as the announcement states, the edition is complete, and a code that
is not on it is answered as not listed.

Examples

	# see what would happen
	go run ./infra/lists import -list cbec-retail-import -edition 2022 -dry-run annex.csv

	# rows 17 and 203 have remarks that cannot be read as rules: let them stand
	go run ./infra/lists import -list cbec-retail-import -edition 2022 -manual 17,203 annex.csv

	# a list that is not there yet
	go run ./infra/lists import -list cbec-retail-import -edition 2027 \
	    -effective 2027-01-01 -supersedes 2022 -stated 1500 \
	    -document 公告2026年第NN号 -published https://example.gov.cn/annex \
	    -title-en "CBEC retail import list (2027 edition)" -title-zh 跨境电子商务零售进口商品清单（2027年版） \
	    -issuer-en "Ministry of Finance and others" -issuer-zh 财政部等部门 annex.csv

Afterwards look at the difference, run the tests, commit, and build and
deploy (or restart the local server): editions are compiled in.

Flags
`

func parse(args []string, out, errs io.Writer) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		flags.SetOutput(out)
		fmt.Fprint(out, usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&o.list, "list", "", "`id` of the list: cbec-retail-import or yiwu-import-pilot")
	flags.StringVar(&o.edition, "edition", "", "`id` of the edition, which is the name of its folder: 2022")
	flags.BoolVar(&o.dryRun, "dry-run", false, "check and report, write nothing")
	flags.BoolVar(&o.partial, "partial", false, "take rows that are fewer or more than the announcement states; the edition stays partial, and a code that is not on it stays unknown")
	manual := flags.String("manual", "", "`rows` of the file, by their numbers in the report and apart by commas, whose remarks are to stand unread, as conditions that quote them")
	flags.BoolVar(&o.manualAll, "manual-all", false, "let every remark that cannot be read stand so")
	flags.BoolVar(&o.unknownCodes, "unknown-codes", false, "let codes stand that the tariff of the edition's year does not hold")
	flags.BoolVar(&o.all, "all", false, "print every note and difference, not only the first ten")
	flags.StringVar(&o.tree, "tree", "", "`folder` that holds source/ and table.go (default shared/list of the module)")

	fresh := map[string]bool{}
	text := func(value *string, name, help string) {
		flags.Func(name, "new edition: "+help, func(s string) error {
			*value, fresh[name] = s, true
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
	text(&o.fresh.Counts, "counts", "what the announcement counts: rows or kinds (default rows)")
	flags.Func("stated", "new edition: the `count` that the announcement states", func(s string) (err error) {
		fresh["stated"] = true
		o.fresh.Stated, err = strconv.Atoi(s)
		return err
	})
	text(&o.supersedes, "supersedes", "`edition` that it replaces, which ends on its first day")
	flags.BoolFunc("beside", "new edition: it stands beside those in force, as the two batches of 2016 did", func(string) error {
		o.beside, fresh["beside"] = true, true
		return nil
	})

	files, err := parseMixed(flags, args)
	if err != nil {
		return nil, err
	}
	flags.Visit(func(f *flag.Flag) {
		if fresh[f.Name] {
			o.freshFlags = append(o.freshFlags, "-"+f.Name)
		}
	})
	switch {
	case o.list == "" || o.edition == "":
		return nil, errors.New("import: say which -list and -edition; -help explains")
	case len(files) != 1:
		return nil, fmt.Errorf("import: want one file, got %d; -help explains", len(files))
	case o.list != filepath.Base(o.list) || o.edition != filepath.Base(o.edition) || strings.HasPrefix(o.edition, "."):
		return nil, errors.New("import: -list and -edition are names of folders, not paths")
	}
	o.file = files[0]
	if o.manual, err = rowNumbers(*manual); err != nil {
		return nil, fmt.Errorf("import: -manual: %w", err)
	}
	if o.tree == "" {
		root, err := moduleRoot()
		if err != nil {
			return nil, err
		}
		o.tree = filepath.Join(root, "shared", "list")
	}
	return o, nil
}

// parseMixed lets flags stand on both sides of the file.
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

func rowNumbers(s string) ([]int, error) {
	if s == "" {
		return nil, nil
	}
	var rows []int
	for part := range strings.SplitSeq(s, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n <= 0 {
			return nil, fmt.Errorf("%q is no row", part)
		}
		rows = append(rows, n)
	}
	return rows, nil
}

// moduleRoot returns the folder of go.mod, at or above the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod here or above: run this inside the repository, or give -tree")
		}
		dir = filepath.Dir(dir)
	}
}
