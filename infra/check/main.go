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

// errVerdict says that an answer has a verdict of --fail-on.
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

// options are the flags, and where the command reads and writes.
type options struct {
	in        io.Reader
	out, errs io.Writer

	server, tokenFile string
	lang, format      string
	asOf              string
	channels          []string
	failOn            []string
	verbose           bool

	origin, name, price, spent string
	quantity, weightG          int64
	facts                      []string

	service, place, home string
	mode                 int

	output  string
	mapping []string
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
		RunE:          func(c *cobra.Command, args []string) error { return o.run(c.Context(), args) },
	}
	f := c.Flags()
	f.StringVar(&o.server, "server", "", "ask the server at this `address`, such as http://127.0.0.1:3000")
	f.StringVar(&o.tokenFile, "token-file", "", "`file` with a seller's token, for catalogues on a server; or the variable IMPORT_CHECKER_TOKEN")
	f.StringVar(&o.lang, "lang", "en", "language of the sentences: en or zh")
	f.StringVar(&o.format, "format", "table", "table, json or csv")
	f.StringVar(&o.asOf, "as-of", "", "`day` that is asked about, such as 2026-03-01; today when left out")
	f.StringSliceVar(&o.channels, "channel", nil, "only these channels: "+strings.Join(channelNames(), ", "))
	f.StringSliceVar(&o.failOn, "fail-on", nil, "exit with 3 when a channel has one of these verdicts: "+strings.Join(verdicts, ", "))
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show every reason with its source")
	f.StringVar(&o.origin, "origin", "", "`country` of origin, by its code, such as NZ")
	f.StringVar(&o.name, "name", "", "what the goods are called")
	f.StringVar(&o.price, "price", "", "`price` of one item in CNY, such as 129.00")
	f.StringVar(&o.spent, "spent", "", "what the buyer has spent on retail imports this year, in CNY")
	f.Int64Var(&o.quantity, "quantity", 1, "items in the order; counts with a price")
	f.Int64Var(&o.weightG, "weight", 0, "net weight of one item in `grams`")
	f.StringArrayVar(&o.facts, "fact", nil, "a fact, such as used_goods=false; may be repeated")
	f.StringVar(&o.service, "service", "", "ask about a service: a `code` of GB/T 4754, or words")
	f.IntVar(&o.mode, "mode", 0, "how the service is supplied: 1 from abroad, 2 to a customer abroad, 4 by persons who come")
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
		"lang": {"en", "zh"}, "format": {"table", "json", "csv"}, "channel": channelNames(), "fail-on": verdicts,
		"mode": {"1", "2", "4"}, "place": {"national", "ftz", "hainan"}, "fact": factNames(),
	} {
		if err := c.RegisterFlagCompletionFunc(flag, complete(words...)); err != nil {
			panic(err) // a flag that there is not
		}
	}
	return c
}

var verdicts = []string{"eligible", "conditional", "ineligible", "undetermined"}

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

// run finds out what is asked, and asks it.
func (o *options) run(ctx context.Context, args []string) error {
	if err := o.valid(); err != nil {
		return err
	}
	what := ""
	if len(args) > 0 {
		what = args[0]
	}
	switch {
	case o.service != "" && what != "":
		return fmt.Errorf("%q and --service: ask about one of them", what)
	case o.service != "":
		return o.askService(ctx)
	case what == "":
		return errors.New("nothing is asked: give a code, words or a file; -h shows how")
	case what == "-":
		return o.catalogue(ctx, "catalogue.csv", o.in)
	case isCatalogue(what):
		file, err := os.Open(what)
		if err != nil {
			return err
		}
		defer file.Close()
		return o.catalogue(ctx, filepath.Base(what), file)
	}
	return o.askGoods(ctx, what)
}

// valid says what is wrong with the flags that have a few values.
func (o *options) valid() error {
	for i, c := range o.channels {
		o.channels[i] = question.ChannelOf(c)
	}
	for _, v := range o.failOn {
		if !slices.Contains(verdicts, v) {
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
func isCatalogue(what string) bool {
	switch strings.ToLower(filepath.Ext(what)) {
	case ".csv", ".xlsx", ".tsv", ".txt":
		return true
	}
	return false
}

// client returns a client of the server, or of this program itself.
func (o *options) client() (*client.Client, error) {
	c := client.New("http://localhost")
	c.Language = o.lang
	if o.server == "" {
		c.HTTP = inProcess()
		return c, nil
	}
	c.Base = strings.TrimRight(o.server, "/")
	c.Token = strings.TrimSpace(os.Getenv("IMPORT_CHECKER_TOKEN"))
	if o.tokenFile != "" {
		text, err := os.ReadFile(o.tokenFile)
		if err != nil {
			return nil, err
		}
		c.Token = strings.TrimSpace(string(text))
	}
	return c, nil
}
