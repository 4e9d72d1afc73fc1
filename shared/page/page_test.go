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

// ask requests a path as API Gateway does.
func ask(t *testing.T, s SignIn, file string, headers map[string]string) response {
	t.Helper()
	routes := Routes(s, absent)
	if file == "" {
		return routes["GET /"](t.Context(), &request{Headers: headers})
	}
	version, name := path.Split(strings.TrimPrefix(file, "/page/"))
	req := &request{Headers: headers, PathParameters: map[string]string{"version": strings.Trim(version, "/"),
		"file": name}}
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
		if got := ask(t, SignIn{}, file, nil); got.StatusCode != 200 ||
			!strings.Contains(got.Headers["cache-control"], "immutable") {
			t.Errorf("%s: got %d %v", file, got.StatusCode, got.Headers)
		}
	}
}

func TestNotModified(t *testing.T) {
	first := ask(t, SignIn{}, "", nil)
	for _, tag := range []string{first.Headers["etag"], "W/" + first.Headers["etag"], `"other", ` + first.Headers["etag"],
		"*"} {
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
	for _, file := range []string{"/page/0000000000000000/app.js", "/page/" + version(t) + "/index.html", "/page/" +
		version(t) + "/nothing.js"} {
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

// The first load is the document and the files that it names, from which a check is
// answered; the rest comes when a view asks for it.
func TestWeight(t *testing.T) {
	const first, all = 100_000, 140_000
	p := &page{}
	p.pack()
	size := func(name string) int {
		if f := p.packed[name]; f.zip != "" {
			return base64.StdEncoding.DecodedLen(len(f.zip))
		}
		return len(p.packed[name].plain)
	}
	load, total := size(index), 0
	for _, named := range files.FindAllString(p.packed[index].plain, -1) {
		load += size(path.Base(named))
	}
	for name := range p.packed {
		total += size(name)
	}
	t.Logf("%d bytes at first, %d in %d files", load, total, len(p.packed))
	if load > first || total > all {
		t.Errorf("the page weighs %d bytes compressed at first, %d in all; want at most %d and %d", load, total, first, all)
	}
}

// The document names the files that the first check imports, so that they are fetched at
// once and counted above.
func TestFirstLoadIsNamed(t *testing.T) {
	document := read(t, "files/index.html")
	imported := regexp.MustCompile(`(?m)^(?:import|export|\} from)[^;(]*?'\./([\w.-]+\.js)'`)
	seen := map[string]bool{}
	var follow func(name string)
	follow = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		if !strings.Contains(document, "{{version}}/"+name) {
			t.Errorf("the document does not name %s, which the first check imports", name)
		}
		for _, match := range imported.FindAllStringSubmatch(read(t, "files/"+name), -1) {
			follow(match[1])
		}
	}
	follow("app.js")
	if len(seen) < 10 {
		t.Errorf("followed %d files", len(seen))
	}
}

// Where an issuer is configured, the page may call it and nobody else.
func TestPolicyNamesTheIssuer(t *testing.T) {
	s := SignIn{Issuer: "https://login.example.com/pool", ClientID: "page", Origins: "https://auth.example.com"}
	policy := ask(t, s, "", nil).Headers["content-security-policy"]
	if want := "connect-src 'self' https://login.example.com https://auth.example.com;"; !strings.Contains(policy, want) {
		t.Errorf("got %q, want %q in it", policy, want)
	}
	s.Uploads = "https://bucket.s3.cn-north-1.amazonaws.com.cn"
	policy = ask(t, s, "", nil).Headers["content-security-policy"]
	if want := "connect-src 'self' https://login.example.com https://auth.example.com " + s.Uploads +
		";"; !strings.Contains(policy, want) {
		t.Errorf("got %q, want %q in it", policy, want)
	}
	if policy := ask(t, SignIn{Issuer: s.Issuer}, "", nil).Headers["content-security-policy"]; !strings.Contains(policy,
		"connect-src 'self';") {
		t.Errorf("without a client id: got %q", policy)
	}
}

// The document has the configuration as an escaped attribute.
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
