//go:build ignore

// Gen compiles the sample editions below source/ into table.go.
package main

import (
	"log"
	"os"

	"importchecker/shared/services/compile"
)

func main() {
	log.SetFlags(0)
	code, err := compile.Editions(os.DirFS("source"), "sample")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("table.go", code, 0o644); err != nil {
		log.Fatal(err)
	}
}
