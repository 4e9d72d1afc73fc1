package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"importchecker/shared/api/question"
	"importchecker/shared/client"
	"importchecker/shared/eligibility"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// The exit codes.
const (
	exitFine    = 0
	exitFailed  = 1 // no answer
	exitVerdict = 3 // a verdict of --fail-on
)

// errVerdict is returned when an answer has a verdict of --fail-on.
var errVerdict = errors.New("a verdict that --fail-on names")

func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	c := command(&options{in: in, out: out, errs: errs})
	c.SetArgs(args)
	c.SetOut(out)
	c.SetErr(errs)
	err := c.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errVerdict):
		return exitVerdict
	}
	fmt.Fprintln(errs, "check:", err)
	return exitFailed
}

// options are the flags, the input and the outputs.
type options struct {
	in        io.Reader
	out, errs io.Writer

	server, tokenFile string
	lang, format      string
	asOf              string
	channels          []string
	failOn            []string
	verbose           bool

	words                      string // to be asked about instead of a code
	origin, name, price, spent string
	quantity, weightG          int64
	facts                      []string

	service, place, home string
	mode                 int

	output  string
	mapping []string

	givenFlags []string // names of the flags that were given
}

func command(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "check [CODE | WORDS | FILE | -]",
		Short: "May these goods or this service enter China, by which channel, on which conditions, at what tax?",
		Example: `  check 0409.00.00 --origin NZ --price 129
  check "Manuka honey 500g"
  check --service 7297 --mode 1
  check catalogue.csv -o result.xlsx
  check - < catalogue.csv > result.csv`,
		Args:          cobra.MaximumNArgs(1),
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(c *cobra.Command, args []string) error {
			c.Flags().Visit(func(f *pflag.Flag) { o.givenFlags = append(o.givenFlags, f.Name) })
			return o.run(c.Context(), args)
		},
	}
	f := c.Flags()
	f.StringVar(&o.server, "server", "", "ask the server at this `address`, such as http://127.0.0.1:3000")
	f.StringVar(&o.tokenFile, "token-file", "",
		"`file` with a seller's token, alone or as a header, for catalogues on a server; or the variable IMPORT_CHECKER_TOKEN")
	f.StringVar(&o.lang, "lang", "en", "language of the sentences: en or zh")
	f.StringVar(&o.format, "format", "table", "table, json or csv")
	f.StringVar(&o.asOf, "as-of", "", "`day` that is asked about, such as 2026-03-01; today when left out")
	f.StringSliceVar(&o.channels, "channel", nil, "only these channels: "+strings.Join(channelNames(), ", "))
	f.StringSliceVar(&o.failOn, "fail-on", nil, "exit with 3 when a channel has one of these verdicts: "+
		strings.Join(verdicts, ", ")+
		"; of a catalogue also "+problemVerdict)
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show every reason with its source")
	f.StringVar(&o.origin, "origin", "", "`country` of origin, by its code, such as NZ")
	f.StringVar(&o.name, "name", "", "what the goods are called")
	f.StringVar(&o.price, "price", "", "`price` of one item in CNY, such as 129.00")
	f.StringVar(&o.spent, "spent", "", "what the buyer has spent on retail imports this year, in CNY")
	f.Int64Var(&o.quantity, "quantity", 1, "items in the order; counts with a price")
	f.Int64Var(&o.weightG, "weight", 0, "net weight of one item in `grams`")
	f.StringArrayVar(&o.facts, "fact", nil, "a fact, such as used_goods=false; may be repeated")
	f.StringVar(&o.service, "service", "", "ask about a service: a `code` of GB/T 4754, or words")
	f.IntVar(&o.mode, "mode", 0,
		"how the service is supplied: 1 from abroad, 2 to a customer abroad, 4 by persons who come")
	f.StringVar(&o.place, "place", "", "where the customer is: national, ftz or hainan; all when left out")
	f.StringVar(&o.home, "home", "", "`country` that the provider of the service is from")
	f.StringVarP(&o.output, "output", "o", "", "`file` for the result of a catalogue: .csv or .xlsx")
	f.StringArrayVar(&o.mapping, "map", nil, "a column of a catalogue, such as hs_code=税号 or hs_code=B; may be repeated")
	complete := func(words ...string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words, cobra.ShellCompDirectiveNoFileComp
		}
	}
	for flag, words := range map[string][]string{
		"lang": {"en", "zh"}, "format": {"table", "json", "csv"}, "channel": channelNames(),
		"fail-on": append(slices.Clone(verdicts), problemVerdict),
		"mode":    {"1", "2", "4"}, "place": {"national", "ftz", "hainan"}, "fact": factNames(),
	} {
		if err := c.RegisterFlagCompletionFunc(flag, complete(words...)); err != nil {
			panic(err) // a flag that there is not
		}
	}
	return c
}

