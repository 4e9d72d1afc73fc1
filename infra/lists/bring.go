package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"importchecker/shared/client"
)

const bringUsage = `Bring an annex into a running service: a list, the tariff, or changes to one.

	export CHECKER_API=https://…  CHECKER_TOKEN=…                               address, and a maintainer's token
	go run ./infra/lists bring -list LIST -edition EDITION [flags] FILE         upload, report, difference
	go run ./infra/lists bring -list LIST -publish HASH -import ID              publish what was shown
	go run ./infra/lists bring -list LIST -withdraw ID -why TEXT                take it back

The first command prints what was read of the file, each problem with sheet or page,
row and column, what the edition would change, how many stored submissions it can reach,
and the next command. Nobody is answered from it before the second one, which has to
name the hash of the difference: where the lists have changed meanwhile it is another,
and nothing is published. It exits with 1 when the annex or the hash is refused.

Flags
`

// bringing has the arguments of the command bring.
type bringing struct {
	list, publish, id, withdraw, why, accept string
	parameters                               url.Values // the parameters of the import
	file                                     string
	asJSON                                   bool
}

// aboutFlags are the parameters of an import that have a flag of the same name.
var aboutFlags = []struct{ name, usage string }{
	{"edition", "`id` of the edition: 2027"},
	{"amends", "`id` of the edition that the annex changes"},
	{"effective", "first `day` in force: 2027-01-01"},
	{"superseded", "first `day` no longer in force"},
	{"stated", "`count` that the announcement states"},
	{"counts", "`what` it counts: rows, kinds or lines"},
	{"document", "document `number`"},
	{"published", "`where` it is published"},
	{"source", "https `address` that the file was taken from"},
	{"sheet", "`names` or numbers of the sheets to read"},
	{"columns", "`layout` that is told: 商品编码=A,最惠国税率=E"},
	{"first_row", "`number` of the first row, with -columns"},
	{"profile", "`id` of the profile of the annex"},
	{"manual", "`rows` whose remarks stand unread"},
	{"title_en", "`title` of a new edition"}, {"title_zh", "`title` of a new edition"},
	{"issuer_en", "`issuer` of a new edition"}, {"issuer_zh", "`issuer` of a new edition"},
}

func parseBring(args []string, out, errs io.Writer) (*bringing, error) {
	b := &bringing{parameters: url.Values{}}
	flags := flag.NewFlagSet("bring", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		flags.SetOutput(out)
		fmt.Fprint(out, bringUsage)
		flags.PrintDefaults()
	}
	flags.StringVar(&b.list, "list", "", "`id` of the list; cn-tariff is the tariff")
	flags.StringVar(&b.publish, "publish", "", "`hash` of the difference that was reviewed")
	flags.StringVar(&b.id, "import", "", "`id` of the import to publish")
	flags.StringVar(&b.withdraw, "withdraw", "", "`id` of the import to withdraw")
	flags.StringVar(&b.why, "why", "", "`reason` of the withdrawal")
	flags.StringVar(&b.accept, "accept", "", "`names` of findings that you accept, separated by commas")
	flags.BoolVar(&b.asJSON, "json", false, "write what the service answers")
	for _, f := range aboutFlags {
		flags.Func(strings.ReplaceAll(f.name, "_", "-"), f.usage, func(value string) error {
			b.parameters.Set(f.name, value)
			return nil
		})
	}
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	b.file = flags.Arg(0)
	if b.accept != "" {
		b.parameters.Set("accept", b.accept)
	}
	uploads := b.publish == "" && b.withdraw == ""
	switch {
	case b.list == "":
		return nil, errors.New("bring: say the list: -list cn-tariff")
	case uploads && (flags.NArg() != 1 || b.parameters.Get("edition") == ""):
		return nil, errors.New("bring: name the edition (-edition) and one file; a ZIP holds several")
	case !uploads && flags.NArg() > 0:
		return nil, errors.New("bring: -publish and -withdraw take no file")
	case (b.publish == "") != (b.id == "") || b.publish != "" && b.withdraw != "":
		return nil, errors.New("bring: -publish and -import go together, and not with -withdraw")
	}
	return b, nil
}

// bringCommand runs the command bring: it imports an annex into a service.
func bringCommand(args []string, out, errs io.Writer) error {
	b, err := parseBring(args, out, errs)
	if err != nil {
		return err
	}
	api, token := os.Getenv("CHECKER_API"), os.Getenv("CHECKER_TOKEN")
	if api == "" || token == "" {
		return errors.New("bring: set CHECKER_API to the address of the service and CHECKER_TOKEN to a maintainer's token")
	}
	c := client.New(api)
	c.Token, c.Language = token, "both"
	ctx := context.Background()
	switch {
	case b.withdraw != "":
		return b.withdrawImport(ctx, c, out)
	case b.publish != "":
		return b.publishImport(ctx, c, out)
	}
	return b.upload(ctx, c, out)
}

