package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"importchecker/shared/annex"
	"importchecker/shared/annex/measures"
	"importchecker/shared/edition"
	"importchecker/shared/services/compile"
)

// A serviceJob is the import of a list of services.
type serviceJob struct {
	*options
	annex.Services
	report *measures.Report
	files  map[string][]byte // to be written, by path below the tree
}

// importServices reads and checks the annex, reports, and writes the edition if there are no problems.
func importServices(o *options, out io.Writer) error {
	switch {
	case o.amends != "":
		return errors.New("-amends: changes to a list of services are not applied: bring in the whole list")
	case len(o.rules.ManualCodes) > 0:
		return errors.New("-manual: rows of a list of services are marked by their numbers (序号)")
	}
	j := &serviceJob{options: o, files: map[string][]byte{}}
	j.Sheet, j.Partial, j.Accept = o.sheet, o.rules.Partial, o.rules.Accept
	j.Rules = measures.Rules{Manual: o.rules.Manual, ManualAll: o.rules.ManualAll}
	if err := j.findEdition(); err != nil {
		return err
	}
	var err error
	if j.Profile, err = annex.ProfileOf(o.list, o.profileID, "", ""); err != nil {
		return flagError(err)
	}
	j.Columns, j.FirstRow = o.columns, o.firstRow
	if j.Profile, err = j.Profile.WithColumns(o.columns, o.firstRow); err != nil {
		return fmt.Errorf("-columns: %w", err)
	}
	inputs, err := o.load(j.Profile)
	if err != nil {
		return err
	}
	j.File = inputs[0]
	j.Read()
	now, err := j.Edition()
	if err != nil {
		return err
	}
	if j.report, err = j.Report(); err != nil {
		return err
	}
	if now == nil {
		return errors.Join(j.print(out, nil), errRefused)
	}
	j.report.Compare(j.Before, now)
	if j.Loss(j.report, now); len(j.report.Problems) > 0 {
		return errors.Join(j.print(out, nil), errRefused)
	}
	if err := j.compose(); err != nil {
		return err
	}
	if o.dryRun {
		return j.print(out, nil)
	}
	if err := writeAll(o.tree, j.files); err != nil {
		return err
	}
	return j.print(out, o.written(j.files))
}

// findEdition reads the existing edition, or creates a new one from the flags.
func (j *serviceJob) findEdition() error {
	tree, file := os.DirFS(j.tree), j.folder(j.edition, "edition.json")
	raw, err := fs.ReadFile(tree, file)
	if errors.Is(err, fs.ErrNotExist) {
		return j.newEdition(tree)
	}
	if err != nil {
		return err
	}
	if len(j.freshFlags) > 0 {
		return fmt.Errorf("edition %s is there, so %s cannot be given: what it is stands in its edition.json", j.edition,
			j.freshFlags[0])
	}
	if j.Meta, err = compile.ReadMeta(file, raw); err != nil {
		return err
	}
	j.Before, err = compile.ReadEdition(tree, j.folder(j.edition, ""), compile.Compiled())
	return err
}

// newEdition creates the edition from the flags, and ends the one that it replaces.
func (j *serviceJob) newEdition(tree fs.FS) error {
	f := &j.fresh
	j.Meta = compile.Meta{
		List: j.list, ID: j.edition, Title: f.Title, Short: j.short, Issuer: f.Issuer, Document: f.Document,
		Effective: f.Effective, Superseded: f.Superseded, Stated: f.Stated, Published: f.Published,
	}
	raw, err := compile.FormatMeta(j.Meta)
	if err != nil {
		return err
	}
	_, err = compile.ReadMeta("-", raw)
	if f.Stated <= 0 {
		err = errors.Join(err, errors.New("-: stated: must be the positive count that the announcement states"))
	}
	if f.Effective == "" || j.short.EN == "" || j.short.ZH == "" {
		err = errors.Join(err, errors.New("-: effective, short.en, short.zh: blank, one of them"))
	}
	if err != nil {
		return fmt.Errorf("there is no edition %s yet, and the flags do not say all of it (-help shows them):\n%w", j.edition,
			err)
	}
	folders, err := fs.ReadDir(tree, path.Join("source", j.list))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := j.knowsSuperseded(folders); err != nil {
		return err
	}
	var fresh edition.Interval
	fresh.From, _ = edition.ParseDate(f.Effective)
	fresh.To, _ = edition.ParseDate(f.Superseded)
	for _, other := range folders {
		if !other.IsDir() {
			continue
		}
		file := j.folder(other.Name(), "edition.json")
		raw, err := fs.ReadFile(tree, file)
		if err != nil {
			return err
		}
		m, err := compile.ReadMeta(file, raw)
		if err != nil {
			return err
		}
		if strings.TrimSpace(m.Document) == strings.TrimSpace(f.Document) && !j.inForceBeside {
			return fmt.Errorf("-document %s: edition %s has it already", m.Document, m.ID)
		}
		ends, err := j.endsOther(m.ID, m.Effective, m.Superseded, fresh)
		if err != nil {
			return err
		}
		if ends {
			m.Superseded = f.Effective
			if j.files[file], err = compile.FormatMeta(m); err != nil {
				return err
			}
		}
	}
	return nil
}

