package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// writeAll writes the files below dir, all or none: it first writes each to a temporary file, then renames
// them. If a rename fails, the earlier files are restored.
func writeAll(dir string, files map[string][]byte) (err error) {
	var staged []*replacement
	defer func() {
		for _, r := range staged {
			if err != nil {
				err = errors.Join(err, r.undo())
			}
			os.Remove(r.temporary)
		}
	}()
	for name, content := range files {
		r, err := stage(filepath.Join(dir, filepath.FromSlash(name)), content)
		if err != nil {
			return err
		}
		staged = append(staged, r)
	}
	for _, r := range staged {
		if err := r.move(); err != nil {
			return fmt.Errorf("nothing was changed: %w", err)
		}
	}
	return nil
}

// A replacement is one file to be replaced.
type replacement struct {
	path      string
	temporary string
	before    []byte // the present content
	existed   bool
	moved     bool
	folder    string // created for this file; empty if it existed
}

func stage(path string, content []byte) (*replacement, error) {
	r := &replacement{path: path}
	var err error
	if r.before, err = os.ReadFile(path); err == nil {
		r.existed = true
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		r.folder = folder
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(folder, "."+filepath.Base(path)+"-")
	if err != nil {
		return nil, err
	}
	r.temporary = f.Name()
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err != nil {
		os.Remove(r.temporary)
		return nil, err
	}
	return r, nil
}

func (r *replacement) move() error {
	if err := os.Rename(r.temporary, r.path); err != nil {
		return err
	}
	r.moved = true
	return nil
}

// undo restores the earlier content.
func (r *replacement) undo() error {
	var err error
	switch {
	case r.moved && r.existed:
		err = os.WriteFile(r.path, r.before, 0o644)
	case r.moved:
		err = os.Remove(r.path)
	}
	os.Remove(r.temporary)
	if r.folder != "" {
		os.Remove(r.folder) // if it is empty
	}
	return err
}
