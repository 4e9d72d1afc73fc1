package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"importchecker/shared/catalogue"
	"importchecker/shared/catalogue/tablefile"
	"importchecker/shared/client"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// catalogue checks a whole file, here or on a server.
func (o *options) catalogue(ctx context.Context, name string, in io.Reader) error {
	mapping, err := o.readMapping()
	if err != nil {
		return err
	}
	out, format, done, err := o.result()
	if err != nil {
		return err
	}
	if o.server != "" {
		err = o.catalogueThere(ctx, name, in, mapping, out, format)
	} else {
		err = o.catalogueHere(ctx, in, mapping, out, format)
	}
	return errors.Join(err, done(err == nil || errors.Is(err, errVerdict)))
}

// readMapping reads what --map says.
func (o *options) readMapping() (map[catalogue.Field]string, error) {
	mapping := make(map[catalogue.Field]string)
	for _, m := range o.mapping {
		field, column, ok := strings.Cut(m, "=")
		if !ok || !slices.Contains(catalogue.Fields(), catalogue.Field(field)) {
			return nil, fmt.Errorf("--map %s: write field=column; the fields are %v", m, catalogue.Fields())
		}
		mapping[catalogue.Field(field)] = column
	}
	return mapping, nil
}

// result opens where the result goes: the file of --output, or standard output.
// A file that did not become whole is removed.
func (o *options) result() (w io.Writer, format string, done func(whole bool) error, err error) {
	if o.output == "" {
		return o.out, "csv", func(bool) error { return nil }, nil
	}
	format = strings.TrimPrefix(strings.ToLower(filepath.Ext(o.output)), ".")
	if format != "csv" && format != "xlsx" {
		return nil, "", nil, fmt.Errorf("-o %s: a name that ends in .csv or .xlsx", o.output)
	}
	file, err := os.Create(o.output)
	if err != nil {
		return nil, "", nil, err
	}
	return file, format, func(whole bool) error {
		err := file.Close()
		if !whole {
			err = errors.Join(err, os.Remove(o.output))
		}
		return err
	}, nil
}

// catalogueHere checks the rows in this process.
func (o *options) catalogueHere(ctx context.Context, in io.Reader, mapping map[catalogue.Field]string, w io.Writer, format string) error {
	rows, closeRows, err := tablefile.Open(in)
	if err != nil {
		return err
	}
	defer closeRows()
	out := tablefile.NewCSVWriter(w)
	if format == "xlsx" {
		if out, err = tablefile.NewXLSXWriter(w); err != nil {
			return err
		}
	}
	options := catalogue.Options{Checker: builtIn(), AsOf: edition.DateOf(time.Now()), Mapping: mapping, Progress: o.progress(), Candidates: names().Candidates}
	if o.asOf != "" {
		if options.AsOf, err = edition.ParseDate(o.asOf); err != nil {
			return fmt.Errorf("--as-of %s: a day such as 2026-03-01", o.asOf)
		}
	}
	if o.lang == "zh" {
		options.Language = catalogue.Chinese
	}
	for _, c := range o.channels {
		id, ok := eligibility.ParseChannel(c)
		if !ok {
			return fmt.Errorf("--channel %s: the channels are %s", c, strings.Join(channelNames(), ", "))
		}
		options.Channels = append(options.Channels, id)
	}
	report, err := catalogue.Check(ctx, rows, out, options)
	if err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	o.printTally(report.Tally)
	return o.tallyVerdict(report.Tally)
}

// progress returns what shows how far a check is, on a terminal.
func (o *options) progress() func(*catalogue.Tally) {
	if !terminal(o.errs) {
		return nil
	}
	shown := time.Now()
	return func(t *catalogue.Tally) {
		if now := time.Now(); now.Sub(shown) > 200*time.Millisecond {
			shown = now
			fmt.Fprintf(o.errs, "\r%s", o.say(fmt.Sprintf("%d rows", t.Rows), fmt.Sprintf("%d 行", t.Rows)))
		}
	}
}

// terminal reports whether a person may look at what is written.
func terminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// printTally says beside the result what the rows came to.
func (o *options) printTally(t *catalogue.Tally) {
	fmt.Fprintf(o.errs, "\r%s\n", o.say(
		fmt.Sprintf("%d rows: %d decided, %d with problems, %d without a code", t.Rows, t.Decided, t.Problems, t.Unnamed),
		fmt.Sprintf("共 %d 行：%d 行有结论，%d 行有问题，%d 行无编码", t.Rows, t.Decided, t.Problems, t.Unnamed)))
	for _, c := range eligibility.Channels() {
		counts := t.Channels[string(c)]
		if counts == nil {
			continue
		}
		var parts []string
		for _, v := range verdicts {
			if n := counts.Verdicts[v]; n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, o.verdictWord(v)))
			}
		}
		fmt.Fprintf(o.errs, "  %s: %s\n", c, strings.Join(parts, ", "))
	}
	for _, s := range t.Settle(3) {
		q := s.Question()
		fmt.Fprintf(o.errs, "  %s\n", o.say(fmt.Sprintf("would settle an answer in %d rows: %s", s.Rows, q.EN), fmt.Sprintf("可确定 %d 行的结论：%s", s.Rows, q.ZH)))
	}
}

func (o *options) tallyVerdict(t *catalogue.Tally) error {
	for _, counts := range t.Channels {
		for _, v := range o.failOn {
			if counts.Verdicts[v] > 0 {
				return errVerdict
			}
		}
	}
	return nil
}

// catalogueThere has the server check the file.
func (o *options) catalogueThere(ctx context.Context, name string, in io.Reader, mapping map[catalogue.Field]string, w io.Writer, format string) error {
	c, err := o.client()
	if err != nil {
		return err
	}
	// An address that is signed wants to know the size beforehand.
	file, err := os.CreateTemp("", "catalogue-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	size, err := io.Copy(file, in)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	q := client.CatalogueRequest{Filename: name, AsOf: o.asOf, Channels: o.channels, Result: format, Mapping: make(map[string]string)}
	for f, column := range mapping {
		q.Mapping[string(f)] = column
	}
	done, err := c.CheckCatalogue(ctx, q, file, size, func(now *client.Catalogue) {
		if terminal(o.errs) {
			fmt.Fprintf(o.errs, "\r%s: %d", now.State, now.Progress.Rows)
		}
	})
	if err != nil {
		return err
	}
	if done.Failure != nil {
		return errors.New(string(done.Failure.Text))
	}
	if done.State != "done" {
		return fmt.Errorf("the catalogue is %s", done.State)
	}
	return c.Fetch(ctx, done, format, w)
}
