// Package kmstest has a fake of AWS's Key Management Service for tests. It has one key, and records the calls.
package kmstest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"importchecker/shared/webhook/seal"
)

// ARN is the ARN of the key.
const ARN = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

// Key returns the Server's key, to seal with directly.
func Key() *seal.Key { return seal.New([32]byte{1}) }

// A Server is the fake.
type Server struct {
	*httptest.Server
	key *seal.Key

	mu    sync.Mutex
	calls []string
	fail  string
}

// New starts a server that is closed when the test ends.
func New(t testing.TB) *Server {
	s := &Server{key: Key()}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

// Calls returns the actions of the calls as policies name them, such as kms:Encrypt.
func (s *Server) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.calls...)
}

// Fail makes the server answer all calls with the named exception, until it is called with "".
func (s *Server) Fail(exception string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = exception
}

type message struct {
	KeyId             string // as the service spells it
	Plaintext         []byte `json:",omitempty"`
	CiphertextBlob    []byte `json:",omitempty"`
	EncryptionContext map[string]string
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	var in message
	err := json.NewDecoder(r.Body).Decode(&in)
	action, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "TrentService.")
	s.mu.Lock()
	s.calls = append(s.calls, "kms:"+action)
	fail := s.fail
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	var out message
	switch {
	case fail != "":
	case err != nil || !ok || len(in.EncryptionContext) != 1 || in.EncryptionContext["webhook"] == "":
		fail = "ValidationException"
	case in.KeyId != ARN:
		fail = "NotFoundException"
	case action == "Encrypt":
		out.CiphertextBlob, err = s.key.Seal(r.Context(), in.EncryptionContext["webhook"], string(in.Plaintext))
	case action == "Decrypt":
		var text string
		text, err = s.key.Open(r.Context(), in.EncryptionContext["webhook"], in.CiphertextBlob)
		out.Plaintext = []byte(text)
	}
	if err != nil {
		fail = "InvalidCiphertextException"
	}
	if fail != "" {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"__type": fail, "message": "as planned"})
		return
	}
	out.KeyId = ARN
	_ = json.NewEncoder(w).Encode(out)
}
