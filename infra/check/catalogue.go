package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"importchecker/shared/catalogue"
	"importchecker/shared/catalogue/tablefile"
	"importchecker/shared/client"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// catalogue checks a whole file, in this process or on a server.
func (o *options) catalogue(ctx context.Context, name string, in io.Reader) error {
	if o.format == "json" && o.output == "" {
		return errors.New("--format json: the counts are JSON, and the rows need a file: add -o result.csv")
	}
	mapping, err := o.readMapping()
	if err != nil {
		return err
	}
	out, format, done, err := o.result(in)
	if err != nil {
		return err
	}
	check := o.checkHere
	if o.server != "" {
		check = func(ctx context.Context, in io.Reader, mapping map[catalogue.Field]string, w io.Writer,
			format string) (*client.Catalogue, error) {
			return o.checkOnServer(ctx, name, in, mapping, w, format)
		}
	}
	c, err := check(ctx, in, mapping, out, format)
	if err = errors.Join(err, done(err == nil)); err != nil {
		return err
	}
	if err := o.printCatalogue(c); err != nil {
		return err
	}
	return o.catalogueVerdict(&c.Counts)
}

// readMapping parses the flags --map.
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

// result opens the output for the result: the file of --output, or standard output. The file gets its name when
// it is complete; after an error it is removed.
func (o *options) result(in io.Reader) (w io.Writer, format string, done func(whole bool) error, err error) {
	if o.output == "" {
		return o.out, "csv", func(bool) error { return nil }, nil
	}
	format = strings.TrimPrefix(strings.ToLower(filepath.Ext(o.output)), ".")
	if format != "csv" && format != "xlsx" {
		return nil, "", nil, fmt.Errorf("-o %s: a name that ends in .csv or .xlsx", o.output)
	}
	if source, ok := in.(*os.File); ok && sameFile(source, o.output) {
		return nil, "", nil, fmt.Errorf("-o %s: this is the catalogue itself; give the result another name", o.output)
	}
	part := o.output + ".part"
	file, err := os.Create(part)
	if err != nil {
		return nil, "", nil, err
	}
	return file, format, func(complete bool) error {
		err := file.Close()
		if !complete || err != nil {
			return errors.Join(err, os.Remove(part))
		}
		return os.Rename(part, o.output)
	}, nil
}

// sameFile reports whether an open file is the one with this name.
func sameFile(open *os.File, name string) bool {
	a, err := open.Stat()
	if err != nil {
		return false
	}
	b, err := os.Stat(name)
	return err == nil && os.SameFile(a, b)
}

// checkHere checks the rows in this process.
func (o *options) checkHere(ctx context.Context, in io.Reader, mapping map[catalogue.Field]string, w io.Writer,
	format string) (*client.Catalogue, error) {
	counted := &counter{r: in}
	rows, closeRows, err := tablefile.Open(counted)
	if err != nil {
		return nil, err
	}
	defer closeRows()
	out := tablefile.NewCSVWriter(w)
	if format == "xlsx" {
		if out, err = tablefile.NewXLSXWriter(w); err != nil {
			return nil, err
		}
	}
	options := catalogue.Options{Checker: builtIn(), AsOf: edition.DateOf(time.Now()), Mapping: mapping,
		Candidates: names().Candidates}
	options.Progress = o.progress(counted, sizeOf(in))
	if o.asOf != "" {
		if options.AsOf, err = edition.ParseDate(o.asOf); err != nil {
			return nil, fmt.Errorf("--as-of %s: a day such as 2026-03-01", o.asOf)
		}
	}
	if o.lang == "zh" {
		options.Language = catalogue.Chinese
	}
	for _, c := range o.channels {
		id, ok := eligibility.ParseChannel(c)
		if !ok {
			return nil, fmt.Errorf("--channel %s: the channels are %s", c, strings.Join(channelNames(), ", "))
		}
		options.Channels = append(options.Channels, id)
	}
	report, err := catalogue.Check(ctx, rows, out, options)
	if err != nil {
		return nil, err
	}
	return o.reported(report), out.Close()
}

// counter counts the bytes read.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// sizeOf returns the size of a file, or 0 if in is not a regular file.
func sizeOf(in io.Reader) int64 {
	if file, ok := in.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return 0
}

// progress returns a function that shows the progress of a check on a terminal, or nil.
func (o *options) progress(read *counter, size int64) func(*catalogue.Tally) {
	b := o.newBar()
	if b == nil {
		return nil
	}
	return func(t *catalogue.Tally) { b.show(t.Rows, read.n.Load(), size) }
}

