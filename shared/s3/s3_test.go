package s3

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"importchecker/shared/storage"
	"importchecker/shared/store/dynamo"
)

func bucketAt(t *testing.T, endpoint string) *Bucket {
	t.Helper()
	b, err := New(Config{Bucket: "b", Region: "us-east-1", Endpoint: endpoint,
		Credentials: dynamo.Environment(func(string) string { return "x" }),
		Now:         func() time.Time { return time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestDo checks that the whole body is sent on each attempt, and that responses become errors of package
// storage.
func TestDo(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status []int // of the responses; the last is repeated
		code   string
		tries  int64
		want   error // nil for success
	}{
		{"at once", []int{200}, "", 1, nil},
		{"at the third try", []int{503, 500, 200}, "SlowDown", 3, nil},
		{"never", []int{500}, "InternalError", 4, storage.ErrUnavailable},
		{"not there", []int{404}, "NoSuchKey", 1, storage.ErrNotFound},
	} {
		var asked atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n := int(asked.Add(1))
			if body, _ := io.ReadAll(r.Body); string(body) != "whole" || r.ContentLength != 5 ||
				r.Header.Get("Authorization") == "" {
				t.Errorf("%s, try %d: %q %v", tt.name, n, body, r.Header)
			}
			w.WriteHeader(tt.status[min(n, len(tt.status))-1])
			io.WriteString(w, "<Error><Code>"+tt.code+"</Code></Error>")
		}))
		res, err := bucketAt(t, server.URL).Do(t.Context(),
			Request{Method: "PUT", Key: "a/b", Body: strings.NewReader("whole"), Size: 5})
		if !errors.Is(err, tt.want) || asked.Load() != tt.tries {
			t.Errorf("%s: %v after %d tries", tt.name, err, asked.Load())
		}
		if err == nil {
			res.Body.Close()
		} else if status, ok := errors.AsType[*StatusError](err); !ok || status.Code != tt.code {
			t.Errorf("%s: %v", tt.name, err)
		}
		server.Close()
	}
}

func TestPresign(t *testing.T) {
	b := bucketAt(t, "")
	address, err := b.Presign("GET", "catalogues/x/上传", b.config.Now().Add(time.Hour), nil)
	if err != nil || !strings.HasPrefix(address,
		"https://b.s3.us-east-1.amazonaws.com/catalogues/x/%E4%B8%8A%E4%BC%A0?") ||
		!strings.Contains(address, "X-Amz-Expires=3600") || !strings.Contains(address, "X-Amz-Signature=") {
		t.Errorf("%s, %v", address, err)
	}
}