// upload uploads the file, and prints its report and the difference.
func (b *bringing) upload(ctx context.Context, c *client.Client, out io.Writer) error {
	raw, err := readBounded(b.file)
	if err != nil {
		return err
	}
	b.parameters.Set("filename", filepath.Base(b.file))
	imported, err := c.ImportAnnex(ctx, b.list, b.parameters, raw)
	var refused *client.RefusedAnnex
	if errors.As(err, &refused) {
		if b.asJSON {
			return errors.Join(writeJSON(out, map[string]any{"refused": true, "report": refused.Report}), errRefused)
		}
		printReport(out, &refused.Report)
		fmt.Fprintf(out, "\n%s %s is refused: nothing was stored.\n", b.list, b.parameters.Get("edition"))
		return errRefused
	}
	if err != nil {
		return fmt.Errorf("bring: %w", err)
	}
	diff, err := c.ImportDifference(ctx, b.list, imported.ID)
	if err != nil {
		return fmt.Errorf("bring: the difference of import %s: %w", imported.ID, err)
	}
	if b.asJSON {
		return writeJSON(out, map[string]any{"import": imported, "difference": diff})
	}
	printReport(out, &imported.Report)
	for _, f := range imported.Findings {
		fmt.Fprintf(out, "finding     %s: %s%s\n", f.Code, f.Text, map[bool]string{true: " (accepted)"}[f.Accepted])
	}
	reach := ""
	if imported.Reach.AtLeast {
		reach = "at least "
	}
	fmt.Fprintf(out, "changes     %d added, %d removed, %d renumbered, %d changed, %d the same; %s%d stored submissions can be reached\n",
		imported.Counts["added"], imported.Counts["removed"], imported.Counts["renumbered"],
		imported.Counts["changed"], imported.Counts["same"], reach, imported.Reach.Submissions)
	if err := printDifference(out, diff); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nNobody is answered from it yet. To publish it:\n  go run ./infra/lists bring -list %s -import %s -publish %s\n",
		b.list, imported.ID, imported.DiffHash)
	return err
}

func (b *bringing) publishImport(ctx context.Context, c *client.Client, out io.Writer) error {
	result, err := c.Publish(ctx, b.list, b.id, b.publish, b.accept)
	var refused *client.Problem
	if errors.As(err, &refused) && refused.Status == 409 {
		if b.asJSON {
			return errors.Join(writeJSON(out, map[string]any{"refused": true, "problem": refused}), errRefused)
		}
		fmt.Fprintf(out, "Import %s is not published: %v\n", b.id, err)
		return errRefused
	}
	if err != nil {
		return fmt.Errorf("bring: %w", err)
	}
	if b.asJSON {
		return writeJSON(out, result)
	}
	_, err = fmt.Fprintf(out, "Published: %s %s, import %s.\nTo take it back: go run ./infra/lists bring -list %s -withdraw %s -why TEXT\n",
		result.List, result.Edition, result.ID, result.List, result.ID)
	return err
}

func (b *bringing) withdrawImport(ctx context.Context, c *client.Client, out io.Writer) error {
	result, err := c.Withdraw(ctx, b.list, b.withdraw, b.why)
	if err != nil {
		return fmt.Errorf("bring: %w", err)
	}
	_, err = fmt.Fprintf(out, "Withdrawn: %s %s, import %s.\n", result.List, result.Edition, result.ID)
	return err
}

// printReport prints the report on the annex, English first.
func printReport(out io.Writer, r *client.AnnexReport) {
	for _, group := range []struct {
		name string
		list []client.AnnexProblem
	}{{"problem", r.Problems}, {"note", r.Notes}} {
		for _, p := range group.list {
			fmt.Fprintf(out, "%-11s %s: %s\n", group.name, placeOf(&p), p.Text)
			if p.TextZH != "" {
				fmt.Fprintf(out, "%-11s %s\n", "", p.TextZH)
			}
			if p.Accept != "" {
				fmt.Fprintf(out, "%-11s -accept %s takes it\n", "", p.Accept)
			}
		}
	}
	if r.More > 0 {
		fmt.Fprintf(out, "problem     and %d more\n", r.More)
	}
	if r.Coverage != "" {
		fmt.Fprintf(out, "read        %d of %d (%s)\n", r.Held, r.Stated, r.Coverage)
	}
}

// placeOf returns the position of a problem in a file.
func placeOf(p *client.AnnexProblem) string {
	parts := []string{p.File}
	if p.Sheet != "" {
		parts = append(parts, p.Sheet)
	}
	if p.Page > 0 {
		parts = append(parts, fmt.Sprintf("page %d", p.Page))
	}
	if p.Row > 0 {
		parts = append(parts, fmt.Sprintf("row %d", p.Row))
	}
	if p.Column != "" {
		parts = append(parts, "column "+p.Column)
	}
	return strings.Join(parts, ", ")
}

// shown is how many rows of each kind of change are printed.
const shown = 20

// printDifference prints the first rows of each kind of change, each as one line of JSON.
func printDifference(out io.Writer, diff json.RawMessage) error {
	var d map[string]json.RawMessage
	if err := json.Unmarshal(diff, &d); err != nil {
		return fmt.Errorf("bring: the difference: %w", err)
	}
	groups := d
	if nested, ok := d["tariff"]; ok {
		groups = nil
		if err := json.Unmarshal(nested, &groups); err != nil {
			return fmt.Errorf("bring: the difference: %w", err)
		}
	}
	for _, name := range []string{"ended", "new", "successions", "added", "removed", "renumbered", "changed", "duties"} {
		var rows []json.RawMessage
		if raw, ok := groups[name]; ok {
			if err := json.Unmarshal(raw, &rows); err != nil {
				return fmt.Errorf("bring: the difference: %s: %w", name, err)
			}
		}
		if len(rows) == 0 {
			continue
		}
		fmt.Fprintf(out, "%s: %d\n", name, len(rows))
		for _, row := range rows[:min(len(rows), shown)] {
			fmt.Fprintf(out, "  %s\n", row)
		}
		if more := len(rows) - shown; more > 0 {
			fmt.Fprintf(out, "  and %d more, with -json\n", more)
		}
	}
	var leftOut int
	if raw, ok := d["left_out"]; ok {
		if err := json.Unmarshal(raw, &leftOut); err != nil {
			return fmt.Errorf("bring: the difference: left_out: %w", err)
		}
		fmt.Fprintf(out, "%d rows more than the service shows; the counts of changes above have them all\n", leftOut)
	}
	return nil
}
