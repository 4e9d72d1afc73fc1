//go:build ignore

// Gen reads source/regimes.txt and writes table.go. It writes nothing when the
// source is invalid.
package main

import (
	"fmt"
	"os"

	"importchecker/shared/regime/internal/compile"
)

func main() {
	source, err := os.ReadFile("source/regimes.txt")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	table, err := compile.Table(source)
	if err != nil {
		fmt.Fprintf(os.Stderr, "source/regimes.txt:\n%v\n", err)
		os.Exit(1)
	}
	if err := os.WriteFile("table.go", table, 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
