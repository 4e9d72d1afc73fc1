package seal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"importchecker/shared/webhook"
)

// A Key seals and opens secrets.
type Key struct{ aead cipher.AEAD }

var (
	_ webhook.Sealer = (*Key)(nil)
	_ webhook.Opener = (*Key)(nil)
)

// New returns a Key with the given bytes.
func New(key [32]byte) *Key {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // the length is valid
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return &Key{aead}
}

// Open reads the key from a file, or creates one that only its owner can read.
func Open(path string) (*Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("key of webhooks' secrets: %w", err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != 32 {
		return nil, fmt.Errorf(
			"key of webhooks' secrets: %s is not one; without it no webhook that is registered can be signed for: "+
				"put the right file back, or remove it and give each webhook another secret", path)
	}
	return New([32]byte(raw)), nil
}

func create(path string) (*Key, error) {
	var key [32]byte
	rand.Read(key[:]) // never fails
	// Written to another file and renamed, so that it is never partial.
	next := path + ".new"
	err := os.WriteFile(next, []byte(base64.StdEncoding.EncodeToString(key[:])+"\n"), 0o600)
	if err == nil {
		err = os.Rename(next, path)
	}
	if err != nil {
		return nil, fmt.Errorf("key of webhooks' secrets: %w", err)
	}
	return New(key), nil
}

// Seal implements webhook.Sealer.
func (k *Key) Seal(_ context.Context, endpoint, secret string) ([]byte, error) {
	return k.aead.Seal(nil, nil, []byte(secret), []byte(endpoint)), nil
}

// Open implements webhook.Opener.
func (k *Key) Open(_ context.Context, endpoint string, sealed []byte) (string, error) {
	secret, err := k.aead.Open(nil, nil, sealed, []byte(endpoint))
	if err != nil {
		return "", fmt.Errorf("%w: %w", webhook.ErrSealed, err)
	}
	return string(secret), nil
}
