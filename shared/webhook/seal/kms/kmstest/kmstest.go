// Package kmstest stands in for AWS's Key Management Service in tests: one key,
// which seals and opens, and says who asked for what.
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

// ARN is the name of the key.
const ARN = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

// Key returns the key that a Server has, to seal with directly.
func Key() *seal.Key { return seal.New([32]byte{1}) }

// A Server is the stand-in.
type Server struct {
	*httptest.Server
	key *seal.Key

	mu    sync.Mutex
	asked []string
	fail  string
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	s := &Server{key: Key()}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

// Asked returns what was asked for, as policies name it: kms:Encrypt.
func (s *Server) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// Fail has the server refuse all with an exception of that name, until it is blank.
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
	s.asked = append(s.asked, "kms:"+action)
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
