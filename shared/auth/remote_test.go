package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// issuer is an OpenID Connect provider on this machine, with a clock.
type issuer struct {
	*httptest.Server
	keys    atomic.Pointer[[]any] // what it publishes
	down    atomic.Bool
	fetches atomic.Int64 // of the key set
	clock   atomic.Int64 // seconds after testNow
	handler atomic.Pointer[http.HandlerFunc]
}

func newIssuer(t *testing.T, keys ...any) *issuer {
	i := &issuer{}
	i.keys.Store(&keys)
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"issuer":%q,"jwks_uri":%q}`, i.URL, i.URL+"/keys")
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, r *http.Request) {
		i.fetches.Add(1)
		if i.down.Load() {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		if h := i.handler.Load(); h != nil {
			(*h)(w, r)
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"keys": *i.keys.Load()})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) now() time.Time { return testNow.Add(time.Duration(i.clock.Load()) * time.Second) }

func (i *issuer) source() *Remote { return NewRemote(i.URL, "", NewClient(), i.now, quiet) }

func TestRemote(t *testing.T) {
	keys := issuerKeys()
	i := newIssuer(t, keys[0], keys[1])
	r := i.source()

	get := func(id string, want error, fetches int64) {
		t.Helper()
		key, err := r.Key(t.Context(), id)
		if !errors.Is(err, want) || err == nil && key.KeyID != id {
			t.Errorf("key %q: %v, %v; want error %v", id, key, err, want)
		}
		if got := i.fetches.Load(); got != fetches {
			t.Errorf("key %q: %d fetches so far, want %d", id, got, fetches)
		}
	}
	get("rsa", nil, 1)
	get("ec", nil, 1)
	// Forged key ids cannot make us fetch more than once in ten seconds.
	for range 100 {
		get("forged", ErrUnknownKey, 1)
	}
	i.clock.Add(10)
	get("forged", ErrUnknownKey, 2)
	get("forged", ErrUnknownKey, 2)

	// The issuer rotates: the new key is fetched, the old one is gone.
	i.keys.Store(&[]any{keys[1]})
	i.clock.Add(10)
	get("rsa", nil, 2) // not asked again while it is fresh
	get("new", ErrUnknownKey, 3)
	get("rsa", ErrUnknownKey, 3)

	// The issuer goes down: the keys at hand serve on, for a day.
	i.down.Store(true)
	i.clock.Add(int64(keysFresh / time.Second))
	get("ec", nil, 4)
	get("ec", nil, 4)
	get("new", ErrNoKeys, 4) // perhaps a new key; it cannot be said
	i.clock.Add(int64(keysUsable / time.Second))
	get("ec", ErrNoKeys, 5)
	i.down.Store(false)
	get("ec", ErrNoKeys, 5)
	i.clock.Add(10)
	get("ec", nil, 6)
}

func TestRemoteRefuses(t *testing.T) {
	good := issuerKeys()[1]
	private := jose.JSONWebKey{Key: testKeys().other, KeyID: "ec"}
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		want   string
	}{
		{"a key set beyond all bounds", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"keys":[`, strings.Repeat(" ", maxDocument))
		}, "longer than"},
		{"no JSON", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, "invalid character"},
		{"no keys", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"keys":[]}`) }, "no key that can be used"},
		{"only a private and a secret key", func(w http.ResponseWriter, _ *http.Request) {
			json.NewEncoder(w).Encode(map[string]any{"keys": []any{private,
				map[string]string{"kty": "oct", "kid": "ec", "k": "c2VjcmV0"}}})
		}, "no key that can be used"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		}, "redirects are not followed"},
		{"an answer that never ends", func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "deadline exceeded"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer(t, good)
			i.handler.Store(&test.answer)
			_, err := i.source().Key(t.Context(), "ec")
			if !errors.Is(err, ErrNoKeys) || !strings.Contains(fmt.Sprint(err), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

// A key of an unknown kind is ignored, and the others are used.
func TestRemotePassesOverStrangeKeys(t *testing.T) {
	i := newIssuer(t, map[string]string{"kty": "AKP", "kid": "pq", "alg": "ML-DSA-44"}, issuerKeys()[1])
	if _, err := i.source().Key(t.Context(), "ec"); err != nil {
		t.Error(err)
	}
}

func TestRemoteDiscovery(t *testing.T) {
	i := newIssuer(t, issuerKeys()[1])
	// A document that speaks for another issuer: the wrong tenant, or worse.
	r := NewRemote(strings.Replace(i.URL, "127.0.0.1", "localhost", 1), "", NewClient(), i.now, quiet)
	if _, err := r.Key(t.Context(), "ec"); !errors.Is(err, ErrNoKeys) ||
		!strings.Contains(err.Error(), "speaks for issuer") {
		t.Errorf("error %v", err)
	}
	// With the key set's address given, the issuer's name is only a name.
	r = NewRemote("urn:anything", i.URL+"/keys", NewClient(), i.now, quiet)
	if _, err := r.Key(t.Context(), "ec"); err != nil {
		t.Error(err)
	}
	r = NewRemote("http://login.example.com", "", NewClient(), i.now, quiet)
	if _, err := r.Key(t.Context(), "ec"); !errors.Is(err, ErrNoKeys) || !strings.Contains(err.Error(), "https only") {
		t.Errorf("error %v", err)
	}
	// Nothing listens here.
	i.Close()
	if _, err := i.source().Key(t.Context(), "ec"); !errors.Is(err, ErrNoKeys) {
		t.Errorf("error %v", err)
	}
}

// Many callers at once share one fetch.
func TestRemoteConcurrent(t *testing.T) {
	i := newIssuer(t, issuerKeys()[1])
	r := i.source()
	var group sync.WaitGroup
	for n := range 32 {
		group.Go(func() {
			if _, err := r.Key(t.Context(), "ec"); err != nil {
				t.Error(err)
			}
			r.Key(t.Context(), fmt.Sprint("forged", n))
		})
	}
	group.Wait()
	if n := i.fetches.Load(); n != 1 {
		t.Errorf("%d fetches, want 1", n)
	}
}

// From token to answer, with a provider that can be reached and with one that cannot.
func TestAuthorizerWithRemote(t *testing.T) {
	i := newIssuer(t, issuerKeys()[1])
	v, err := NewVerifier(Config{Issuer: i.URL, Audience: testAudience, Keys: i.source(), Now: i.now})
	if err != nil {
		t.Fatal(err)
	}
	request := Request{Headers: map[string]string{
		"authorization": "Bearer " + sign(t, jose.ES256, testKeys().ec, "ec", with("iss", i.URL))}}
	i.down.Store(true)
	got, err := Authorizer(v, quiet)(t.Context(), request)
	if err != nil || got.IsAuthorized {
		t.Errorf("issuer down: %+v, %v", got, err)
	}
	i.down.Store(false)
	i.clock.Add(10)
	got, err = Authorizer(v, quiet)(t.Context(), request)
	if err != nil || !got.IsAuthorized {
		t.Errorf("issuer up again: %+v, %v", got, err)
	}
}
