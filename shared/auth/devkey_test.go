package auth

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestDevKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dev-key.json")
	key, err := OpenDevKey(path)
	if err != nil {
		t.Fatal(err)
	}
	token, err := key.Token("dev-seller", testNow, time.Hour, Seller)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v; want mode 0600", info.Mode(), err)
	}
	// Opened again, as after a restart, it is the same key.
	again, err := OpenDevKey(path)
	if err != nil {
		t.Fatal(err)
	}
	verifier := func(keys KeySource) *Verifier {
		v, err := NewVerifier(Config{Issuer: DevIssuer, Audience: DevAudience, Keys: keys,
			Now: func() time.Time { return testNow }})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	p, err := verifier(again.Keys()).Verify(t.Context(), token)
	if err != nil || p.Seller != "dev-seller" || !p.May(Seller) || p.May(Maintainer) {
		t.Errorf("got %+v, %v", p, err)
	}
	// Another machine's key does not verify it.
	other, err := OpenDevKey(filepath.Join(t.TempDir(), "dev-key.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verifier(other.Keys()).Verify(t.Context(), token); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("error %v, want %v", err, ErrUnknownKey)
	}
	if public := key.Keys()[0]; !public.IsPublic() {
		t.Error("Keys gives the private key away")
	}
	if _, err := key.Token("two words", testNow, time.Hour, Seller); err == nil {
		t.Error("a seller of two words: no error")
	}
}

func TestDevKeyRefusesWhatIsNotOne(t *testing.T) {
	for _, text := range []string{"", "{}", "null", `{"kty":"oct","k":"c2VjcmV0","kid":"a"}`} {
		path := filepath.Join(t.TempDir(), "dev-key.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenDevKey(path); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
	if _, err := OpenDevKey(filepath.Join(t.TempDir(), "absent", "dev-key.json")); err == nil {
		t.Error("no folder: no error")
	}
}
