package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"importchecker/shared/annex"
	"importchecker/shared/annex/goods"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/publication"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// A job is the import of a list of goods.
type goodsJob struct {
	*options
	annex.Goods
	report *goods.Report
	after  *list.Edition
	files  map[string][]byte // to be written, by path below the tree
}

// importAnnex reads and checks the annex, reports, and writes the edition if there are no problems.
func importAnnex(o *options, out io.Writer) error {
	if _, ok := services.BuiltIn().List(o.list); ok {
		return importServices(o, out)
	}
	if o.list == tariff.List {
		return errors.New("the schedule of the tariff is compiled in by go run ./infra/tariff, or imported into a service: POST /v1/lists/cn-tariff/imports")
	}
	if _, ok := list.BuiltIn().List(o.list); !ok {
		return fmt.Errorf("there is no list %q: want cbec-retail-import, yiwu-import-pilot or one of cn-services-negative-national, -ftz and -hainan", o.list)
	}
	if o.short != (edition.Text{}) {
		return errors.New("-short-en and -short-zh are of lists of services")
	}
	j := &goodsJob{options: o, Goods: annex.Goods{Sheet: o.sheet, Rules: o.rules}, files: map[string][]byte{}}
	if err := j.findEdition(); err != nil {
		return err
	}
	if err := j.findProfile(); err != nil {
		return err
	}
	var err error
	if j.Files, err = o.load(j.Profile); err != nil {
		return err
	}
	if err := j.read(); err != nil {
		return err
	}
	if len(j.report.Problems) > 0 {
		return errors.Join(j.print(out, nil), errRefused)
	}
	if err := j.compose(); err != nil {
		return err
	}
	if len(j.report.Problems) > 0 {
		return errors.Join(j.print(out, nil), errRefused)
	}
	if o.dryRun {
		return j.print(out, nil)
	}
	if err := writeAll(o.tree, j.files); err != nil {
		return err
	}
	return j.print(out, j.written())
}

// folder returns the path, below the tree, of a file in the folder of an edition.
func (o *options) folder(id, name string) string { return path.Join("source", o.list, id, name) }

// findEdition reads the existing edition, or creates a new one from the flags.
func (j *goodsJob) findEdition() error {
	tree := os.DirFS(j.tree)
	raw, err := fs.ReadFile(tree, j.folder(j.edition, "edition.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return j.newEdition()
	}
	if err != nil {
		return err
	}
	if len(j.freshFlags) > 0 {
		return fmt.Errorf("edition %s is there, so %s cannot be given: what it is stands in its edition.json", j.edition,
			j.freshFlags[0])
	}
	if j.Meta, err = compile.ReadMeta(j.folder(j.edition, "edition.json"), raw); err != nil {
		return err
	}
	j.Before, err = compile.ReadEdition(tree, j.folder(j.edition, ""))
	return err
}

// newEdition creates the edition from the flags, and ends the one that it replaces.
func (j *goodsJob) newEdition() error {
	j.Meta = j.fresh
	j.Meta.List, j.Meta.ID = j.list, j.edition
	raw, err := compile.FormatMeta(j.Meta)
	if err != nil {
		return err
	}
	if _, err := compile.ReadMeta("-", raw); err != nil {
		return fmt.Errorf("there is no edition %s yet, and the flags do not say all of it (-help shows them):\n%w", j.edition,
			err)
	}
	from, _ := edition.ParseDate(j.Meta.Effective)
	to, _ := edition.ParseDate(j.Meta.Superseded)
	others, err := fs.ReadDir(os.DirFS(j.tree), path.Join("source", j.list))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := j.knowsSuperseded(others); err != nil {
		return err
	}
	for _, other := range others {
		if !other.IsDir() {
			continue
		}
		file := j.folder(other.Name(), "edition.json")
		raw, err := fs.ReadFile(os.DirFS(j.tree), file)
		if err != nil {
			return err
		}
		m, err := compile.ReadMeta(file, raw)
		if err != nil {
			return err
		}
		ends, err := j.endsOther(m.ID, m.Effective, m.Superseded, edition.Interval{From: from, To: to})
		if err != nil {
			return err
		}
		if ends {
			m.Superseded = j.Meta.Effective
			if j.files[file], err = compile.FormatMeta(m); err != nil {
				return err
			}
		}
	}
	return nil
}

// knowsSuperseded returns an error unless the superseded edition is among the folders of the list.
func (o *options) knowsSuperseded(folders []fs.DirEntry) error {
	isThere := func(e fs.DirEntry) bool { return e.IsDir() && e.Name() == o.supersedes }
	if o.supersedes != "" && !slices.ContainsFunc(folders, isThere) {
		return fmt.Errorf("-supersedes %s: there is no such edition of %s", o.supersedes, o.list)
	}
	return nil
}

// endsOther compares a new edition with another of its list, and reports whether it ends that one.
func (o *options) endsOther(id, effective, superseded string, fresh edition.Interval) (bool, error) {
	begins, _ := edition.ParseDate(effective)
	ends, _ := edition.ParseDate(superseded)
	replaced := id == o.supersedes
	if replaced {
		if begins >= fresh.From {
			return false, fmt.Errorf("-supersedes %s: that edition takes effect on %s, not before %s", id, begins, fresh.From)
		}
		if ends != 0 && ends < fresh.From {
			return false, fmt.Errorf("-supersedes %s: that edition has ended on %s already", id, ends)
		}
		ends = fresh.From
	}
	if overlap := (ends == 0 || ends > fresh.From) && (fresh.To == 0 || begins < fresh.To); overlap && !o.inForceBeside {
		return false,
			fmt.Errorf("edition %s would be in force together with %s: give -supersedes %s if it is replaced, -superseded DAY if the new one has ended, or -beside if both stand", id, o.edition, id)
	}
	return replaced, nil
}

// findProfile selects the profile of the annex, and reads the edition that it amends.
func (j *goodsJob) findProfile() error {
	var err error
	if j.Profile, err = annex.ProfileOf(j.list, j.profileID, j.amends, j.Meta.Counts); err != nil {
		return flagError(err)
	}
	j.Columns, j.FirstRow = j.columns, j.firstRow
	if j.Profile, err = j.Profile.WithColumns(j.columns, j.firstRow); err != nil {
		return fmt.Errorf("-columns: %w", err)
	}
	switch j.amends {
	case "":
		return nil
	case j.edition:
		return errors.New("-amends: an edition does not amend itself")
	}
	if j.Base, err = compile.ReadEdition(os.DirFS(j.tree), j.folder(j.amends, "")); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("-amends %s: there is no such edition of %s", j.amends, j.list)
	}
	return err
}

