package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/store/dynamo"
)

// The exit statuses.
const (
	exitWhole   = 0
	exitFaults  = 1
	exitTrouble = 2
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// options are the arguments of the command line.
type options struct {
	data     string
	endpoint string
	table    string
	seller   string
}

// A walker calls f with the key of every item of a table.
type walker func(ctx context.Context, f func(store.Key) error) error

func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.data, "data", "", "directory of the embedded store")
	flags.StringVar(&o.endpoint, "dynamodb", "", "URL of DynamoDB, such as https://dynamodb.eu-central-1.amazonaws.com")
	flags.StringVar(&o.table, "table", "", "name of the table in DynamoDB")
	flags.StringVar(&o.seller, "seller", "", "check this seller's submissions alone")
	if err := flags.Parse(args); err != nil {
		return exitTrouble
	}
	if (o.data == "") == (o.endpoint == "") || (o.endpoint == "") != (o.table == "") || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "verify: give either -data, or -dynamodb with -table")
		flags.Usage()
		return exitTrouble
	}
	faults, err := verify(ctx, o, getenv, stdout)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "verify:", err)
		return exitTrouble
	case faults > 0:
		return exitFaults
	}
	return exitWhole
}

// verify checks what the options name, prints the faults, and returns how many there are.
func verify(ctx context.Context, o options, getenv func(string) string, out io.Writer) (faults int, err error) {
	if o.data != "" {
		path := filepath.Join(o.data, bolt.FileName)
		// Opening would create a file.
		if _, err := os.Stat(path); err != nil {
			return 0, err
		}
		table, err := bolt.Open(path)
		if err != nil {
			return 0, err
		}
		faults, err = check(ctx, table, table.Keys, o.seller, out)
		return faults, errors.Join(err, table.Close())
	}
	c := config(o, getenv)
	table, err := dynamo.New(c)
	if err != nil {
		return 0, err
	}
	walk, err := scan(c)
	if err != nil {
		return 0, err
	}
	return check(ctx, table, walk, o.seller, out)
}

func check(ctx context.Context, table store.Table, walk walker, seller string, out io.Writer) (faults int, err error) {
	st := store.New(table)
	chains, err := chainsToCheck(ctx, st, walk, seller)
	if err != nil {
		return 0, err
	}
	decisions := 0
	for _, c := range chains {
		n, found, err := st.Audit(ctx, c)
		if err != nil {
			return 0, err
		}
		for _, f := range found {
			fmt.Fprintln(out, f.Error())
		}
		decisions += n
		faults += len(found)
	}
	_, err = fmt.Fprintf(out, "%s, %s, %s\n", plural(len(chains), "submission"), plural(decisions, "decision"),
		plural(faults, "fault"))
	return faults, err
}

// chainsToCheck returns the distinct submissions to check, in order.
func chainsToCheck(ctx context.Context, st *store.Store, walk walker, seller string) ([]store.Chain, error) {
	if seller != "" {
		return st.Chains(ctx, seller)
	}
	set := make(map[store.Chain]bool)
	err := walk(ctx, func(k store.Key) error {
		if c, ok := store.ChainOf(k); ok {
			set[c] = true
		}
		return nil
	})
	return slices.Sorted(maps.Keys(set)), err
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
