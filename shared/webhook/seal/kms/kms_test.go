package kms_test

import (
	"errors"
	"slices"
	"testing"

	"importchecker/shared/storage"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal/kms"
	"importchecker/shared/webhook/seal/kms/kmstest"
)

func open(t *testing.T, s *kmstest.Server, key string) *kms.Key {
	t.Helper()
	k, err := kms.New(kms.Config{Key: key, Region: "us-east-1", Endpoint: s.URL,
		Credentials: dynamo.Environment(func(string) string { return "local" })})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKey(t *testing.T) {
	s := kmstest.New(t)
	k := open(t, s, kmstest.ARN)
	sealed, err := k.Seal(t.Context(), "hook-1", "whsec_AAAA")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // opened secrets are cached
		if secret, err := k.Open(t.Context(), "hook-1", sealed); secret != "whsec_AAAA" || err != nil {
			t.Errorf("opened %q, %v", secret, err)
		}
	}
	if got, want := s.Calls(), []string{"kms:Encrypt", "kms:Decrypt"}; !slices.Equal(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
	if secret, err := k.Open(t.Context(), "hook-2", sealed); secret != "" || !errors.Is(err, webhook.ErrSealed) {
		t.Errorf("opened for another webhook: %q, %v", secret, err)
	}
	sealed[len(sealed)-1] ^= 1
	if secret, err := k.Open(t.Context(), "hook-1", sealed); secret != "" || !errors.Is(err, webhook.ErrSealed) {
		t.Errorf("opened though changed: %q, %v", secret, err)
	}
}

// TestTrouble checks that transient errors are distinguished from permanent ones.
func TestTrouble(t *testing.T) {
	s := kmstest.New(t)
	k := open(t, s, kmstest.ARN)
	sealed, err := k.Seal(t.Context(), "hook-1", "whsec_AAAA")
	if err != nil {
		t.Fatal(err)
	}
	for exception, want := range map[string]error{
		"AccessDeniedException": storage.ErrUnavailable, "DisabledException": storage.ErrUnavailable,
		"KMSInvalidStateException": storage.ErrUnavailable,
		"IncorrectKeyException":    webhook.ErrSealed, "InvalidCiphertextException": webhook.ErrSealed,
	} {
		s.Fail(exception)
		if _, err := k.Open(t.Context(), "hook-1", sealed); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", exception, err, want)
		}
		if _, err := k.Seal(t.Context(), "hook-1", "whsec_AAAA"); !errors.Is(err, storage.ErrUnavailable) {
			t.Errorf("%s: got %v", exception, err)
		}
	}
	s.Fail("")
	if secret, err := k.Open(t.Context(), "hook-1", sealed); secret != "whsec_AAAA" || err != nil {
		t.Errorf("opened %q, %v", secret, err)
	}
	if _, err := open(t, s, "another").Seal(t.Context(), "hook-1", "whsec_AAAA"); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("sealed with a key that there is not: %v", err)
	}
}

func TestNew(t *testing.T) {
	credentials := dynamo.Environment(func(string) string { return "local" })
	for name, c := range map[string]kms.Config{
		"no key":          {Region: "us-east-1", Credentials: credentials},
		"no region":       {Key: kmstest.ARN, Credentials: credentials},
		"no credentials":  {Key: kmstest.ARN, Region: "us-east-1"},
		"no URL":          {Key: kmstest.ARN, Region: "us-east-1", Credentials: credentials, Endpoint: "localhost"},
		"half of a URL":   {Key: kmstest.ARN, Region: "us-east-1", Credentials: credentials, Endpoint: "http://"},
		"a broken scheme": {Key: kmstest.ARN, Region: "us-east-1", Credentials: credentials, Endpoint: ":"},
	} {
		if _, err := kms.New(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
