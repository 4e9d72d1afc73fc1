package main

import (
	"os"
	"testing"

	"importchecker/shared/annex/confined"
)

// TestMain lets this program read annexes in a child process.
func TestMain(m *testing.M) {
	confined.Serve()
	os.Exit(m.Run())
}
