package archive_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"importchecker/shared/archive"
	"importchecker/shared/s3"
	"importchecker/shared/storage"
	"importchecker/shared/store/dynamo"
)

const list = "cbec-retail-import"

func sumOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

func credentials(string) string { return "local" }

// An opened is an archive, with a function to read its files.
type opened struct {
	archive.Archive
	read func(name string) []byte // nil when it does not exist
}

func bucketAt(t *testing.T, endpoint string) *archive.Bucket {
	t.Helper()
	b, err := archive.NewBucket(s3.Config{
		Bucket: "annexes", Region: "us-east-1", Endpoint: endpoint, Credentials: dynamo.Environment(credentials),
		Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func openFolder(t *testing.T) opened {
	dir := t.TempDir()
	return opened{archive.Folder(dir), func(name string) []byte {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
		return text
	}}
}

func openBucket(t *testing.T) opened {
	backend := s3mem.New()
	if err := backend.CreateBucket("annexes"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	return opened{bucketAt(t, server.URL), func(name string) []byte {
		o, err := backend.GetObject("annexes", name, nil)
		if err != nil {
			return nil
		}
		defer o.Contents.Close()
		text, err := io.ReadAll(o.Contents)
		if err != nil {
			t.Error(err)
		}
		return text
	}}
}

// TestArchive checks the contract of Archive for both implementations.
func TestArchive(t *testing.T) {
	for name, open := range map[string]func(*testing.T) opened{"folder": openFolder, "bucket": openBucket} {
		t.Run(name, func(t *testing.T) {
			a := open(t)
			for _, raw := range [][]byte{[]byte("序号,税则号列\n1,04090000\n"), {}, bytes.Repeat([]byte{0, 0xff}, 2<<20)} {
				sum := sumOf(raw)
				for range 2 { // storing it twice is no error
					if err := a.Keep(t.Context(), list, sum, raw); err != nil {
						t.Fatal(err)
					}
				}
				if got := a.read("annexes/" + list + "/" + sum); got == nil || !bytes.Equal(got, raw) {
					t.Errorf("%d bytes of %d", len(got), len(raw))
				}
			}
			// The same file in another list is stored separately.
			if err := a.Keep(t.Context(), "yiwu-pilot", sumOf(nil), nil); err != nil ||
				a.read("annexes/yiwu-pilot/"+sumOf(nil)) == nil {
				t.Errorf("of another list: %v", err)
			}
			for of, sum := range map[string]string{
				list: sumOf([]byte("another")), "": sumOf(nil), "..": sumOf(nil), "a/b": sumOf(nil), "清单": sumOf(nil),
				strings.Repeat("a", 65): sumOf(nil),
			} {
				if err := a.Keep(t.Context(), of, sum, nil); !errors.Is(err, archive.ErrMistake) {
					t.Errorf("as %s of %q: %v", sum, of, err)
				}
			}
		})
	}
}

// TestSignature checks that a service which verifies signatures, unlike
// gofakes3, accepts the request, and that the signature covers what must not be
// changed.
func TestSignature(t *testing.T) {
	raw := []byte("annex")
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		body, _ := io.ReadAll(r.Body)
		sum := sha256.Sum256(body)
		if r.Method != "PUT" || r.URL.Path != "/annexes/annexes/"+list+"/"+sumOf(raw) || !bytes.Equal(body, raw) ||
			r.Header.Get("X-Amz-Content-Sha256") != hex.EncodeToString(sum[:]) || r.Header.Get("If-None-Match") != "*" ||
			r.Header.Get("X-Amz-Checksum-Sha256") != base64.StdEncoding.EncodeToString(sum[:]) {
			t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
		}
		authorization := r.Header.Get("Authorization")
		_, signed, _ := strings.Cut(authorization, "SignedHeaders=")
		signed, signature, _ := strings.Cut(signed, ", Signature=")
		at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
		if err != nil {
			t.Error(err)
		}
		again, _ := http.NewRequest(r.Method, "http://"+r.Host+r.URL.RequestURI(), bytes.NewReader(body))
		for name := range strings.SplitSeq(signed, ";") {
			if name != "host" && name != "content-length" {
				again.Header.Set(name, r.Header.Get(name))
			}
		}
		for _, name := range []string{"host", "if-none-match", "x-amz-checksum-sha256", "x-amz-content-sha256", "x-amz-date",
			"x-amz-security-token"} {
			if !strings.Contains(";"+signed+";", ";"+name+";") {
				t.Errorf("%s is not signed: %s", name, signed)
			}
		}
		signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
		if err := signer.SignHTTP(r.Context(), aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local",
			SessionToken: "local"},
			again, hex.EncodeToString(sum[:]), "s3", "us-east-1", at); err != nil {
			t.Error(err)
		}
		if !strings.HasSuffix(again.Header.Get("Authorization"), "Signature="+signature) {
			t.Errorf("got %s\nwant %s", authorization, again.Header.Get("Authorization"))
		}
	}))
	defer server.Close()
	if err := bucketAt(t, server.URL).Keep(t.Context(), list, sumOf(raw), raw); err != nil || asked.Load() != 1 {
		t.Errorf("%v after %d requests", err, asked.Load())
	}
}

