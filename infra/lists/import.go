package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/annex"
	"importchecker/shared/list/compile"
)

// job is one import under way.
type job struct {
	*options
	meta    compile.Meta
	reading *annex.Reading
	coding  string        // how the file is encoded
	before  *list.Edition // what the edition held; nil when it is new
	now     *list.Edition
	files   map[string][]byte // to be written, by path below the tree
}

// importAnnex reads, checks and reports, and writes when nothing is wrong.
func importAnnex(o *options, out io.Writer) error {
	if _, ok := list.BuiltIn().List(o.list); !ok {
		return fmt.Errorf("there is no list %q: want cbec-retail-import or yiwu-import-pilot", o.list)
	}
	raw, err := os.ReadFile(o.file)
	if err != nil {
		return err
	}
	j := &job{options: o, files: map[string][]byte{}}
	if err := j.findEdition(); err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	j.meta.Annex = &compile.Annex{File: filepath.Base(o.file), SHA256: hex.EncodeToString(sum[:]), Partial: o.partial}

	if err := j.read(raw); err != nil {
		return err
	}
	j.reportReading(out)
	if len(j.reading.Problems) > 0 {
		j.reportProblems(out)
		return errRefused
	}
	if err := j.compose(); err != nil {
		return err
	}
	j.reportChanges(out)
	if o.dryRun {
		fmt.Fprintln(out, "\nDry run: nothing was written.")
		return nil
	}
	if err := writeAll(o.tree, j.files); err != nil {
		return err
	}
	j.reportNext(out)
	return nil
}

// folder returns a path below the tree, within the folder of an edition.
func (j *job) folder(id, name string) string { return path.Join("source", j.list, id, name) }

// findEdition reads what the edition held, or takes what it is from the flags.
func (j *job) findEdition() error {
	tree := os.DirFS(j.tree)
	raw, err := fs.ReadFile(tree, j.folder(j.edition, "edition.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return j.newEdition()
	}
	if err != nil {
		return err
	}
	if len(j.freshFlags) > 0 {
		return fmt.Errorf("edition %s is there, so %s cannot be given: what it is stands in its edition.json", j.edition, j.freshFlags[0])
	}
	if j.meta, err = compile.ReadMeta(j.folder(j.edition, "edition.json"), raw); err != nil {
		return err
	}
	j.before, err = compile.ReadEdition(tree, j.folder(j.edition, ""))
	return err
}

// newEdition takes the edition from the flags and ends the one it replaces.
func (j *job) newEdition() error {
	j.meta = j.fresh
	j.meta.List, j.meta.ID = j.list, j.edition
	raw, err := compile.FormatMeta(j.meta)
	if err != nil {
		return err
	}
	if _, err := compile.ReadMeta("-", raw); err != nil {
		return fmt.Errorf("there is no edition %s yet, and the flags do not say all of it (-help shows them):\n%w", j.edition, err)
	}
	from, _ := edition.ParseDate(j.meta.Effective)
	to, _ := edition.ParseDate(j.meta.Superseded)
	others, err := fs.ReadDir(os.DirFS(j.tree), path.Join("source", j.list))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	isThere := func(e fs.DirEntry) bool { return e.IsDir() && e.Name() == j.supersedes }
	if j.supersedes != "" && !slices.ContainsFunc(others, isThere) {
		return fmt.Errorf("-supersedes %s: there is no such edition of %s", j.supersedes, j.list)
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
		begins, _ := edition.ParseDate(m.Effective)
		ends, _ := edition.ParseDate(m.Superseded)
		if m.ID == j.supersedes {
			if begins >= from {
				return fmt.Errorf("-supersedes %s: that edition takes effect on %s, not before %s", m.ID, begins, from)
			}
			if ends != 0 && ends < from {
				return fmt.Errorf("-supersedes %s: that edition has ended on %s already", m.ID, ends)
			}
			m.Superseded, ends = j.meta.Effective, from
			if j.files[file], err = compile.FormatMeta(m); err != nil {
				return err
			}
		}
		if overlap := (ends == 0 || ends > from) && (to == 0 || begins < to); overlap && !j.beside {
			return fmt.Errorf("edition %s would be in force together with %s: give -supersedes %s if it is replaced, -superseded DAY if the new one has ended, or -beside if both stand", m.ID, j.edition, m.ID)
		}
	}
	return nil
}

// read reads and checks the annex.
func (j *job) read(raw []byte) error {
	sheet, err := annex.ReadCSV(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", j.meta.Annex.File, err)
	}
	j.coding = sheet.Encoding
	effective, err := edition.ParseDate(j.meta.Effective)
	if err != nil {
		return err
	}
	j.reading = annex.Read(j.meta.Annex.File, sheet, j.meta.Counts)
	j.reading.Check(annex.Rules{
		Effective: effective, Stated: j.meta.Stated,
		Partial: j.partial, Manual: j.manual, ManualAll: j.manualAll, UnknownCodes: j.unknownCodes,
	})
	return nil
}

// compose makes every file that the import changes, and compiles them in a
// copy of the tree: what is written later has been read back already.
func (j *job) compose() error {
	entries := j.reading.Entries(j.meta.Annex.Source())
	if j.before != nil {
		entries = append(entries, j.before.Hints...)
	}
	rows, err := compile.FormatRows(entries)
	if err != nil {
		return err
	}
	meta, err := compile.FormatMeta(j.meta)
	if err != nil {
		return err
	}
	j.files[j.folder(j.edition, "list.csv")] = rows
	j.files[j.folder(j.edition, "edition.json")] = meta

	staged, err := os.MkdirTemp("", "lists-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staged)
	if err := os.CopyFS(filepath.Join(staged, "source"), os.DirFS(filepath.Join(j.tree, "source"))); err != nil {
		return err
	}
	for name, content := range j.files {
		file := filepath.Join(staged, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	source := os.DirFS(filepath.Join(staged, "source"))
	if j.now, err = compile.ReadEdition(source, path.Join(j.list, j.edition)); err != nil {
		return err
	}
	if j.files["table.go"], err = compile.Write(source, "list"); err != nil {
		return err
	}
	notice, err := os.ReadFile(filepath.Join(j.tree, j.folder(j.edition, "NOTICE.md")))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	j.files[j.folder(j.edition, "NOTICE.md")] = []byte(j.notice(string(notice)))
	return nil
}

// written returns the paths that the import writes, in order.
func (j *job) written() []string {
	var names []string
	for name := range j.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
