package webhook

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Secret signs deliveries. It is stored sealed: the functions that manage endpoints can seal it but not open
// it, and the function that delivers can open it.
type Secret struct {
	Key   string    // sealedPrefix and base64, or the secret itself if stored before sealing was introduced
	Until time.Time // when it expires; zero for the one in use
}

// A Sealer seals secrets of endpoints.
type Sealer interface {
	// Seal seals a secret for this endpoint only. storage.ErrUnavailable when that is not possible for now.
	Seal(ctx context.Context, endpoint, secret string) ([]byte, error)
}

// An Opener opens sealed secrets.
type Opener interface {
	// Open returns the secret. ErrSealed when it was sealed with another key or for another endpoint, or was
	// altered; storage.ErrUnavailable when it cannot be opened for now.
	Open(ctx context.Context, endpoint string, sealed []byte) (string, error)
}

// ErrSealed: the secret cannot be opened, now or later.
var ErrSealed = errors.New("the secret cannot be opened")

const (
	secretPrefix = "whsec_"
	sealedPrefix = "sealed:"
)

// NewSecret writes the caller's random bytes as a secret of the specification.
func NewSecret(random [32]byte) string {
	return secretPrefix + base64.StdEncoding.EncodeToString(random[:])
}

// seal seals the unsealed secrets of an endpoint.
func (e *Endpoint) seal(ctx context.Context, s Sealer) error {
	for i, secret := range e.Secrets {
		if !strings.HasPrefix(secret.Key, secretPrefix) {
			continue
		}
		sealed, err := s.Seal(ctx, e.ID, secret.Key)
		if err != nil {
			return err
		}
		e.Secrets[i].Key = sealedPrefix + base64.StdEncoding.EncodeToString(sealed)
	}
	return nil
}

// keys returns the opened secrets that are in use or being retired.
func (e *Endpoint) keys(ctx context.Context, o Opener, now time.Time) (keys []string, err error) {
	for _, s := range e.Secrets {
		if !s.Until.IsZero() && !s.Until.After(now) {
			continue
		}
		key := s.Key
		if text, ok := strings.CutPrefix(key, sealedPrefix); ok {
			sealed, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrSealed, err)
			}
			if key, err = o.Open(ctx, e.ID, sealed); err != nil {
				return nil, err
			}
		}
		keys = append(keys, key)
	}
	if keys == nil {
		return nil, fmt.Errorf("%w: there is none", ErrSealed)
	}
	return keys, nil
}
