//go:build ignore

// Gen compiles the editions below source/ into table.go.
package main

import (
	"log"
	"os"

	"importchecker/shared/list/compile"
)

func main() {
	log.SetFlags(0)
	code, err := compile.Write(os.DirFS("source"), "list")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("table.go", code, 0o644); err != nil {
		log.Fatal(err)
	}
}
