package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	// MaxToken is the largest length of a token, in bytes.
	MaxToken = 8 << 10
	// Leeway is the allowed difference between the provider's clock and ours.
	Leeway = 60 * time.Second
)

// Algorithms are the accepted signature algorithms. All are asymmetric, so that a
// published key cannot be used as a secret, and "none" is not among them.
var Algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.ES256}

// The reasons why a token is invalid. Every error of Verify wraps one of them. They
// are for the log; the caller only learns that access is denied.
var (
	ErrMalformed   = errors.New("token is malformed")
	ErrUnknownKey  = errors.New("token names a key that the issuer does not publish")
	ErrSignature   = errors.New("token signature is wrong")
	ErrIssuer      = errors.New("token is from another issuer")
	ErrAudience    = errors.New("token is for another audience")
	ErrExpired     = errors.New("token has expired")
	ErrNotYetValid = errors.New("token is not valid yet")
	ErrNoSeller    = errors.New("token names no seller")
	// ErrNoKeys says nothing about the token: the issuer's keys are not available.
	ErrNoKeys = errors.New("the issuer's keys cannot be read")
)

// KeySource finds the public key that a token names.
type KeySource interface {
	// Key returns the key with an id. It returns ErrUnknownKey if the issuer
	// publishes no such key, and ErrNoKeys if that is not known.
	Key(ctx context.Context, id string) (*jose.JSONWebKey, error)
}

// Config says which tokens are valid.
type Config struct {
	Issuer      string // the value of the claim "iss"
	Audience    string // a value in the claim "aud"
	SellerClaim string // the claim that names the seller; "sub" if blank
	ScopePrefix string // the prefix of scopes, if the provider adds one
	Keys        KeySource
	Now         func() time.Time
}

// Verifier verifies tokens. It is safe for concurrent use.
type Verifier struct {
	config Config
}

// NewVerifier returns a verifier. Issuer, audience, keys and clock are required.
func NewVerifier(c Config) (*Verifier, error) {
	switch {
	case c.Issuer == "":
		return nil, errors.New("auth: no issuer is configured")
	case c.Audience == "":
		return nil, errors.New("auth: no audience is configured")
	case c.Keys == nil || c.Now == nil:
		return nil, errors.New("auth: a key source and a clock are needed")
	}
	if c.SellerClaim == "" {
		c.SellerClaim = "sub"
	}
	return &Verifier{c}, nil
}

// Verify returns the principal of a token.
func (v *Verifier) Verify(ctx context.Context, token string) (Principal, error) {
	if len(token) > MaxToken {
		return Principal{}, fmt.Errorf("%w: longer than %d bytes", ErrMalformed, MaxToken)
	}
	if strings.Count(token, ".") != 2 {
		return Principal{}, fmt.Errorf("%w: want header, claims and signature", ErrMalformed)
	}
	parsed, err := jwt.ParseSigned(token, Algorithms)
	if err != nil {
		return Principal{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	header := parsed.Headers[0]
	if header.KeyID == "" {
		return Principal{}, fmt.Errorf("%w: it names no key", ErrUnknownKey)
	}
	key, err := v.config.Keys.Key(ctx, header.KeyID)
	if err != nil {
		return Principal{}, err
	}
	if err := checkKey(key, header.Algorithm); err != nil {
		return Principal{}, fmt.Errorf("%w: %w", ErrUnknownKey, err)
	}

	var claims jwt.Claims
	var scope struct {
		Scope scopeWords `json:"scope"`
		SCP   scopeWords `json:"scp"`
	}
	all := map[string]any{}
	// The map is filled last: a token whose claims have odd types is refused.
	if err := parsed.Claims(key.Key, &claims, &scope, &all); err != nil {
		if errors.Is(err, jose.ErrCryptoFailure) {
			return Principal{}, ErrSignature
		}
		return Principal{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if err := v.checkClaims(&claims); err != nil {
		return Principal{}, err
	}
	seller, _ := all[v.config.SellerClaim].(string)
	if !isSellerID(seller) {
		return Principal{}, fmt.Errorf("%w: claim %q", ErrNoSeller, v.config.SellerClaim)
	}
	return Principal{Seller: seller, Scopes: scopes(v.config.ScopePrefix, scope.Scope, scope.SCP)}, nil
}

// checkClaims validates the registered claims.
func (v *Verifier) checkClaims(c *jwt.Claims) error {
	if c.Expiry == nil {
		return fmt.Errorf("%w: it has no expiry", ErrExpired)
	}
	err := c.ValidateWithLeeway(jwt.Expected{
		Issuer:      v.config.Issuer,
		AnyAudience: jwt.Audience{v.config.Audience},
		Time:        v.config.Now(),
	}, Leeway)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jwt.ErrInvalidIssuer):
		return ErrIssuer
	case errors.Is(err, jwt.ErrInvalidAudience):
		return ErrAudience
	case errors.Is(err, jwt.ErrExpired):
		return ErrExpired
	case errors.Is(err, jwt.ErrNotValidYet), errors.Is(err, jwt.ErrIssuedInTheFuture):
		return ErrNotYetValid
	}
	return fmt.Errorf("%w: %w", ErrMalformed, err)
}
