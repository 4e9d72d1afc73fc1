package main

import (
	"os"
	"testing"

	"importchecker/shared/annex/confined"
)

// TestMain: files are read by this program, begun anew.
func TestMain(m *testing.M) {
	confined.Serve()
	os.Exit(m.Run())
}
