package docx

import (
	"io"
	"strings"
	"testing"
)

// TestBounded: a part that says that it is smaller than it is.
func TestBounded(t *testing.T) {
	read := func(left int64) (string, error) {
		raw, err := io.ReadAll(&bounded{io.NopCloser(strings.NewReader("abcd")), left})
		return string(raw), err
	}
	if got, err := read(4); err != nil || got != "abcd" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := read(3); err == nil || !strings.Contains(err.Error(), "unpacks to more than") {
		t.Errorf("got %v", err)
	}
}
