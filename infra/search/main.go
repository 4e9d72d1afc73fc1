// Command search builds and measures the model that finds goods by words:
//
//	go run ./infra/search measure                     # cross-validation over the benchmark: tables
//	go run ./infra/search measure -without hscodecomp # the same, without learning from a set's rows
//	go run ./infra/search measure -drop everyday      # an ablation: without a source
//	go run ./infra/search speed                       # how long an answer takes
//	go run ./infra/search sectors                     # how sectors of services are found; writes shared/services/source/ranking.csv
//	go run ./infra/search train                       # writes shared/search/learned/layer/words.bin
//
// They read shared/search/source and shared/tariff/source, and are deterministic: every run gives the same
// bytes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"importchecker/infra/search/corpus"
	"importchecker/infra/search/learn"
	"importchecker/infra/search/measure"
	"importchecker/shared/search/learned"
	"importchecker/shared/search/model"
	"importchecker/shared/services"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "search:", err)
		os.Exit(1)
	}
}

// options are the flags of a run.
type options struct {
	root, without, drop, sets string
	chapters                  bool
	caseFile                  string
}

func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("say train, measure, speed or sectors")
	}
	var o options
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.StringVar(&o.root, "root", ".", "folder of the repository")
	flags.StringVar(&o.without, "without", "",
		"benchmark sets whose rows are not learned from: titles, hscodecomp, parcels")
	flags.StringVar(&o.drop, "drop", "", "sources to leave out, with commas between")
	flags.StringVar(&o.sets, "sets", "", "english or chinese: only what touches these sets, which is faster")
	flags.StringVar(&o.caseFile, "kept", "",
		"file that keeps the cases of the cross-validation, which are read from it where it is there")
	flags.BoolVar(&o.chapters, "chapters", false, "a table per chapter, too")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if args[0] == "sectors" {
		return sectors(o.root, out)
	}
	folder, err := corpus.Open(o.root)
	if err != nil {
		return err
	}
	rows, err := folder.Rows()
	if err != nil {
		return err
	}
	meanings, err := folder.Meanings()
	if err != nil {
		return err
	}
	texts := learn.Read(o.selected(rows))
	switch args[0] {
	case "measure":
		return o.measure(texts, meanings, out)
	case "speed":
		measure.PrintSpeed(out, learned.Engine(), texts)
		return nil
	case "train":
		return o.train(folder, texts, meanings, out)
	}
	return fmt.Errorf("%q is none of train, measure, speed and sectors", args[0])
}

// selected returns the rows that the options do not exclude.
func (o *options) selected(rows []corpus.Row) []corpus.Row {
	dropped := strings.Split(o.drop, ",")
	return slices.DeleteFunc(rows, func(r corpus.Row) bool {
		switch s := r.Source; {
		case slices.Contains(dropped, s.String()):
			return true
		case o.sets == "english":
			return s == corpus.Titles || s == corpus.TariffZH
		case o.sets == "chinese":
			return s == corpus.Comp || s == corpus.Parcels || s == corpus.National || s == corpus.USLine
		}
		return false
	})
}

func (o *options) cross(texts []learn.Text, meanings []corpus.Meaning) ([]measure.Case, error) {
	if _, err := os.Stat(o.caseFile); o.caseFile != "" && err == nil {
		return measure.LoadCases(o.caseFile)
	}
	cases := measure.Cross(texts, learn.DefaultPlan(meanings), func(r *corpus.Row) bool {
		return slices.Contains(strings.Split(o.without, ","), r.Source.String())
	})
	if o.caseFile != "" {
		return cases, measure.SaveCases(o.caseFile, cases)
	}
	return cases, nil
}

func (o *options) measure(texts []learn.Text, meanings []corpus.Meaning, out io.Writer) error {
	cases, err := o.cross(texts, meanings)
	if err != nil {
		return err
	}
	measure.Judge(cases, measure.Penalty)
	measure.Print(out, cases)
	for kind := range model.KindCount {
		fmt.Fprintf(out, "kind %d: %+v\n", kind, measure.Calibrate(cases, kind))
	}
	if o.chapters {
		measure.PrintChapters(out, cases)
	}
	return nil
}

// sectors measures how sectors are found by words, and learns the weights of the evidence.
func sectors(root string, out io.Writer) error {
	cases := measure.CrossSectors(services.NewCorpus(services.GBT4754))
	measure.PrintSectors(out, cases)
	weights := measure.FuseSectors(cases, func(int) bool { return true })
	return os.WriteFile(filepath.Join(root, "shared/services/source/ranking.csv"), measure.FormatWeights(weights), 0o644)
}

func (o *options) train(folder *corpus.Folder, texts []learn.Text, meanings []corpus.Meaning, out io.Writer) error {
	vague, err := folder.Vague()
	if err != nil {
		return err
	}
	cases, err := o.cross(texts, meanings)
	if err != nil {
		return err
	}
	bytes, v := measure.Train(texts, vague, learn.DefaultPlan(meanings), cases)
	measure.Print(out, cases)
	for kind := range model.KindCount {
		fmt.Fprintf(out, "kind %d: %+v\n", kind, measure.Calibrate(cases, kind))
	}
	fmt.Fprintf(out, "vague: %.1f %% caught; called vague: %v\n", v.Caught, v.Alarmed)
	measure.PrintPlausible(out, cases)
	measure.PrintChapters(out, cases)
	path := filepath.Join(o.root, "shared/search/learned/layer/words.bin")
	if err := os.WriteFile(path, bytes, 0o644); err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	fmt.Fprintf(out, "%s: %d bytes\n", path, len(bytes))
	return nil
}
