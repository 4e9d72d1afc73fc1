package page

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-lambda-go/events"

	"importchecker/shared/api/accept"
)

type (
	request  = events.APIGatewayV2HTTPRequest
	response = events.APIGatewayV2HTTPResponse

	// A Handler answers a request, like the handlers of the API.
	Handler = func(context.Context, *request) response
)

//go:embed files
var embedded embed.FS

// SignIn configures how sellers and maintainers sign in. The zero value lets them
// paste a token, such as those that the local server prints.
type SignIn struct {
	Issuer   string `json:"issuer,omitempty"`    // the OpenID Connect issuer
	ClientID string `json:"client_id,omitempty"` // the client id of the page; blank: tokens are pasted
	Audience string `json:"audience,omitempty"`  // the audience to ask for, if the issuer takes one
	Prefix   string `json:"prefix,omitempty"`    // the issuer's prefix of the scopes of the API
	// Origins are the origins besides the issuer's that the page may call to sign in, separated by
	// spaces: an issuer may have its token endpoint on another host.
	Origins string `json:"-"`
	// Uploads is the origin to which sellers upload catalogues; blank for the page's own.
	Uploads string `json:"-"`
}

// Routes returns the handlers of the page by their route keys. notFound answers for
// a file that does not exist.
func Routes(s SignIn, notFound Handler) map[string]Handler {
	p := &page{signIn: s, notFound: notFound}
	return map[string]Handler{
		"GET /":                      p.document,
		"GET /page/{version}/{file}": p.file,
	}
}

// page compresses its files on the first request for one of them, so that other
// requests do not wait for that at the start of a function.
type page struct {
	signIn   SignIn
	notFound Handler
	once     sync.Once
	version  string
	packed   map[string]packed
}

// packed is a file, plain and compressed.
type packed struct {
	media string
	plain string
	zip   string // gzip, in base64; blank if gzip makes it no shorter
}

var mediaTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

const index = "index.html"

func (p *page) pack() {
	folder, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // the folder is embedded
	}
	names, err := fs.Glob(folder, "*")
	if err != nil {
		panic(err)
	}
	texts := make(map[string][]byte, len(names))
	sum := sha256.New()
	for _, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			panic(err)
		}
		texts[name] = text
		sum.Write([]byte(name))
		sum.Write(text)
	}
	config, err := json.Marshal(p.signIn)
	if err != nil {
		panic(err)
	}
	sum.Write(config)
	p.version = hex.EncodeToString(sum.Sum(nil)[:8])
	fill := strings.NewReplacer("{{version}}", p.version, "{{sign-in}}", html.EscapeString(string(config)))
	texts[index] = []byte(fill.Replace(string(texts[index])))
	// The service worker caches all these files for use without a network.
	texts["files.js"] = []byte("// " + strings.Join(slices.Sorted(maps.Keys(texts)), " ") + "\n")
	p.packed = make(map[string]packed, len(texts))
	for name, text := range texts {
		p.packed[name] = packed{media: mediaTypes[path.Ext(name)], plain: string(text), zip: compressed(text)}
	}
}

func compressed(text []byte) string {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	w.Write(text) // writing to a buffer does not fail
	w.Close()
	if out.Len() >= len(text) {
		return ""
	}
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

// document answers with the page. It ignores the query, which the page reads, such as
// the parameters of an issuer's redirect.
func (p *page) document(_ context.Context, req *request) response {
	p.once.Do(p.pack)
	headers := map[string]string{
		"cache-control":                "no-cache",
		"content-security-policy":      p.policy(),
		"cross-origin-opener-policy":   "same-origin",
		"cross-origin-resource-policy": "same-origin",
		"referrer-policy":              "no-referrer",
		"permissions-policy":           "camera=(), geolocation=(), microphone=(), payment=()",
	}
	return p.send(req, index, headers)
}

// file answers with a file of this version. A file of another version is not found;
// the page then says that it has to be reloaded.
func (p *page) file(ctx context.Context, req *request) response {
	p.once.Do(p.pack)
	name := req.PathParameters["file"]
	if _, ok := p.packed[name]; !ok || name == index || req.PathParameters["version"] != p.version {
		return p.notFound(ctx, req)
	}
	headers := map[string]string{
		"cache-control":                "public, max-age=31536000, immutable",
		"cross-origin-resource-policy": "same-origin",
	}
	if name == "worker.js" {
		headers["service-worker-allowed"] = "/"
	}
	return p.send(req, name, headers)
}

func (p *page) send(req *request, name string, headers map[string]string) response {
	f := p.packed[name]
	headers["etag"] = `"` + p.version + `"`
	if matches(req.Headers["if-none-match"], headers["etag"]) {
		return response{StatusCode: 304, Headers: headers}
	}
	headers["content-type"] = f.media
	if f.zip == "" || accept.Weight(req.Headers["accept-encoding"], "gzip") == 0 {
		return response{StatusCode: 200, Headers: headers, Body: f.plain}
	}
	headers["content-encoding"], headers["vary"] = "gzip", "accept-encoding"
	headers["etag"] = "W/" + headers["etag"] // the same file in another encoding (RFC 9110, 8.8.3.3)
	return response{StatusCode: 200, Headers: headers, Body: f.zip, IsBase64Encoded: true}
}

// matches reports whether If-None-Match, which is "*" or a list of tags, has the tag
// (RFC 9110, 13.1.2).
func matches(ifNoneMatch, tag string) bool {
	for candidate := range strings.SplitSeq(ifNoneMatch, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
			return true
		}
	}
	return false
}

// policy returns the content security policy: everything from this origin, calls also
// to the issuer if one is configured, and to the origin of uploads.
func (p *page) policy() string {
	connect := "'self'"
	others := strings.Fields(p.signIn.Uploads)
	if p.signIn.ClientID != "" {
		others = slices.Concat([]string{p.signIn.Issuer}, strings.Fields(p.signIn.Origins), others)
	}
	for _, origin := range others {
		if u, err := url.Parse(origin); err == nil && u.Host != "" {
			connect += " " + cmp.Or(u.Scheme, "https") + "://" + u.Host
		}
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src " + connect +
		"; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}
