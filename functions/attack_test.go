package functions

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"importchecker/infra/gateway"
	"importchecker/infra/host"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/webhook/seal/kms/kmstest"
)

// application is the whole application: the functions' programs behind a gateway.
type application struct {
	*httptest.Server
	log *host.Output
}

// deploy runs all functions, with additional environment variables, behind a gateway that reads the real
// template.
func deploy(t *testing.T, table dynamo.Config, env ...string) application {
	t.Helper()
	parsed, err := gateway.ReadTemplate(template)
	if err != nil {
		t.Fatal(err)
	}
	log := &host.Output{}
	env = append(env, "AWS_ENDPOINT_URL_KMS="+kmstest.New(t).URL)
	handlers := map[string]gateway.Handler{}
	var authorize gateway.Authorizer
	for _, name := range append(answering(), "authorize") {
		f := start(t, host.Config{Name: name, Env: append(environment(name, table), env...), Log: log})
		handlers["functions/"+name] = gateway.Handle(func(_ context.Context, event []byte) (host.Answer,
			error) {
			return f.Invoke(event)
		})
		if name == "authorize" {
			authorize = gateway.Authorize(func(_ context.Context, event []byte) (host.Answer, error) { return f.Invoke(event) })
		}
	}
	g, err := gateway.New(parsed, handlers, authorize, time.Now, slog.New(slog.NewJSONHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return application{server, log}
}

// ask sends a request like a caller, and returns the response.
func (d application) ask(t *testing.T, method, path, authorization, body string, headers ...string) (int, string,
	http.Header) {
	t.Helper()
	r, err := http.NewRequest(method, d.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text), res.Header
}

// provider is a local OpenID Connect provider.
type provider struct {
	*httptest.Server
	keys atomic.Pointer[jose.JSONWebKeySet] // nil when it is down
}

func newProvider(t *testing.T) *provider {
	p := &provider{}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"issuer":%q,"jwks_uri":%q}`, p.URL, p.URL+"/keys")
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		if keys := p.keys.Load(); keys != nil {
			json.NewEncoder(w).Encode(keys)
			return
		}
		http.Error(w, "down", http.StatusServiceUnavailable)
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// publish replaces the provider's keys.
func (p *provider) publish(keys map[string]*ecdsa.PrivateKey) {
	set := &jose.JSONWebKeySet{}
	for id, key := range keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: key.Public(), KeyID: id, Algorithm: "ES256", Use: "sig"})
	}
	p.keys.Store(set)
}

// claims returns the claims of a valid seller's token.
func (p *provider) claims(seller string) map[string]any {
	now := time.Now()
	return map[string]any{"iss": p.URL, "aud": "import-checker", "sub": seller, "scope": "seller",
		"iat": now.Add(-time.Minute).Unix(), "exp": now.Add(time.Hour).Unix()}
}

func sign(t *testing.T, algorithm jose.SignatureAlgorithm, key any, id string, claims map[string]any,
	change ...func(map[string]any)) string {
	t.Helper()
	for _, c := range change {
		c(claims)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// TestAttacks checks over HTTP that no unauthorized request is admitted and no failure reveals details, while
// the provider rotates its keys and goes down.
func TestAttacks(t *testing.T) {
	t.Parallel()
	table := newTable(t)
	p := newProvider(t)
	key, stranger := newKey(t), newKey(t)
	p.publish(map[string]*ecdsa.PrivateKey{"k1": key})
	d := deploy(t, table, "OIDC_ISSUER="+p.URL)
	token := func(seller string, change ...func(map[string]any)) string {
		return sign(t, jose.ES256, key, "k1", p.claims(seller), change...)
	}
	as := func(seller string) string { return "Bearer " + token(seller) }
	set := func(name string, value any) func(map[string]any) {
		return func(c map[string]any) { c[name] = value }
	}
	unsigned := func(header string, claims map[string]any) string {
		text, _ := json.Marshal(claims)
		enc := base64.RawURLEncoding.EncodeToString
		return enc([]byte(header)) + "." + enc(text) + "."
	}
	checkRefused := func(name, method, path, authorization, body string, want ...int) {
		t.Helper()
		status, text, _ := d.ask(t, method, path, authorization, body)
		for _, w := range want {
			if status == w {
				return
			}
		}
		t.Errorf("%s: %s %s: status %d, want %v: %s", name, method, path, status, want, text)
	}

	status, text, header := d.ask(t, "POST", "/v1/submissions", as("victim"), fmt.Sprintf(honey, "SKU-1"))
	if status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	d.ask(t, "POST", "/v1/submissions", as("victim"), fmt.Sprintf(honey, "SKU-2"))
	d.ask(t, "POST", "/v1/submissions", as("thief"), fmt.Sprintf(honey, "SKU-3"))
	place := header.Get("Location")
	var page struct {
		Next string `json:"next_cursor"`
	}
	_, text, _ = d.ask(t, "GET", "/v1/submissions?limit=1", as("victim"), "")
	if json.Unmarshal([]byte(text), &page); page.Next == "" {
		t.Fatal(text)
	}

	// Invalid tokens.
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	good := token("victim")
	for name, authorization := range map[string]string{
		"algorithm none":               "Bearer " + unsigned(`{"alg":"none"}`, p.claims("victim")),
		"algorithm none with a key id": "Bearer " + unsigned(`{"alg":"none","kid":"k1"}`, p.claims("victim")),
		"algorithm NONE":               "Bearer " + unsigned(`{"alg":"NONE","kid":"k1"}`, p.claims("victim")),
		"a stranger's key":             "Bearer " + sign(t, jose.ES256, stranger, "k1", p.claims("victim")),
		"the public key as a secret":   "Bearer " + sign(t, jose.HS256, public, "k1", p.claims("victim")),
		"another issuer":               "Bearer " + token("victim", set("iss", "https://evil.example.com")),
		"another audience":             "Bearer " + token("victim", set("aud", "another")),
		"expired":                      "Bearer " + token("victim", set("exp", time.Now().Add(-2*time.Minute).Unix())),
		"without expiry":               "Bearer " + token("victim", func(c map[string]any) { delete(c, "exp") }),
		"not yet valid":                "Bearer " + token("victim", set("nbf", time.Now().Add(2*time.Minute).Unix())),
		"issued in the future":         "Bearer " + token("victim", set("iat", time.Now().Add(2*time.Minute).Unix())),
		"a forged key id":              "Bearer " + sign(t, jose.ES256, stranger, "../../../dev/null", p.claims("victim")),
		"a key id that is a URL": "Bearer " +
			sign(t, jose.ES256, stranger, "http://169.254.169.254/", p.claims("victim")),
		"no key id":                   "Bearer " + sign(t, jose.ES256, key, "", p.claims("victim")),
		"oversized":                   "Bearer " + good + strings.Repeat("A", 8<<10),
		"signature cut":               "Bearer " + good[:len(good)-10],
		"two tokens":                  "Bearer " + good + ", Bearer " + good,
		"another scheme":              "Basic " + good,
		"no scheme":                   good,
		"only a scheme":               "Bearer",
		"control characters":          "Bearer \tx",
		"seller is no text":           "Bearer " + token("victim", set("sub", 7)),
		"seller of another partition": "Bearer " + token("x#SUB#y z"),
	} {
		checkRefused(name, "GET", "/v1/submissions", authorization, "", 403)
		checkRefused(name, "POST", "/v1/submissions", authorization, fmt.Sprintf(honey, "SKU-9"), 403)
		checkRefused(name, "GET", place, authorization, "", 403)
	}
	checkRefused("no token", "GET", place, "", "", 401)
	// Valid tokens without the permission for these routes.
	checkRefused("no scope", "GET", "/v1/submissions", "Bearer "+token("victim", set("scope", "openid")), "", 403)
	checkRefused("maintainer alone", "GET", "/v1/submissions", "Bearer "+token("victim", set("scope", "maintainer")), "",
		403)

	// A seller is not a maintainer, and the reverse, whatever other scopes they have. On routes for both, the
	// token decides.
	maintainer := "Bearer " + token("maintainer-1", set("scope", "maintainer"))
	const annex = "序号,税则号列,货品名称,备注\n1,04090000,天然蜂蜜,\n"
	const id = "06eae7xs01je5thzasevz1rsv4"
	for _, route := range [][2]string{
		{"POST", "/v1/lists/cbec-retail-import/imports?edition=2024"}, {"GET", "/v1/lists/cbec-retail-import/imports"},
		{"GET", "/v1/lists/cbec-retail-import/imports/" + id},
		{"GET", "/v1/lists/cbec-retail-import/imports/" + id + "/diff"},
		{"POST", "/v1/lists/cbec-retail-import/imports/" + id + "/publish"},
		{"DELETE", "/v1/lists/cbec-retail-import/imports/" + id},
	} {
		body := ""
		if route[0] == "POST" {
			body = annex
		}
		checkRefused("no token", route[0], route[1], "", body, 401)
		checkRefused("a seller's token", route[0], route[1], as("victim"), body, 403)
		checkRefused("a scope of another prefix", route[0], route[1], "Bearer "+
			token("victim", set("scope", "other/maintainer")), body, 403)
		checkRefused("a word with the scope in it", route[0], route[1], "Bearer "+
			token("victim", set("scope", "seller,maintainer maintainers")), body, 403)
		checkRefused("an expired token", route[0], route[1], "Bearer "+
			token("maintainer-1", set("scope", "maintainer"), set("exp", time.Now().Add(-time.Hour).Unix())), body, 403)
		checkRefused("a stranger's key", route[0], route[1], "Bearer "+
			sign(t, jose.ES256, stranger, "k1", p.claims("maintainer-1"), set("scope", "maintainer")), body, 403)
		checkRefused("algorithm none", route[0], route[1], "Bearer "+
			unsigned(`{"alg":"none"}`, map[string]any{"iss": p.URL, "aud": "import-checker", "sub": "m", "scope": "maintainer"}),
			body, 403)
	}
	for _, route := range [][2]string{
		{"POST", "/v1/webhooks"}, {"GET", "/v1/webhooks"}, {"GET", "/v1/webhooks/" + id}, {"PATCH", "/v1/webhooks/" + id},
		{"DELETE", "/v1/webhooks/" + id},
		{"POST", "/v1/webhooks/" + id + "/secret"}, {"POST", "/v1/webhooks/" + id + "/test"},
		{"POST", "/v1/webhooks/" + id + "/challenge"}, {"GET", "/v1/webhooks/" + id + "/deliveries"},
		{"POST", "/v1/webhooks/" + id + "/deliveries"},
		{"GET", "/v1/events"}, {"GET", "/v1/submissions"}, {"POST", "/v1/submissions"},
	} {
		body := ""
		if route[0] == "POST" || route[0] == "PATCH" {
			body = `{"url":"https://receiver.example/"}`
		}
		checkRefused("no token", route[0], route[1], "", body, 401)
		checkRefused("a maintainer's token", route[0], route[1], maintainer, body, 403)
	}
	status, text, _ = d.ask(t, "GET", "/v1/lists/cbec-retail-import/imports", maintainer, "", "X-Amzn-Lambda-Context",
		`{"scope":"seller"}`)
	if status != 200 {
		t.Errorf("the maintainer: %d %s", status, text)
	}
	// Webhooks belong to a seller; internal addresses are refused; secrets are not shown again.
	status, text, header = d.ask(t, "POST", "/v1/webhooks", as("victim"), `{"url":"https://receiver.example/hook"}`)
	if status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	hook := header.Get("Location")
	for _, route := range [][2]string{{"GET", hook}, {"PATCH", hook}, {"DELETE", hook}, {"POST", hook + "/secret"},
		{"GET", hook + "/deliveries"}} {
		body := ""
		if route[0] == "PATCH" {
			body = `{"url":"https://evil.example/"}`
		}
		checkRefused("another seller's webhook", route[0], route[1], as("thief"), body, 404)
	}
	if status, text, _ := d.ask(t, "GET", hook, as("victim"), ""); status != 200 || strings.Contains(text, "whsec_") {
		t.Errorf("%d %s", status, text)
	}
	for _, url := range []string{
		"http://receiver.example/", "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://[::1]/",
		"https://[::ffff:10.0.0.1]/",
		"https://receiver.example:22/", "https://a@receiver.example/", "file:///etc/passwd", "https://[fd00:ec2::254]/",
	} {
		checkRefused("an address inside", "POST", "/v1/webhooks", as("thief"), fmt.Sprintf(`{"url":%q}`, url), 400)
	}
	for _, path := range []string{place, place + "/decisions", place + "%00", strings.Replace(place, "/v1/", "/v1//", 1),
		"/v1/submissions/..%2f..", "/v1/submissions/SELLER%23victim"} {
		checkRefused("another seller's", "GET", path, as("thief"), "", 404)
	}
	for _, query := range []string{"cursor=" + page.Next, "cursor=" + page.Next + "&limit=1", "cursor=AAAA",
		"seller=victim", "ref=SKU-1&seller=victim"} {
		checkRefused("another seller's cursor", "GET", "/v1/submissions?"+query, as("thief"), "", 400)
	}
	// A caller cannot set the authorizer's context.
	status, text, _ = d.ask(t, "GET", "/v1/submissions", as("thief"), "",
		"X-Seller", "victim", "X-Amzn-Lambda-Context", `{"seller":"victim"}`, "X-Forwarded-For", "127.0.0.1")
	if status != 200 || strings.Contains(text, "SKU-1") || !strings.Contains(text, "SKU-3") {
		t.Errorf("%d %s", status, text)
	}
	for _, method := range []string{"PUT", "DELETE", "TRACE"} {
		checkRefused(method, method, place, as("victim"), "", 405)
	}
	for _, method := range []string{"PUT", "DELETE", "PATCH", "TRACE"} {
		checkRefused(method, method, place+"/decisions", as("victim"), "", 405)
	}
	// Only its seller can amend a submission.
	const told = `{"item":{"net_weight_g":500}}`
	checkRefused("another seller's submission", "PATCH", place, as("thief"), told, 404)
	checkRefused("no token", "PATCH", place, "", told, 401)
	checkRefused("a maintainer's token", "PATCH", place, maintainer, told, 403)
	checkRefused("what was asked", "PATCH", place, as("victim"), `{"channels":["cbec_direct"]}`, 400)
	if _, text, _ := d.ask(t, "GET", place+"/decisions", as("victim"), ""); strings.Count(text, `"cause"`) != 1 {
		t.Errorf("nobody amended it: %s", text)
	}

	// The provider goes down: its keys are still used.
	p.keys.Store(nil)
	if status, text, _ := d.ask(t, "GET", place, as("victim"), ""); status != 200 || !strings.Contains(text, "SKU-1") {
		t.Errorf("the provider is down: %d %s", status, text)
	}
	checkRefused("a key that is not known, the provider down", "GET", place,
		"Bearer "+sign(t, jose.ES256, stranger, "k2", p.claims("victim")), "", 403)
	// An authorizer that starts now knows no keys, and refuses tokens without failing.
	late := start(t, host.Config{Name: "authorize", Env: append(environment("authorize", table), "OIDC_ISSUER="+p.URL),
		Log: d.log})
	a, err := late.Invoke([]byte(`{"headers":{"authorization":"` + as("victim") + `"}}`))
	if err != nil || a.Failed || !strings.Contains(string(a.Payload), `"isAuthorized":false`) {
		t.Errorf("%v: %s", err, a.Payload)
	}
	if text := d.log.String(); strings.Contains(text, "panic") || strings.Contains(text, good) ||
		strings.Contains(text, `"status":5`) {
		t.Errorf("log: %s", text)
	}
}
