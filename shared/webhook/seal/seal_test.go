package seal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal"
)

func TestKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	made, err := seal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("the file has the mode %v, %v", info.Mode(), err)
	}
	const secret = "whsec_AAAA"
	one, err := made.Seal(t.Context(), "hook-1", secret)
	if err != nil {
		t.Fatal(err)
	}
	other, err := made.Seal(t.Context(), "hook-1", secret)
	if err != nil || bytes.Equal(one, other) || bytes.Contains(one, []byte("AAAA")) {
		t.Errorf("sealed twice as %q and %q, %v", one, other, err)
	}
	again, err := seal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open(t.Context(), "hook-1", one); got != secret || err != nil {
		t.Errorf("opened %q, %v", got, err)
	}
	for name, open := range map[string]func() (string, error){
		"for another webhook": func() (string, error) { return again.Open(t.Context(), "hook-2", one) },
		"with another key":    func() (string, error) { return seal.New([32]byte{2}).Open(t.Context(), "hook-1", one) },
		"cut off":             func() (string, error) { return again.Open(t.Context(), "hook-1", one[:len(one)-1]) },
		"nothing":             func() (string, error) { return again.Open(t.Context(), "hook-1", nil) },
	} {
		if got, err := open(); got != "" || !errors.Is(err, webhook.ErrSealed) {
			t.Errorf("%s: opened %q, %v", name, got, err)
		}
	}
}

// TestDamaged checks that a file without a valid key is reported and not overwritten.
func TestDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("c2hvcnQ=\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(path); err == nil || !strings.Contains(err.Error(), path+" is not one") {
		t.Errorf("got %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "c2hvcnQ=\n" {
		t.Errorf("the file has %q", text)
	}
}
