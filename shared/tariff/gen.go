//go:build ignore

// Gen reads source/ and writes table.go and data/. It writes nothing when a
// source is invalid.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"importchecker/shared/tariff/internal/compile"
)

func main() {
	files, err := compile.Files(os.DirFS("source"))
	if err != nil {
		fmt.Fprintf(os.Stderr, "in source/:\n%v\n", err)
		os.Exit(1)
	}
	if err := write(files); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write writes the files whose content has changed.
func write(files map[string][]byte) error {
	for name, content := range files {
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, content) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
