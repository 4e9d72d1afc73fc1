//go:build ignore

// Gen compiles the editions below source/ into table.go, and the sources that
// their rows cite into sources.go.
package main

import (
	"log"
	"os"

	"importchecker/shared/list/compile"
)

func main() {
	log.SetFlags(0)
	source := os.DirFS("source")
	table, err := compile.Write(source, "list")
	if err != nil {
		log.Fatal(err)
	}
	sources, err := compile.WriteSources(source, "list")
	if err != nil {
		log.Fatal(err)
	}
	for name, code := range map[string][]byte{"table.go": table, "sources.go": sources} {
		if err := os.WriteFile(name, code, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
