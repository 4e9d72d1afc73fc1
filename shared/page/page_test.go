package page

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"io"
	"path"
	"regexp"
	"strings"
	"testing"
)

func absent(context.Context, *request) response { return response{StatusCode: 404} }

// ask asks for a path as API Gateway would.
func ask(t *testing.T, s SignIn, file string, headers map[string]string) response {
	t.Helper()
	routes := Routes(s, absent)
	if file == "" {
		return routes["GET /"](t.Context(), &request{Headers: headers})
	}
	version, name := path.Split(strings.TrimPrefix(file, "/page/"))
	req := &request{Headers: headers, PathParameters: map[string]string{"version": strings.Trim(version, "/"), "file": name}}
	return routes["GET /page/{version}/{file}"](t.Context(), req)
}

var files = regexp.MustCompile(`/page/[0-9a-f]{16}/[a-z.-]+`)

func TestDocument(t *testing.T) {
	res := ask(t, SignIn{}, "", nil)
	if res.StatusCode != 200 || !strings.HasPrefix(res.Headers["content-type"], "text/html") {
		t.Fatalf("got %d %v", res.StatusCode, res.Headers)
	}
	if strings.Contains(res.Body, "{{") {
		t.Errorf("a blank was not filled in: %s", res.Body)
	}
	policy := res.Headers["content-security-policy"]
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy is %q", policy)
	}
	// What the policy would forbid must not be there.
	for _, forbidden := range []string{"<style", " style=", "onclick=", "https://", "http://"} {
		if strings.Contains(res.Body, forbidden) {
			t.Errorf("the document has %q", forbidden)
		}
	}
	named := files.FindAllString(res.Body, -1)
	if len(named) < 3 {
		t.Fatalf("the document names %d files", len(named))
	}
	for _, file := range named {
		if got := ask(t, SignIn{}, file, nil); got.StatusCode != 200 || !strings.Contains(got.Headers["cache-control"], "immutable") {
			t.Errorf("%s: got %d %v", file, got.StatusCode, got.Headers)
		}
	}
}

func TestNotModified(t *testing.T) {
	first := ask(t, SignIn{}, "", nil)
	for _, tag := range []string{first.Headers["etag"], "W/" + first.Headers["etag"], `"other", ` + first.Headers["etag"], "*"} {
		if res := ask(t, SignIn{}, "", map[string]string{"if-none-match": tag}); res.StatusCode != 304 || res.Body != "" {
			t.Errorf("%s: got %d", tag, res.StatusCode)
		}
	}
	if res := ask(t, SignIn{}, "", map[string]string{"if-none-match": `"other"`}); res.StatusCode != 200 {
		t.Errorf("another tag: got %d", res.StatusCode)
	}
	// The way to sign in stands in the document, so it is part of the version.
	if other := ask(t, SignIn{ClientID: "x"}, "", nil); other.Headers["etag"] == first.Headers["etag"] {
		t.Error("another way to sign in has the same tag")
	}
}

func TestFilesOfOtherVersions(t *testing.T) {
	for _, file := range []string{"/page/0000000000000000/app.js", "/page/" + version(t) + "/index.html", "/page/" + version(t) + "/nothing.js"} {
		if res := ask(t, SignIn{}, file, nil); res.StatusCode != 404 {
			t.Errorf("%s: got %d", file, res.StatusCode)
		}
	}
}

func version(t *testing.T) string {
	return strings.Trim(ask(t, SignIn{}, "", nil).Headers["etag"], `"`)
}

func TestEncoding(t *testing.T) {
	for encoding, want := range map[string]string{
		"": "", "gzip": "gzip", "br, gzip;q=0.8": "gzip", "GZIP": "gzip", "gzip;q=0": "", "gzip; q=0.000": "", "br": "",
	} {
		res := ask(t, SignIn{}, "/page/"+version(t)+"/app.js", map[string]string{"accept-encoding": encoding})
		if got := res.Headers["content-encoding"]; got != want {
			t.Errorf("%q: got %q", encoding, got)
		}
		if text := unpacked(t, res); !strings.Contains(text, "start(") {
			t.Errorf("%q: the body is %.60q", encoding, text)
		}
	}
}

func unpacked(t *testing.T, res response) string {
	t.Helper()
	if !res.IsBase64Encoded {
		return res.Body
	}
	raw, err := base64.StdEncoding.DecodeString(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The first load is all files that the page imports, and the document.
func TestWeight(t *testing.T) {
	const most = 100_000
	p := &page{}
	p.pack()
	total := 0
	for name, f := range p.packed {
		if name == "worker.js" || name == "files.js" { // fetched later
			continue
		}
		size := len(f.plain)
		if f.zip != "" {
			size = base64.StdEncoding.DecodedLen(len(f.zip))
		}
		total += size
	}
	t.Logf("%d bytes in %d files", total, len(p.packed))
	if total > most {
		t.Errorf("the page weighs %d bytes compressed, more than %d", total, most)
	}
}

// Where an issuer is configured, the page may call it and nobody else.
func TestPolicyNamesTheIssuer(t *testing.T) {
	s := SignIn{Issuer: "https://login.example.com/pool", ClientID: "page", Origins: "https://auth.example.com"}
	policy := ask(t, s, "", nil).Headers["content-security-policy"]
	if want := "connect-src 'self' https://login.example.com https://auth.example.com;"; !strings.Contains(policy, want) {
		t.Errorf("got %q, want %q in it", policy, want)
	}
	if policy := ask(t, SignIn{Issuer: s.Issuer}, "", nil).Headers["content-security-policy"]; !strings.Contains(policy, "connect-src 'self';") {
		t.Errorf("without a client id: got %q", policy)
	}
}

// The document carries the configuration as an attribute, whatever stands in it.
func TestSignInIsEscaped(t *testing.T) {
	body := ask(t, SignIn{Issuer: `https://x/"><script>`}, "", nil).Body
	if strings.Contains(body, "<script>") {
		t.Error("the configuration breaks out of its attribute")
	}
}

func TestMediaTypes(t *testing.T) {
	p := &page{}
	p.pack()
	for name, f := range p.packed {
		if f.media == "" {
			t.Errorf("%s has no media type", name)
		}
	}
}
