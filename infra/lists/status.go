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

// standing is the status of an edition.
type standing struct {
	List      string   `json:"list"`
	Edition   string   `json:"edition"`
	Document  string   `json:"document"`
	From      string   `json:"effective"`
	Held      int      `json:"held"`
	Stated    int      `json:"stated"`
	Coverage  string   `json:"coverage"` // complete, partial or none
	InForce   bool     `json:"in_force"`
	First     []string `json:"bring_in_first,omitempty"` // incomplete editions that it amends
	Published string   `json:"published"`
	Page      string   `json:"page,omitempty"`
	Form      string   `json:"form"`
	Source    string   `json:"source,omitempty"`
	Confirmed string   `json:"confirmed"`
	Next      string   `json:"next"`               // command; empty if nothing is missing
	Imported  bool     `json:"imported,omitempty"` // into the service given with -api

	amends, link string
}

// standings returns the status of every edition on a day, by list and first day, including those imported into
// a service if api is not empty.
func standings(day edition.Date, api string) ([]standing, error) {
	places, err := officials()
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
		if i := slices.IndexFunc(places, func(o official) bool { return o.list == e.List && o.edition == e.ID }); i >= 0 {
			o := places[i]
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
		out[i].setNext(out)
	}
	return out, nil
}

// builtIn returns the compiled-in editions.
func builtIn() (all []*edition.Edition) {
	for _, c := range library.BuiltIn().All() {
		all = append(all, c.About())
	}
	return all
}

// coverage returns how complete an edition is.
func coverage(e *edition.Edition) string {
	if e.Held == 0 {
		return "none"
	}
	return e.Coverage().String()
}

// setNext sets what an edition needs first, and the next command.
func (s *standing) setNext(all []standing) {
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

// command returns the command that imports an edition.
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

// statusCommand runs the command status: it prints the status of every edition.
func statusCommand(args []string, out, errs io.Writer) error {
	flags := flag.NewFlagSet("status", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		flags.SetOutput(out)
		fmt.Fprint(out, statusUsage)
		flags.PrintDefaults()
	}
	list := flags.String("list", "", "`id` of one list")
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
	if *list != "" {
		all = slices.DeleteFunc(all, func(s standing) bool { return s.List != *list })
		if len(all) == 0 {
			return fmt.Errorf("there is no list %q", *list)
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

// write prints the status of an edition.
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

// updating has the arguments of the command update.
type updating struct {
	list, edition, page string
	accept, tree, api   string
	write               bool
	stated              int
	document            string
	adjust              func(*options) // changes the options of an import, in tests
}

func parseUpdate(args []string, out, errs io.Writer) (*updating, error) {
	u := &updating{}
	flags := flag.NewFlagSet("update", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		flags.SetOutput(out)
		fmt.Fprint(out, updateUsage)
		flags.PrintDefaults()
	}
	flags.StringVar(&u.list, "list", "", "`id` of one list")
	flags.StringVar(&u.edition, "edition", "", "`id` of one edition; with -list")
	flags.StringVar(&u.page, "page", "",
		"https `address` of its official page, in the place of the one that is known; with -edition")
	flags.StringVar(&u.accept, "accept", "", "`names` of findings that you take upon yourself, as import has them")
	flags.BoolVar(&u.write, "write", false, "write what adds up, and go on; otherwise it is only shown")
	flags.StringVar(&u.tree, "tree", "", "`folder` of the sources, for tests")
	flags.StringVar(&u.api, "api", "", "`address` of a service whose imported editions count")
	flags.IntVar(&u.stated, "stated", 0, "`count` of ten-digit codes that the schedule of the tariff states")
	flags.StringVar(&u.document, "document", "", "document `number` of the schedule of the tariff")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if u.edition != "" && u.list == "" || u.page != "" && u.edition == "" {
		return nil, errors.New("update: -edition goes with -list, and -page with -edition")
	}
	return u, nil
}

// selects reports whether an edition is to be updated, if it is incomplete.
func (u *updating) selects(s *standing) bool {
	return (u.list == "" || s.List == u.list) && (u.edition == "" || s.Edition == u.edition)
}

// updateCommand runs the command update: it imports missing editions. Tests change the options of an import with
// adjust.
func updateCommand(args []string, out, errs io.Writer, adjust func(*options)) error {
	u, err := parseUpdate(args, out, errs)
	if err != nil {
		return err
	}
	u.adjust = adjust
	day, err := edition.ParseDate(today())
	if err != nil {
		return err
	}
	all, err := standings(day, u.api)
	if err != nil {
		return err
	}
	tried, found := 0, 0
	for i := range all {
		s := &all[i]
		if !u.selects(s) {
			continue
		}
		found++
		if s.Coverage == "complete" {
			continue
		}
		if u.page != "" {
			s.Page, s.Confirmed, s.Source = u.page, "given on the command line", ""
		}
		if s.List == tariff.List && s.Page != "" {
			if err := s.updateTariff(out, u); err != nil {
				return err
			}
			tried++
			continue
		}
		done, err := s.update(out, errs, u)
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
			"No annex was fetched. No page is known for what is missing, or something else comes first: go run ./infra/lists status says what to do.")
	}
	return nil
}

// update imports one edition from its page. It reports whether it tried.
func (s *standing) update(out, errs io.Writer, u *updating) (bool, error) {
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
	if u.accept != "" {
		args = append(args, "-accept", u.accept)
	}
	if u.tree != "" {
		args = append(args, "-tree", u.tree)
	}
	if !u.write {
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
	if u.adjust != nil {
		u.adjust(o)
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