// checkOnServer lets the server check the file.
func (o *options) checkOnServer(ctx context.Context, name string, in io.Reader, mapping map[catalogue.Field]string,
	w io.Writer, format string) (*client.Catalogue, error) {
	c, err := o.client()
	if err != nil {
		return nil, err
	}
	if c.Token == "" {
		return nil, errors.New(
			"a server accepts catalogues only from sellers: give a token with --token-file, or in the variable IMPORT_CHECKER_TOKEN")
	}
	// The upload to a signed URL needs the size beforehand.
	file, err := os.CreateTemp("", "catalogue-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	size, err := io.Copy(file, in)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	q := client.CatalogueRequest{Filename: name, AsOf: o.asOf, Channels: o.channels, Result: format,
		Mapping: make(map[string]string)}
	for f, column := range mapping {
		q.Mapping[string(f)] = column
	}
	b := o.newBar()
	done, err := c.CheckCatalogue(ctx, q, file, size, func(now *client.Catalogue) {
		if b != nil {
			b.show(now.Progress.Rows, now.Progress.BytesRead, now.Progress.Bytes)
		}
	})
	switch {
	case err != nil:
		return nil, err
	case done.Failure != nil:
		return nil, errors.New(string(done.Failure.Text))
	case done.State != "done":
		return nil, fmt.Errorf("the catalogue is %s", done.State)
	}
	return done, c.Fetch(ctx, done, format, w)
}

// catalogueVerdict returns errVerdict if a row has a verdict of --fail-on, or a problem if --fail-on names
// problems.
func (o *options) catalogueVerdict(counts *client.CatalogueCounts) error {
	for _, v := range o.failOn {
		if v == problemVerdict && counts.WithProblems > 0 {
			return errVerdict
		}
		for _, c := range counts.Channels {
			if c.Verdicts[v] > 0 {
				return errVerdict
			}
		}
	}
	return nil
}

// printCatalogue prints the counts and notes of a catalogue.
func (o *options) printCatalogue(c *client.Catalogue) error {
	if o.format == "json" {
		raw, err := json.Marshal(map[string]any{
			"counts": c.Counts, "settled_by": c.SettledBy, "columns": c.Columns, "ignored": c.Ignored, "notes": c.Notes})
		if err != nil {
			return err
		}
		return o.printJSON(raw)
	}
	n := &c.Counts
	fmt.Fprintln(o.errs, o.say(
		fmt.Sprintf("%d rows: %d decided, %d with problems, %d without a code", n.Rows, n.Decided, n.WithProblems,
			n.WithoutCode),
		fmt.Sprintf("共 %d 行：%d 行有结论，%d 行有问题，%d 行无编码", n.Rows, n.Decided, n.WithProblems, n.WithoutCode)))
	for _, id := range channelNames() {
		var parts []string
		for _, v := range verdicts {
			if n := n.Channels[id].Verdicts[v]; n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, o.verdictWord(v)))
			}
		}
		if len(parts) > 0 {
			fmt.Fprintf(o.errs, "  %s: %s\n", o.nameOfPlace(&client.Answer{Channel: id}), strings.Join(parts, ", "))
		}
	}
	for _, s := range c.SettledBy {
		fmt.Fprintf(o.errs, "  %s%s\n", o.say(fmt.Sprintf("would settle an answer in %d rows: ", s.Rows),
			fmt.Sprintf("可确定 %d 行的结论：", s.Rows)), s.Question)
	}
	for _, note := range c.Notes {
		fmt.Fprintf(o.errs, "  %s\n", note.Text)
	}
	if len(c.Ignored) > 0 {
		fmt.Fprintf(o.errs, "  %s%s\n", o.say("columns left out: ", "未读取的列："), strings.Join(c.Ignored, ", "))
	}
	return nil
}

// reported converts a report to the form of the server's answer.
func (o *options) reported(r *catalogue.Report) *client.Catalogue {
	text := func(t edition.Text) client.Text { return client.Text(o.say(t.EN, t.ZH)) }
	c := &client.Catalogue{Ignored: r.Ignored, Counts: client.CatalogueCounts{
		Rows: r.Tally.Rows, Decided: r.Tally.Decided, WithProblems: r.Tally.Problems, WithoutCode: r.Tally.WithoutCode,
		Problems: make(map[string]int), Channels: make(map[string]client.ChannelCounts),
	}}
	for code, n := range r.Tally.ByProblem {
		c.Counts.Problems[string(code)] = n
	}
	for id, counts := range r.Tally.Channels {
		c.Counts.Channels[id] = client.ChannelCounts{Verdicts: counts.Verdicts, Reasons: counts.Reasons}
	}
	for _, s := range r.Tally.Settle(3) {
		c.SettledBy = append(c.SettledBy, client.Settles{Fact: s.Fact, List: s.List, Question: text(s.Question()),
			Rows: s.Rows, Answers: s.Answers})
	}
	for _, col := range r.Columns {
		c.Columns = append(c.Columns, client.CatalogueColumn{Field: string(col.Field), Heading: col.Heading,
			Column: col.Letter})
	}
	for _, n := range r.Notes {
		c.Notes = append(c.Notes, client.CatalogueNote{Code: string(n.Code), Column: n.Column, Heading: n.Heading,
			Text: text(n.Text)})
	}
	return c
}
