//go:build ignore

// Gen reads source/ and writes table.go, classification.go and data/. It writes
// nothing when a source is invalid.
package main

import (
	"log"
	"os"

	"importchecker/shared/services/compile"
)

func main() {
	log.SetFlags(0)
	files, err := compile.Files(os.DirFS("source"))
	if err != nil {
		log.Fatal(err)
	}
	for name, code := range files {
		if err := os.WriteFile(name, code, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
