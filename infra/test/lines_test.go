package main

import (
	"slices"
	"strings"
	"testing"
)

// TestColumns checks that string literals and the output of examples do not count, and code and comments do.
func TestColumns(t *testing.T) {
	long := strings.Repeat("长", 200)
	source := "package m\n\n// " + long + "\nvar a, b = \"" + long + "\", `x\n" + long + "` + `y`\n\n// Output:\n// " + long +
		"\n\n// " + long + "\n"
	want := []int{9, 0, 203, 13, 3, 0, 0, 0, 0, 203}
	if got := columnsOf([]byte(source)); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
