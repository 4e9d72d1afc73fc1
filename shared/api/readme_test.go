package api_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"testing"
)

// TestReadme sends the request of the README's first command, and compares the answer with
// its first JSON block; -update rewrites the block.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`(?s)curl[^\n]*(/v1/goods/checks[^\n' ]*)[^\n]*-d '\n(\{.*?\})'`).FindSubmatch(readme)
	answer := regexp.MustCompile("(?s)```json\n(.*?)\n```").FindSubmatch(readme)
	if command == nil || answer == nil {
		t.Fatal("the README has no request with its answer")
	}
	got := newService(t).post(string(command[1]), string(command[2]))
	if *update {
		var indented bytes.Buffer
		if err := json.Indent(&indented, []byte(got.Body), "", "  "); err != nil {
			t.Fatal(err)
		}
		readme = bytes.Replace(readme, answer[1], indented.Bytes(), 1)
		if err := os.WriteFile("../../README.md", readme, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	var want bytes.Buffer
	if err := json.Compact(&want, answer[1]); err != nil {
		t.Fatalf("the README's answer is not JSON: %v", err)
	}
	if got.StatusCode != 200 || got.Body != want.String() {
		t.Errorf("the README shows another answer than is given:\n got %d %s\nwant %s", got.StatusCode, got.Body,
			want.String())
	}
}
