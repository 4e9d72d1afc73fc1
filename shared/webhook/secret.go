package webhook

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Secret signs what is delivered. It is stored sealed: who keeps endpoints can
// seal it and not open it again, and who signs can open it.
type Secret struct {
	Key   string    // sealed: and base64; of one stored before there were seals, the secret itself
	Until time.Time // when it is no longer used; zero for the one in use
}

// A Sealer seals secrets of endpoints.
type Sealer interface {
	// Seal seals a secret so that it opens as one of this endpoint alone.
	// storage.ErrUnavailable when that cannot be done for now.
	Seal(ctx context.Context, endpoint, secret string) ([]byte, error)
}

// An Opener opens what a Sealer sealed.
type Opener interface {
	// Open returns the secret. ErrSealed when it was sealed with another key, for
	// another endpoint, or was changed; storage.ErrUnavailable when it cannot be
	// opened for now.
	Open(ctx context.Context, endpoint string, sealed []byte) (string, error)
}

// ErrSealed says that a secret cannot be opened, now or later.
var ErrSealed = errors.New("the secret cannot be opened")

const (
	secretPrefix = "whsec_"
	sealedPrefix = "sealed:"
)

// NewSecret writes random bytes, which the caller draws, as the specification
// writes secrets.
func NewSecret(random [32]byte) string {
	return secretPrefix + base64.StdEncoding.EncodeToString(random[:])
}

// seal seals those secrets of an endpoint that are not.
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

// keys returns the secrets that are in use, or still are for a while, opened.
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