// flagError names the flag in an error about a field.
func flagError(err error) error {
	var refused *publication.RequestError
	switch {
	case !errors.As(err, &refused):
		return err
	case refused.Field == "file":
		return errors.New(refused.Text.EN)
	}
	return fmt.Errorf("-%s: %s", refused.Field, refused.Text.EN)
}

// read reads and checks the annex.
func (j *goodsJob) read() error {
	if err := j.Read(); err != nil {
		return err
	}
	if err := j.checkBeside(); err != nil {
		return err
	}
	j.report = j.Report()
	return nil
}

// checkBeside compares the edition with the others of its list. An existing edition may overlap with them.
func (j *goodsJob) checkBeside() error {
	raw, err := compile.FormatMeta(j.Meta)
	if err != nil {
		return err
	}
	e, err := compile.ReadEditionMeta(j.folder(j.edition, "edition.json"), raw)
	if err != nil {
		return err
	}
	folders, err := fs.ReadDir(os.DirFS(j.tree), path.Join("source", j.list))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var others []*list.Edition
	for _, f := range folders {
		if !f.IsDir() || f.Name() == j.edition {
			continue
		}
		other, err := compile.ReadEdition(os.DirFS(j.tree), j.folder(f.Name(), ""))
		if err != nil {
			return err
		}
		if other.ID == j.supersedes { // as it will be after the import
			other.To = e.From
		}
		others = append(others, other)
	}
	j.Reading.CheckBeside(e.Edition, others, j.inForceBeside || j.Before != nil)
	return nil
}

// compose creates every file that the import changes, and compiles them in a copy of the tree, so that they
// have been read back before they are written.
func (j *goodsJob) compose() error {
	meta, rows, err := j.Sources()
	if err != nil {
		return err
	}
	j.files[j.folder(j.edition, "list.csv")] = rows
	j.files[j.folder(j.edition, "edition.json")] = meta

	staged, err := stageTree(j.tree, j.files)
	if err != nil {
		return err
	}
	defer os.RemoveAll(staged)
	source := os.DirFS(filepath.Join(staged, "source"))
	if j.after, err = compile.ReadEdition(source, path.Join(j.list, j.edition)); err != nil {
		return err
	}
	if j.files["table.go"], err = compile.Write(source, "list"); err != nil {
		return err
	}
	j.report.Compare(j.Before, j.after)
	j.Loss(j.report)
	notice, err := os.ReadFile(filepath.Join(j.tree, j.folder(j.edition, "NOTICE.md")))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	j.files[j.folder(j.edition, "NOTICE.md")] = []byte(j.notice(string(notice)))
	return nil
}

// stageTree copies the sources of a tree into a new folder, replacing files.
func stageTree(tree string, files map[string][]byte) (staged string, err error) {
	if staged, err = os.MkdirTemp("", "lists-"); err != nil {
		return "", err
	}
	err = os.CopyFS(filepath.Join(staged, "source"), os.DirFS(filepath.Join(tree, "source")))
	for name, content := range files {
		if err != nil {
			break
		}
		file := filepath.Join(staged, filepath.FromSlash(name))
		if err = os.MkdirAll(filepath.Dir(file), 0o755); err == nil {
			err = os.WriteFile(file, content, 0o644)
		}
	}
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(staged))
	}
	return staged, nil
}

// written returns the sorted paths that the import wrote.
func (j *goodsJob) written() []string { return j.options.written(j.files) }

func (o *options) written(files map[string][]byte) []string {
	var names []string
	for name := range files {
		names = append(names, short(filepath.Join(o.tree, filepath.FromSlash(name))))
	}
	slices.Sort(names)
	return names
}
