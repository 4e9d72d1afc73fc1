package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/tariff"
)

const statusUsage = `Say what is held of each list, what is missing, and how to bring it in.

	go run ./infra/lists status [-list LIST] [-api https://…] [-json]

For each edition: how many rows are held of how many the announcement states, where
it is published as far as a source names the place, what has to be brought in before
it, and the next command. What nobody has confirmed says so. With -api the editions
that were imported into a service count as held.

Flags
`

// standing is how an edition stands.
type standing struct {
	List      string   `json:"list"`
	Edition   string   `json:"edition"`
	Document  string   `json:"document"`
	From      string   `json:"effective"`
	Held      int      `json:"held"`
	Stated    int      `json:"stated"`
	Coverage  string   `json:"coverage"` // complete, partial or none
	InForce   bool     `json:"in_force"`
	First     []string `json:"bring_in_first,omitempty"` // editions that it needs and that are not whole
	Published string   `json:"published"`
	Page      string   `json:"page,omitempty"`
	Form      string   `json:"form"`
	Source    string   `json:"source,omitempty"`
	Confirmed string   `json:"confirmed"`
	Next      string   `json:"next"`               // command; blank when nothing is missing
	Imported  bool     `json:"imported,omitempty"` // into the service that was asked

	amends, link string
}

// standings returns how every edition stands on a day, by list and first day; with
// what a service has imported, if one is named.
func standings(day edition.Date, api string) ([]standing, error) {
	known, err := officials()
	if err != nil {
		return nil, err
	}
	var others []storedEdition
	if api != "" {
		if others, err = stored(context.Background(), api); err != nil {
			return nil, err
		}
	}
	editions, imported := merge(builtIn(), others)
	if next := due(editions); next != nil {
		editions = append(editions, next)
	}
	var out []standing
	add := func(e *edition.Edition) {
		s := standing{
			List: e.List, Edition: e.ID, Document: e.Document, From: e.From.String(), Held: e.Held, Stated: e.Stated,
			Coverage: coverage(e),
			InForce:  e.Contains(day) && e.Held > 0, Published: e.Published, Form: "not known",
			Confirmed: "no source names the page",
			Imported:  imported[e.List+"/"+e.ID],
		}
		if i := slices.IndexFunc(known, func(o official) bool { return o.list == e.List && o.edition == e.ID }); i >= 0 {
			o := known[i]
			s.Page, s.Form, s.Source, s.Confirmed, s.amends, s.link = o.page, o.form, o.source, o.confirmed, o.amends, o.link
		}
		out = append(out, s)
	}
	var ids []string // of the lists, in the order in which they are first named
	for _, e := range editions {
		if !slices.Contains(ids, e.List) {
			ids = append(ids, e.List)
		}
	}
	slices.SortStableFunc(editions, func(a, b *edition.Edition) int {
		return cmp.Or(slices.Index(ids, a.List)-slices.Index(ids, b.List), cmp.Compare(a.From, b.From))
	})
	for _, e := range editions {
		add(e)
	}
	for i := range out {
		out[i].follow(out)
	}
	return out, nil
}

// builtIn returns the editions that are compiled in.
func builtIn() (all []*edition.Edition) {
	for _, c := range library.BuiltIn().All() {
		all = append(all, c.About())
	}
	return all
}

// coverage says how much of an edition is held.
func coverage(e *edition.Edition) string {
	if e.Held == 0 {
		return "none"
	}
	return e.Coverage().String()
}

// follow says what an edition needs, and the next command.
func (s *standing) follow(all []standing) {
	if s.Coverage == "complete" {
		return
	}
	for _, other := range all {
		if other.List == s.List && other.Edition == s.amends && other.Coverage != "complete" {
			s.First = append(s.First, other.Edition)
		}
	}
	if len(s.First) > 0 {
		s.Next = fmt.Sprintf("bring in edition %s first", strings.Join(s.First, ", "))
		return
	}
	s.Next = s.command()
}

// command is what brings an edition in.
func (s *standing) command() string {
	amends := ""
	if s.amends != "" {
		amends = " -amends " + s.amends
	}
	if s.List == tariff.List {
		return fmt.Sprintf("go run ./infra/lists bring -list %s -edition %s -effective %s -document DOCUMENT -published ADDRESS -stated CODES FILE", s.List, s.Edition, s.From)
	}
	if s.Page != "" {
		return fmt.Sprintf("go run ./infra/lists update -list %s -edition %s", s.List, s.Edition)
	}
	return fmt.Sprintf("go run ./infra/lists import -list %s -edition %s%s -dry-run FILE", s.List, s.Edition, amends)
}

// statusCommand says how every edition stands.
func statusCommand(args []string, out, errs io.Writer) error {
	flags := flag.NewFlagSet("status", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		flags.SetOutput(out)
		fmt.Fprint(out, statusUsage)
		flags.PrintDefaults()
	}
	only := flags.String("list", "", "`id` of one list")
	api := flags.String("api", "", "`address` of a service whose imported editions count")
	asJSON := flags.Bool("json", false, "write it as JSON")
	if err := flags.Parse(args); err != nil {
		return err
	}
	day, err := edition.ParseDate(today())
	if err != nil {
		return err
	}
	all, err := standings(day, *api)
	if err != nil {
		return err
	}
	if *only != "" {
		all = slices.DeleteFunc(all, func(s standing) bool { return s.List != *only })
		if len(all) == 0 {
			return fmt.Errorf("there is no list %q", *only)
		}
	}
	if *asJSON {
		return writeJSON(out, all)
	}
	before := ""
	for i := range all {
		if all[i].List != before {
			before = all[i].List
			fmt.Fprintf(out, "%s\n", before)
		}
		all[i].write(out)
	}
	return nil
}

