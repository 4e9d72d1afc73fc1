package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	keysFresh   = time.Hour        // how long a key set is used without fetching it again
	keysUsable  = 24 * time.Hour   // how long it is used while the issuer cannot be reached
	minInterval = 10 * time.Second // the least time between two fetches
	maxDocument = 256 << 10        // the largest size of a key set or a discovery document, in bytes
	fetchLimit  = 3 * time.Second  // the timeout of a fetch with its discovery
)

// Remote is a KeySource that fetches the key set that an issuer publishes. It is safe
// for concurrent use; concurrent callers share a fetch.
type Remote struct {
	issuer string
	url    string // the URL of the key set; found by discovery if blank
	client *http.Client
	now    func() time.Time
	log    *slog.Logger

	mu      sync.Mutex
	keys    KeySet
	fetched time.Time // the time of the last successful fetch
	tried   time.Time // the time of the last fetch
	failure error     // the error of the last fetch
}

var _ KeySource = (*Remote)(nil)

// NewRemote returns the key source of an issuer. If url is blank, the key set is found
// through the issuer's discovery document. Nothing is fetched before the first call of
// Key.
func NewRemote(issuer, url string, client *http.Client, now func() time.Time, log *slog.Logger) *Remote {
	return &Remote{issuer: issuer, url: url, client: client, now: now, log: log}
}

// Key implements KeySource. The lock is held during a fetch, so that a burst
// of tokens makes one request and not one each.
func (r *Remote) Key(ctx context.Context, id string) (*jose.JSONWebKey, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	age := r.now().Sub(r.fetched)
	if key, err := r.keys.Key(ctx, id); err == nil && age < keysFresh {
		return key, nil
	}
	r.refresh(ctx)
	if r.keys == nil || r.now().Sub(r.fetched) >= keysUsable {
		return nil, fmt.Errorf("%w: %w", ErrNoKeys, r.failure)
	}
	key, err := r.keys.Key(ctx, id)
	if err != nil && r.failure != nil {
		// The key may be new and could not be fetched.
		return nil, fmt.Errorf("%w: %w", ErrNoKeys, r.failure)
	}
	return key, err
}

// refresh fetches the key set, unless the last fetch was less than minInterval ago.
func (r *Remote) refresh(ctx context.Context) {
	now := r.now()
	if !r.tried.IsZero() && now.Sub(r.tried) < minInterval {
		return
	}
	r.tried = now
	// Other callers wait for this fetch, so it is not cancelled with the first one.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchLimit)
	defer cancel()
	var keys KeySet
	keys, r.failure = r.fetch(ctx)
	if r.failure != nil {
		attrs := append(logIDs(ctx), slog.String("issuer", r.issuer),
			slog.String("error", r.failure.Error()), slog.Int("keys_held", len(r.keys)))
		r.log.LogAttrs(ctx, slog.LevelWarn, "the issuer's keys could not be fetched", attrs...)
		return
	}
	r.keys, r.fetched = keys, now
}

// fetch fetches the key set.
func (r *Remote) fetch(ctx context.Context) (KeySet, error) {
	url := r.url
	if url == "" {
		var found struct {
			Issuer  string `json:"issuer"`
			JWKSURI string `json:"jwks_uri"`
		}
		where := strings.TrimSuffix(r.issuer, "/") + "/.well-known/openid-configuration"
		if err := r.get(ctx, where, &found); err != nil {
			return nil, err
		}
		if found.Issuer != r.issuer {
			return nil, fmt.Errorf("%s speaks for issuer %.128q, not for %q", where, found.Issuer, r.issuer)
		}
		url = found.JWKSURI
	}
	// A key of an unknown kind must not invalidate the set, so each key is parsed
	// separately.
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := r.get(ctx, url, &set); err != nil {
		return nil, err
	}
	var keys KeySet
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		if json.Unmarshal(raw, &key) == nil && key.Valid() && key.IsPublic() && key.KeyID != "" {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s holds no key that can be used", url)
	}
	return keys, nil
}

// get fetches a small JSON document.
func (r *Remote) get(ctx context.Context, url string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	if !trusted(request) {
		return fmt.Errorf("%s: keys are read over https only", url)
	}
	response, err := r.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxDocument+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", url, err)
	}
	if len(body) > maxDocument {
		return fmt.Errorf("%s is longer than %d bytes", url, maxDocument)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("read %s: %w", url, err)
	}
	return nil
}

// trusted reports whether the answer to a request can be trusted: it comes by https,
// or from this machine.
func trusted(r *http.Request) bool {
	if r.URL.Scheme == "https" {
		return true
	}
	host := r.URL.Hostname()
	return r.URL.Scheme == "http" && (host == "127.0.0.1" || host == "::1" || host == "localhost")
}

// NewClient returns an HTTP client for a Remote. It follows no redirects, so that keys
// come only from the address that the issuer names.
func NewClient() *http.Client {
	return &http.Client{
		Timeout: fetchLimit,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("redirects are not followed")
		},
	}
}
