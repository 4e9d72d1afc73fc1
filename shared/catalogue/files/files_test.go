package files

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"importchecker/shared/catalogue/job"
	"importchecker/shared/s3"
	"importchecker/shared/storage"
	"importchecker/shared/store/dynamo"
)

var clock = time.Now()

func folder(t *testing.T) job.Files {
	f := &Folder{Dir: t.TempDir(), Secret: []byte("secret"), Now: func() time.Time { return clock }}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.Base = server.URL
	return f
}

func bucket(t *testing.T) job.Files {
	backend := s3mem.New()
	if err := backend.CreateBucket("catalogues"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	b, err := NewBucket(s3.Config{Bucket: "catalogues", Region: "us-east-1", Endpoint: server.URL,
		Credentials: dynamo.Environment(func(string) string { return "local" }), Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func send(t *testing.T, method, address, body string) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(text), res.Header
}

// TestFiles is the contract test of both implementations.
func TestFiles(t *testing.T) {
	for name, open := range map[string]func(*testing.T) job.Files{"folder": folder, "bucket": bucket} {
		t.Run(name, func(t *testing.T) {
			f, ctx := open(t), t.Context()
			const key = "catalogues/06eaea/upload"
			if _, err := f.Size(ctx, key); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("size of nothing: %v", err)
			}
			if _, err := f.Open(ctx, key); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("open nothing: %v", err)
			}
			method, address, _, err := f.PutURL(key, clock.Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			if status, text, _ := send(t, method, address, "税号\n04090000\n"); status != 200 {
				t.Fatalf("put: %d %s", status, text)
			}
			if n, err := f.Size(ctx, key); err != nil || n != int64(len("税号\n04090000\n")) {
				t.Errorf("size %d, %v", n, err)
			}
			r, err := f.Open(ctx, key)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(r)
			r.Close()
			if string(text) != "税号\n04090000\n" {
				t.Errorf("read %q", text)
			}
			path := filepath.Join(t.TempDir(), "result")
			if err := os.WriteFile(path, []byte("result"), 0o600); err != nil {
				t.Fatal(err)
			}
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			const result = "catalogues/06eaea/result.csv"
			if err := f.Write(ctx, result, file); err != nil {
				t.Fatal(err)
			}
			address, err = f.GetURL(result, "商品.csv", clock.Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			if status, text, _ := send(t, "GET", address, ""); status != 200 || text != "result" {
				t.Errorf("get: %d %s", status, text)
			}
		})
	}
}

// TestSigned checks that a folder accepts only URLs that it returned, unchanged and until they expire.
func TestSigned(t *testing.T) {
	f := folder(t).(*Folder)
	_, put, _, _ := f.PutURL("catalogues/a/upload", clock.Add(time.Minute))
	get, _ := f.GetURL("catalogues/a/upload", "", clock.Add(time.Minute))
	old, _ := f.GetURL("catalogues/a/upload", "", clock.Add(-time.Minute))
	if status, _, _ := send(t, "PUT", put, "x"); status != 200 {
		t.Fatal(status)
	}
	for name, tt := range map[string]struct{ method, address string }{
		"another key":  {"GET", strings.Replace(get, "/a/", "/b/", 1)},
		"to put there": {"PUT", get},
		"no sign":      {"GET", get[:strings.Index(get, "sign=")]},
		"out of date":  {"GET", old},
		"longer":       {"GET", strings.Replace(get, "until=1", "until=2", 1)},
		"a name":       {"GET", get + "&as=x"},
		"outside": {"GET", f.Base + Path + "../key?until=9999999999&sign=" +
			f.sign("GET", "../key", map[string][]string{"until": {"9999999999"}})},
		"another method": {"DELETE", put},
	} {
		if status, _, _ := send(t, tt.method, tt.address, "y"); status != 403 {
			t.Errorf("%s: %d", name, status)
		}
	}
}

func TestNewBucket(t *testing.T) {
	if _, err := NewBucket(s3.Config{}); err == nil {
		t.Error("a bucket of nothing")
	}
}