// write writes how an edition stands.
func (s *standing) write(out io.Writer) {
	force := ""
	if s.InForce {
		force = ", in force"
	}
	if s.Imported {
		force += ", imported"
	}
	if s.Stated == 0 {
		fmt.Fprintf(out, "  %s, from %s: not held, and due\n", s.Edition, s.From)
	} else {
		fmt.Fprintf(out, "  %s, from %s%s: %s of %s held (%s)\n", s.Edition, s.From, force, edition.Thousands(s.Held),
			edition.Thousands(s.Stated), s.Coverage)
	}
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(out, "    %-10s %s\n", name, text)
		}
	}
	line("document", s.Document)
	line("published", s.Published)
	if s.Coverage == "complete" && s.Page == "" {
		return
	}
	line("page", s.Page)
	source := s.Confirmed
	if s.Source != "" {
		source += " (source " + s.Source + ")"
	}
	line("address", source)
	line("annex", s.Form)
	line("next", s.Next)
}

const updateUsage = `Bring the lists up to date from the official pages that are known.

	go run ./infra/lists update [-list LIST] [-edition EDITION] [-page https://…] [-api https://…] [-accept NAMES] [-write]

For each edition that is not whole, in the order in which they need each other, it
takes the annex from the official page, shows what it would bring in, and stops where
something does not add up. Without -write nothing is written. An edition whose page no
source names is passed over, and says so; -page gives the address of one. With -api
what was imported into a service is not missing. The schedule of the tariff is shown
alone: ./infra/tariff compiles it in, and an import publishes it without a release.

Flags
`

// updateCommand brings in what is missing.
func updateCommand(args []string, out, errs io.Writer, with func(*options)) error {
	flags := flag.NewFlagSet("update", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		flags.SetOutput(out)
		fmt.Fprint(out, updateUsage)
		flags.PrintDefaults()
	}
	only := flags.String("list", "", "`id` of one list")
	id := flags.String("edition", "", "`id` of one edition; with -list")
	page := flags.String("page", "",
		"https `address` of its official page, in the place of the one that is known; with -edition")
	accept := flags.String("accept", "", "`names` of findings that you take upon yourself, as import has them")
	write := flags.Bool("write", false, "write what adds up, and go on; otherwise it is only shown")
	tree := flags.String("tree", "", "`folder` of the sources, for tests")
	api := flags.String("api", "", "`address` of a service whose imported editions count")
	stated := flags.Int("stated", 0, "`count` of ten-digit codes that the schedule of the tariff states")
	document := flags.String("document", "", "document `number` of the schedule of the tariff")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *id != "" && *only == "" || *page != "" && *id == "" {
		return errors.New("update: -edition goes with -list, and -page with -edition")
	}
	day, err := edition.ParseDate(today())
	if err != nil {
		return err
	}
	all, err := standings(day, *api)
	if err != nil {
		return err
	}
	tried, found := 0, 0
	for i := range all {
		s := &all[i]
		if *only != "" && s.List != *only || *id != "" && s.Edition != *id {
			continue
		}
		found++
		if s.Coverage == "complete" {
			continue
		}
		if *page != "" {
			s.Page, s.Confirmed, s.Source = *page, "given on the command line", ""
		}
		if s.List == tariff.List && s.Page != "" {
			done, err := s.updateTariff(out, *stated, *document, *accept, with)
			if err != nil {
				return err
			}
			tried += done
			continue
		}
		done, err := s.update(out, errs, *write, *accept, *tree, with)
		if err != nil {
			return err
		}
		if done {
			tried++
		}
	}
	switch {
	case found == 0:
		return fmt.Errorf("update: there is no such list or edition: go run ./infra/lists status shows them")
	case tried == 0:
		fmt.Fprintln(out,
			"Nothing was taken from anywhere. Of what is missing no page is known, or something else comes first: go run ./infra/lists status says what to do.")
	}
	return nil
}

// update takes one edition from its page. It reports whether anything was tried.
func (s *standing) update(out, errs io.Writer, write bool, accept, tree string, with func(*options)) (bool, error) {
	fmt.Fprintf(out, "%s %s (%s): %s of %s held\n", s.List, s.Edition, s.Document, edition.Thousands(s.Held),
		edition.Thousands(s.Stated))
	switch {
	case s.Page == "":
		fmt.Fprintf(out, "  passed over: %s; give it with -page, or bring the file: %s\n\n", s.Confirmed, s.command())
		return false, nil
	case len(s.First) > 0:
		fmt.Fprintf(out, "  passed over: its annex changes edition %s, which is not whole; %s\n\n", s.amends, s.Next)
		return false, nil
	}
	fmt.Fprintf(out, "  page %s\n  %s\n", s.Page, s.Confirmed)
	args := []string{"-list", s.List, "-edition", s.Edition, "-from", s.Page}
	if s.amends != "" {
		args = append(args, "-amends", s.amends)
	}
	if accept != "" {
		args = append(args, "-accept", accept)
	}
	if tree != "" {
		args = append(args, "-tree", tree)
	}
	if !write {
		args = append(args, "-dry-run")
	}
	o, err := parse(args, out, errs)
	if err != nil {
		return false, err
	}
	if s.link != "" {
		o.fetcher.Prefer = append(o.fetcher.Prefer, s.link)
	}
	o.fetcher.Prefer = append(o.fetcher.Prefer, "清单", "附件")
	if with != nil {
		with(o)
	}
	if err := importAnnex(o, out); err != nil {
		fmt.Fprintf(out, "\nIt stops here: %s %s does not add up.\n", s.List, s.Edition)
		if errors.Is(err, errRefused) {
			return true, err
		}
		return true, fmt.Errorf("update stops at %s %s: %w", s.List, s.Edition, err)
	}
	fmt.Fprintln(out)
	return true, nil
}