// compose creates every file that the import changes, and compiles them in a copy of the tree.
func (j *serviceJob) compose() error {
	meta, rows, err := j.Sources()
	if err != nil {
		return err
	}
	j.files[j.folder(j.edition, "list.csv")] = rows
	j.files[j.folder(j.edition, "edition.json")] = meta
	j.files[j.folder(j.edition, "NOTICE.md")] = []byte(j.notice())
	listNotice, err := os.ReadFile(filepath.Join(j.tree, "source", "NOTICE.md"))
	if err == nil {
		j.files["source/NOTICE.md"] = []byte(j.noticeOfAll(string(listNotice)))
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	staged, err := stageTree(j.tree, j.files)
	if err != nil {
		return err
	}
	defer os.RemoveAll(staged)
	generated, err := compile.Files(os.DirFS(filepath.Join(staged, "source")))
	if err != nil {
		return err
	}
	for name, content := range generated {
		if before, err := os.ReadFile(filepath.Join(j.tree, filepath.FromSlash(name))); err != nil ||
			!bytes.Equal(before, content) {
			j.files[name] = content
		}
	}
	return nil
}

// notice returns the NOTICE.md of the edition.
func (j *serviceJob) notice() string {
	r, m := j.report, j.Meta
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s. %s, in force from %s.\n\n## %s\n\n", m.Title.EN, m.Title.ZH, m.Issuer.EN,
		m.Document, m.Effective, rowsHeading)
	fmt.Fprintf(&b,
		"Loaded from the annex itself with `go run ./infra/lists import`. Coverage: %s, %d of %d measures.\n\n| | |\n|---|---|\n", r.Coverage, r.Held, r.Stated)
	fmt.Fprintf(&b, "| File | `%s` (%s) |\n| SHA-256 | `%s` |\n", r.File.Name, r.File.Format, r.File.SHA256)
	if r.File.Address != "" {
		fmt.Fprintf(&b, "| Taken from | <%s>, on %s |\n", r.File.Address, r.File.Retrieved)
	}
	if r.File.LinkedFrom != "" {
		fmt.Fprintf(&b, "| Linked from | <%s> |\n", r.File.LinkedFrom)
	}
	fmt.Fprintf(&b, "| Header | row %d: %s |\n", r.Header, r.Columns)
	fmt.Fprintf(&b,
		"| Applied as | %d decided in the table, %d lent by the row held before, %d typed by their words, %d open |\n",
		r.States[measures.Decided], r.States[measures.Lent], r.States[measures.Typed], r.States[measures.Open])
	fmt.Fprintf(&b,
		"\nEvery row has the basis `official` and the confidence `annex`, cites `%s` and has its text in `original_zh`. An open row is `unread`, in modes 1, 2 and 4, over all of its section.\n", m.Annex.Source())
	if len(r.Footnotes) > 0 {
		b.WriteString("\nText beside the table, which is not read as rules:\n\n")
	}
	for _, text := range r.Footnotes {
		fmt.Fprintf(&b, "> %s\n>\n", text)
	}
	return b.String()
}

// noticeOfAll updates the edition's row in the NOTICE.md of all lists. A new edition gets a row below those of
// its list.
func (j *serviceJob) noticeOfAll(before string) string {
	line := func(description string) string {
		return fmt.Sprintf("| `%s/%s/` | %d of %d | %s | %s: loaded from the annex, see its own NOTICE.md |", j.list,
			j.edition, j.report.Held, j.report.Stated, description, j.report.Coverage)
	}
	lines := strings.Split(before, "\n")
	last := -1
	for i, text := range lines {
		cells := strings.Split(text, " | ")
		switch {
		case strings.HasPrefix(text, "| `"+j.list+"/"+j.edition+"/`") && len(cells) == 4:
			lines[i] = line(cells[2])
			return strings.Join(lines, "\n")
		case strings.HasPrefix(text, "| `"+j.list+"/"):
			last = i
		}
	}
	if last < 0 {
		return before
	}
	description := fmt.Sprintf("%s, from %s (%s)", j.Meta.Short.EN, j.Meta.Effective, j.Meta.Document)
	return strings.Join(slices.Insert(lines, last+1, line(description)), "\n")
}

// serviceOutcome is the report as JSON, with what was done.
type serviceOutcome struct {
	*measures.Report
	Refused bool     `json:"refused"`
	DryRun  bool     `json:"dry_run"`
	Written []string `json:"written"`
}

// print writes the report, as text or as JSON. written is nil if nothing was written.
func (j *serviceJob) print(out io.Writer, written []string) error {
	refused := len(j.report.Problems) > 0
	if j.asJSON {
		return writeJSON(out, serviceOutcome{j.report, refused, j.dryRun, paths(written)})
	}
	j.report.WriteText(out)
	j.close(out, refused, written)
	return nil
}