// TestFaults checks that temporary errors are retried a few times and then
// reported as unavailable, and that others are reported at once.
func TestFaults(t *testing.T) {
	fault := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprintf(w, `<?xml version="1.0"?><Error><Code>%s</Code><Message>as planned</Message></Error>`, code)
		}
	}
	reset := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conn.Close()
	}
	for _, test := range []struct {
		name        string
		fault       http.HandlerFunc
		times       int64
		tries       int64
		ok          bool
		unavailable bool
	}{
		{"slow down twice", fault(503, "SlowDown"), 2, 3, true, false},
		{"server's fault throughout", fault(500, "InternalError"), 99, 4, false, true},
		{"reset once", reset, 1, 2, true, false},
		{"reset throughout", reset, 99, 4, false, true},
		{"another keeps it", fault(409, "ConditionalRequestConflict"), 1, 2, true, false},
		{"kept already", fault(412, "PreconditionFailed"), 99, 1, true, false},
		{"not allowed", fault(403, "AccessDenied"), 99, 1, false, false},
		{"no such bucket", fault(404, "NoSuchBucket"), 99, 1, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body)
				if asked.Add(1) <= test.times {
					test.fault(w, r)
				}
			}))
			defer server.Close()
			err := bucketAt(t, server.URL).Keep(t.Context(), list, sumOf(nil), nil)
			if (err == nil) != test.ok || errors.Is(err, storage.ErrUnavailable) != test.unavailable ||
				asked.Load() != test.tries {
				t.Errorf("%v after %d tries", err, asked.Load())
			}
		})
	}
}

func TestNewBucket(t *testing.T) {
	good := s3.Config{Bucket: "b", Region: "cn-north-1", Credentials: dynamo.Environment(credentials), Now: time.Now}
	if _, err := archive.NewBucket(good); err != nil {
		t.Error(err)
	}
	for _, change := range []func(*s3.Config){
		func(c *s3.Config) { c.Bucket = "" }, func(c *s3.Config) { c.Region = "" },
		func(c *s3.Config) { c.Credentials = nil },
		func(c *s3.Config) { c.Now = nil }, func(c *s3.Config) { c.Endpoint = "s3" },
	} {
		c := good
		change(&c)
		if _, err := archive.NewBucket(c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

// TestFolderHalfWritten checks that an incomplete file is replaced by the
// complete one.
func TestFolderHalfWritten(t *testing.T) {
	dir := t.TempDir()
	raw := []byte("annex")
	path := filepath.Join(dir, "annexes", list, sumOf(raw))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw[:2], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := archive.Folder(dir).Keep(t.Context(), list, sumOf(raw), raw); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestFolderFails checks the errors for a folder that cannot be written.
func TestFolderFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte("annex")))
	err := archive.Folder(file).Keep(t.Context(), "cbec-retail-import", sum, []byte("annex"))
	if !errors.Is(err, storage.ErrUnavailable) || errors.Is(err, storage.ErrFull) {
		t.Errorf("got %v", err)
	}
}