var verdicts = []string{"eligible", "conditional", "ineligible", "undetermined"}

// problemVerdict is the value of --fail-on for rows of a catalogue that have problems, and so no verdict.
const problemVerdict = "problem"

// flagsOf are the flags for each kind of question, in addition to those for all.
var flagsOf = map[string][]string{
	"goods":       {"channel", "verbose", "origin", "name", "price", "spent", "quantity", "weight", "fact"},
	"a service":   {"verbose", "service", "mode", "place", "home", "fact"},
	"a catalogue": {"channel", "output", "map", "token-file"},
}

var flagsOfAll = []string{"server", "token-file", "lang", "format", "as-of", "fail-on"}

// checkFlags returns an error for a flag that does not apply to the kind of question.
func (o *options) checkFlags(kind string) error {
	for _, name := range o.givenFlags {
		if !slices.Contains(flagsOfAll, name) && !slices.Contains(flagsOf[kind], name) {
			return fmt.Errorf("--%s does not go with a question about %s", name, kind)
		}
	}
	return nil
}

func channelNames() []string {
	var names []string
	for _, c := range eligibility.Channels() {
		names = append(names, string(c))
	}
	return names
}

func factNames() []string {
	var names []string
	for _, f := range eligibility.Vocabulary() {
		names = append(names, f.Name+"=")
	}
	return names
}

// run determines what is asked, and asks it.
func (o *options) run(ctx context.Context, args []string) error {
	if err := o.valid(); err != nil {
		return err
	}
	subject := ""
	if len(args) > 0 {
		subject = args[0]
	}
	switch {
	case o.service != "" && subject != "":
		return fmt.Errorf("%q and --service: ask about one of them", subject)
	case o.service != "":
		if err := o.checkFlags("a service"); err != nil {
			return err
		}
		return o.askService(ctx)
	case subject == "":
		return errors.New("no argument: give a code, words or a file; -h shows how")
	case subject == "-" || isCatalogue(subject):
		if err := o.checkFlags("a catalogue"); err != nil {
			return err
		}
		return o.openCatalogue(ctx, subject)
	}
	if err := o.checkFlags("goods"); err != nil {
		return err
	}
	return o.askGoods(ctx, subject)
}

// openCatalogue checks the named file, or standard input.
func (o *options) openCatalogue(ctx context.Context, name string) error {
	if name == "-" {
		return o.catalogue(ctx, "catalogue.csv", o.in)
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || info.IsDir() {
		return fmt.Errorf("%s is no file of products", name)
	}
	return o.catalogue(ctx, filepath.Base(name), file)
}

// valid returns an error for a flag with an unknown value.
func (o *options) valid() error {
	for i, c := range o.channels {
		o.channels[i] = question.ChannelOf(c)
	}
	for _, v := range o.failOn {
		if !slices.Contains(verdicts, v) && v != problemVerdict {
			return fmt.Errorf("--fail-on %s: the verdicts are %s", v, strings.Join(verdicts, ", "))
		}
	}
	if !slices.Contains([]string{"en", "zh"}, o.lang) {
		return fmt.Errorf("--lang %s: en or zh", o.lang)
	}
	if !slices.Contains([]string{"table", "json", "csv"}, o.format) {
		return fmt.Errorf("--format %s: table, json or csv", o.format)
	}
	return nil
}

// isCatalogue reports whether an argument names a file of products.
func isCatalogue(argument string) bool {
	switch strings.ToLower(filepath.Ext(argument)) {
	case ".csv", ".xlsx", ".tsv", ".txt", ".xls", ".ods", ".pdf", ".doc", ".docx", ".json", ".xml", ".zip":
		return true
	}
	info, err := os.Stat(argument)
	return err == nil && (info.Mode().IsRegular() || strings.ContainsRune(argument, filepath.Separator) || argument == ".")
}

// client returns a client of the server, or of this program itself.
func (o *options) client() (*client.Client, error) {
	c := client.New("http://localhost")
	c.Language = o.lang
	if o.server == "" {
		c.HTTP = inProcess()
		return c, nil
	}
	if !strings.HasPrefix(o.server, "http://") && !strings.HasPrefix(o.server, "https://") {
		return nil, fmt.Errorf("--server %s: an address such as http://127.0.0.1:3000 or https://imports.example.com",
			o.server)
	}
	c.Base = strings.TrimRight(o.server, "/")
	c.Token = strings.TrimSpace(os.Getenv("IMPORT_CHECKER_TOKEN"))
	if o.tokenFile != "" {
		text, err := os.ReadFile(o.tokenFile)
		if err != nil {
			return nil, err
		}
		c.Token = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(string(text)), "Authorization: Bearer"))
	}
	return c, nil
}
