package auth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// The issuer and audience of the tokens that a DevKey signs.
const (
	DevIssuer   = "urn:import-checker:development"
	DevAudience = "import-checker"
)

// DevKey signs tokens on a developer's machine, in place of an OpenID Connect
// provider. No deployed function uses it.
type DevKey struct {
	private jose.JSONWebKey
}

// OpenDevKey reads the key from a file, which only its owner may read. If there is no
// file, it makes a key and stores it there.
func OpenDevKey(path string) (*DevKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeDevKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("development key: %w", err)
	}
	var k DevKey
	err = json.Unmarshal(text, &k.private)
	private, ok := k.private.Key.(*ecdsa.PrivateKey)
	if err != nil || !ok || private.Curve != elliptic.P256() || k.private.KeyID == "" {
		return nil, fmt.Errorf("development key: %s is not one; remove it and a new one is made", path)
	}
	return &k, nil
}

func makeDevKey(path string) (*DevKey, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("development key: %w", err)
	}
	k := &DevKey{jose.JSONWebKey{Key: private, KeyID: rand.Text(), Algorithm: string(jose.ES256), Use: "sig"}}
	text, err := json.Marshal(k.private)
	if err != nil {
		return nil, fmt.Errorf("development key: %w", err)
	}
	// The key is written to a temporary file, which has mode 0600, and then renamed,
	// so that it is never half written.
	file, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return nil, fmt.Errorf("development key: %w", err)
	}
	defer os.Remove(file.Name()) // fails after the rename, as it should
	_, err = file.Write(append(text, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, fmt.Errorf("development key: %w", err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return nil, fmt.Errorf("development key: %w", err)
	}
	return k, nil
}

// Keys returns the public key, for a Verifier.
func (k *DevKey) Keys() KeySet { return KeySet{k.private.Public()} }

// Token signs a token for the seller.
func (k *DevKey) Token(seller string, now time.Time, life time.Duration, scopes ...Scope) (string, error) {
	if !isSellerID(seller) {
		return "", fmt.Errorf("seller %q: want 1 to %d visible ASCII characters", seller, maxSeller)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: k.private},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("development token: %w", err)
	}
	token, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer:   DevIssuer,
		Audience: jwt.Audience{DevAudience},
		Subject:  seller,
		IssuedAt: jwt.NewNumericDate(now),
		Expiry:   jwt.NewNumericDate(now.Add(life)),
	}).Claims(map[string]any{"scope": Principal{Scopes: scopes}.ScopeText()}).Serialize()
	if err != nil {
		return "", fmt.Errorf("development token: %w", err)
	}
	return token, nil
}

// Published returns the public key as a JWK Set, as a provider publishes it.
func (k *DevKey) Published() []byte {
	text, err := json.Marshal(jose.JSONWebKeySet{Keys: k.Keys()})
	if err != nil {
		panic(err) // a valid key can be marshalled
	}
	return text
}
