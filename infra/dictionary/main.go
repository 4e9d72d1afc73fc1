// Command dictionary creates the next dictionary of package packing, from current decisions:
//
//	go run ./infra/dictionary
//
// It decides questions as sellers ask them, collects what the answers have in common, and prints what to change
// in shared/packing by hand.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"importchecker/shared/packing"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "dictionary:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("dictionary", flag.ContinueOnError)
	number := flags.Int("number", packing.Newest+1, "number of the dictionary")
	folder := flags.String("folder", "shared/packing/dictionaries", "where it is written")
	count := flags.Int("decisions", 6000, "how many decisions it is made from")
	if err := flags.Parse(args); err != nil {
		return err
	}
	name := filepath.Join(*folder, strconv.Itoa(*number)+".bin")
	if _, err := os.Stat(name); err == nil {
		return fmt.Errorf("%s is there already, and dictionaries never change", name)
	}
	texts, err := decisions(*count)
	if err != nil {
		return err
	}
	dictionary, err := sampled(commonPhrases(texts), texts)
	if err != nil {
		return err
	}
	file := dictionary.Marshal()
	if err := os.WriteFile(name, file, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(out,
		"%s: %d phrases, %d bytes\nin shared/packing, set Newest to %d, and in TestFrozen hold the SHA-256 %x\n",
		name, dictionary.Phrases(), len(file), *number, sha256.Sum256(file))
	return nil
}
