package kms

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"importchecker/shared/storage"
	"importchecker/shared/webhook"
)

const (
	// attemptTimeout limits one attempt.
	attemptTimeout = 3 * time.Second

	// maxOpened is how many secrets are cached.
	maxOpened = 10_000
)

// A Config has the key, its address and the credentials.
type Config struct {
	Key         string // its ARN
	Region      string
	Endpoint    string // a URL; empty for Amazon's own
	Credentials aws.CredentialsProvider
	HTTPClient  aws.HTTPClient // if nil, a client with a timeout of three seconds is used
}

// A Key seals and opens secrets.
type Key struct {
	// Functions instead of the client, as in store/dynamo.
	encrypt func(context.Context, *kms.EncryptInput, ...func(*kms.Options)) (*kms.EncryptOutput, error)
	decrypt func(context.Context, *kms.DecryptInput, ...func(*kms.Options)) (*kms.DecryptOutput, error)
	id      string

	mu     sync.Mutex
	opened map[string]string // secrets by webhook and sealed bytes
}

var (
	_ webhook.Sealer = (*Key)(nil)
	_ webhook.Opener = (*Key)(nil)
)

// New returns the key that a Config names. It sends no request.
func New(c Config) (*Key, error) {
	if c.Key == "" || c.Region == "" || c.Credentials == nil {
		return nil, errors.New("key of webhooks' secrets: no key, no region, or no credentials")
	}
	o := kms.Options{Region: c.Region, Credentials: c.Credentials, HTTPClient: c.HTTPClient}
	if c.HTTPClient == nil {
		o.HTTPClient = awshttp.NewBuildableClient().WithTimeout(attemptTimeout)
	}
	if c.Endpoint != "" {
		if u, err := url.Parse(c.Endpoint); err != nil || u.Host == "" {
			return nil, fmt.Errorf("key of webhooks' secrets: endpoint %q is not a URL", c.Endpoint)
		}
		o.BaseEndpoint = aws.String(c.Endpoint)
	}
	client := kms.New(o)
	return &Key{encrypt: client.Encrypt, decrypt: client.Decrypt, id: c.Key, opened: make(map[string]string)}, nil
}

// encryptionContext returns the encryption context of a webhook's secrets.
func encryptionContext(endpoint string) map[string]string {
	return map[string]string{"webhook": endpoint}
}

// Seal implements webhook.Sealer.
func (k *Key) Seal(ctx context.Context, endpoint, secret string) ([]byte, error) {
	out, err := k.encrypt(ctx, &kms.EncryptInput{KeyId: &k.id, Plaintext: []byte(secret),
		EncryptionContext: encryptionContext(endpoint)})
	if err != nil {
		return nil, fmt.Errorf("%w: seal a secret of webhook %s: %w", storage.ErrUnavailable, endpoint, err)
	}
	return out.CiphertextBlob, nil
}

// Open implements webhook.Opener.
func (k *Key) Open(ctx context.Context, endpoint string, sealed []byte) (string, error) {
	name := endpoint + "\x00" + string(sealed)
	k.mu.Lock()
	secret, ok := k.opened[name]
	k.mu.Unlock()
	if ok {
		return secret, nil
	}
	out, err := k.decrypt(ctx, &kms.DecryptInput{KeyId: &k.id, CiphertextBlob: sealed,
		EncryptionContext: encryptionContext(endpoint)})
	switch {
	case damaged(err):
		return "", fmt.Errorf("%w: webhook %s: %w", webhook.ErrSealed, endpoint, err)
	case err != nil:
		return "", fmt.Errorf("%w: open a secret of webhook %s: %w", storage.ErrUnavailable, endpoint, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.opened) >= maxOpened {
		clear(k.opened)
	}
	k.opened[name] = string(out.Plaintext)
	return string(out.Plaintext), nil
}

// damaged reports whether the service says that a secret was sealed with another key or for another webhook, or
// was altered.
func damaged(err error) bool {
	var invalid *types.InvalidCiphertextException
	var other *types.IncorrectKeyException
	return errors.As(err, &invalid) || errors.As(err, &other)
}
