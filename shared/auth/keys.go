package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// minRSABits is the least accepted length of an RSA modulus (RFC 7518, 3.3).
const minRSABits = 2048

// checkKey returns an error if a published key may not verify signatures of the
// algorithm.
func checkKey(key *jose.JSONWebKey, algorithm string) error {
	if key.Use != "" && key.Use != "sig" {
		return fmt.Errorf("key %q is for %q, not for signatures", key.KeyID, key.Use)
	}
	if key.Algorithm != "" && key.Algorithm != algorithm {
		return fmt.Errorf("key %q is for %s, the token says %s", key.KeyID, key.Algorithm, algorithm)
	}
	switch public := key.Key.(type) {
	case *rsa.PublicKey:
		if algorithm == string(jose.RS256) && public.N.BitLen() >= minRSABits {
			return nil
		}
	case *ecdsa.PublicKey:
		if algorithm == string(jose.ES256) && public.Curve == elliptic.P256() {
			return nil
		}
	}
	return fmt.Errorf("key %q does not fit %s", key.KeyID, algorithm)
}

// KeySet is a KeySource with a fixed set of keys.
type KeySet []jose.JSONWebKey

var _ KeySource = KeySet(nil)

// Key implements KeySource.
func (s KeySet) Key(_ context.Context, id string) (*jose.JSONWebKey, error) {
	for i := range s {
		if s[i].KeyID == id {
			return &s[i], nil
		}
	}
	return nil, fmt.Errorf("%w: %.64q", ErrUnknownKey, id)
}
