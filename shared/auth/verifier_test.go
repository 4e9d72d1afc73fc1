package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	testIssuer   = "https://login.example.com/"
	testAudience = "import-checker"
)

var (
	testNow = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	quiet   = slog.New(slog.NewTextHandler(io.Discard, nil))
)

// The keys of the tests: two of the issuer, one of a stranger, and one that is too short.
var testKeys = sync.OnceValue(func() (k struct {
	rsa, short *rsa.PrivateKey
	ec, other  *ecdsa.PrivateKey
	p384       *ecdsa.PrivateKey
}) {
	k.rsa = must(rsa.GenerateKey(rand.Reader, 2048))
	k.short = must(rsa.GenerateKey(rand.Reader, 1024))
	k.ec = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	k.other = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	k.p384 = must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	return k
})

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func issuerKeys() KeySet {
	k := testKeys()
	return KeySet{
		{Key: k.rsa.Public(), KeyID: "rsa", Algorithm: "RS256", Use: "sig"},
		{Key: k.ec.Public(), KeyID: "ec"},
		{Key: k.ec.Public(), KeyID: "for-encryption", Use: "enc"},
		{Key: k.short.Public(), KeyID: "short"},
		{Key: k.p384.Public(), KeyID: "p384"},
	}
}

// goodClaims are the claims of a valid token; each row of a test changes one of
// them.
func goodClaims() map[string]any {
	return map[string]any{
		"iss": testIssuer, "aud": testAudience, "sub": "seller-1", "scope": "openid seller",
		"iat": testNow.Add(-time.Minute).Unix(), "exp": testNow.Add(time.Hour).Unix(),
	}
}

// with returns good claims with one changed; nil removes it.
func with(name string, value any) map[string]any {
	c := goodClaims()
	c[name] = value
	if value == nil {
		delete(c, name)
	}
	return c
}

// sign makes a token the way an issuer does.
func sign(t testing.TB, algorithm jose.SignatureAlgorithm, key any, id string, claims map[string]any) string {
	t.Helper()
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

// forge makes a token by hand, for headers that no library would sign.
func forge(header string, claims map[string]any, signature string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(header)) + "." + enc(must(json.Marshal(claims))) + "." + enc([]byte(signature))
}

func newTestVerifier(t testing.TB, keys KeySource) *Verifier {
	t.Helper()
	v, err := NewVerifier(Config{Issuer: testIssuer, Audience: testAudience, Keys: keys,
		Now: func() time.Time { return testNow }})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVerify(t *testing.T) {
	k := testKeys()
	v := newTestVerifier(t, issuerKeys())
	for _, test := range []struct {
		name   string
		token  string
		seller string
		scopes []Scope
	}{
		{"RS256", sign(t, jose.RS256, k.rsa, "rsa", goodClaims()), "seller-1", []Scope{Seller}},
		// A key that states no algorithm or use may be used for any it fits.
		{"ES256", sign(t, jose.ES256, k.ec, "ec", goodClaims()), "seller-1", []Scope{Seller}},
		{"one audience of several", sign(t, jose.ES256, k.ec, "ec", with("aud", []string{"other", testAudience})), "seller-1",
			[]Scope{Seller}},
		{"expired within the leeway", sign(t, jose.ES256, k.ec, "ec", with("exp", testNow.Add(-59*time.Second).Unix())),
			"seller-1", []Scope{Seller}},
		{"valid soon, within the leeway", sign(t, jose.ES256, k.ec, "ec", with("nbf", testNow.Add(59*time.Second).Unix())),
			"seller-1", []Scope{Seller}},
		{"scopes as an array, twice the same", sign(t, jose.ES256, k.ec, "ec", with("scp", []string{"seller", "maintainer"})),
			"seller-1", []Scope{Maintainer, Seller}},
		// Identified, but allowed nothing: the API answers 403.
		{"no scope", sign(t, jose.ES256, k.ec, "ec", with("scope", nil)), "seller-1", nil},
		{"scopes we do not know", sign(t, jose.ES256, k.ec, "ec", with("scope", "Seller sellers admin")), "seller-1", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := v.Verify(t.Context(), test.token)
			if err != nil {
				t.Fatal(err)
			}
			if want := (Principal{test.seller, test.scopes}); !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestVerifyDenies(t *testing.T) {
	k := testKeys()
	v := newTestVerifier(t, issuerKeys())
	good := sign(t, jose.ES256, k.ec, "ec", goodClaims())
	head, rest, _ := strings.Cut(good, ".")
	body, signature, _ := strings.Cut(rest, ".")
	// What an attacker has: the issuer's public key, as published.
	publicPEM := must(x509.MarshalPKIXPublicKey(k.rsa.Public()))
	ec := func(claims map[string]any) string { return sign(t, jose.ES256, k.ec, "ec", claims) }

	for _, test := range []struct {
		name  string
		token string
		want  error
	}{
		{"nothing", "", ErrMalformed},
		{"garbage", "garbage", ErrMalformed},
		{"three dots of garbage", "a.b.c", ErrMalformed},
		{"only dots", "..", ErrMalformed},
		{"an encrypted token's five parts", "a.b.c.d.e", ErrMalformed},
		{"JSON serialization", `{"payload":"` + body + `","protected":"` + head + `","signature":"` + signature + `"}`,
			ErrMalformed},
		{"too long", good + strings.Repeat("A", MaxToken), ErrMalformed},
		{"claims are no object", forge(`{"alg":"ES256","kid":"ec"}`, nil, "x"), ErrSignature},

		{"algorithm none", forge(`{"alg":"none"}`, goodClaims(), ""), ErrMalformed},
		{"algorithm none with a key id", forge(`{"alg":"none","kid":"ec"}`, goodClaims(), ""), ErrMalformed},
		{"algorithm nOnE", forge(`{"alg":"nOnE","kid":"ec"}`, goodClaims(), ""), ErrMalformed},
		{"public key used as a shared secret", sign(t, jose.HS256, publicPEM, "rsa", goodClaims()), ErrMalformed},
		{"algorithm not on the list", sign(t, jose.RS512, k.rsa, "rsa", goodClaims()), ErrMalformed},
		{"algorithm not on the list, of a good kind", sign(t, jose.PS256, k.rsa, "rsa", goodClaims()), ErrMalformed},
		{"an RSA key id on an ES256 token", sign(t, jose.ES256, k.ec, "rsa", goodClaims()), ErrUnknownKey},
		{"a critical header that is not known", forge(`{"alg":"ES256","kid":"ec","crit":["exp"],"exp":1}`, goodClaims(), "x"),
			ErrMalformed},

		{"a stranger's key", sign(t, jose.ES256, k.other, "ec", goodClaims()), ErrSignature},
		{"a stranger's key, brought along", forgeWithKey(t, k.other, goodClaims()), ErrSignature},
		{"forged key id", sign(t, jose.ES256, k.other, "../../../etc/passwd", goodClaims()), ErrUnknownKey},
		{"no key id", sign(t, jose.ES256, k.ec, "", goodClaims()), ErrUnknownKey},
		{"a key for encryption", sign(t, jose.ES256, k.ec, "for-encryption", goodClaims()), ErrUnknownKey},
		{"a short RSA key", sign(t, jose.RS256, k.short, "short", goodClaims()), ErrUnknownKey},
		{"another curve's key", sign(t, jose.ES256, k.ec, "p384", goodClaims()), ErrUnknownKey},
		{"changed claims", head + "." + base64.RawURLEncoding.EncodeToString(must(json.Marshal(with("sub", "seller-2")))) +
			"." + signature, ErrSignature},
		{"no signature", head + "." + body + ".", ErrSignature},
		{"cut signature", good[:len(good)-8], ErrSignature},

		{"another issuer", ec(with("iss", "https://evil.example.com/")), ErrIssuer},
		{"an issuer that begins like ours", ec(with("iss", testIssuer+"x")), ErrIssuer},
		{"no issuer", ec(with("iss", nil)), ErrIssuer},
		{"another audience", ec(with("aud", "other")), ErrAudience},
		{"no audience", ec(with("aud", nil)), ErrAudience},
		{"expired beyond the leeway", ec(with("exp", testNow.Add(-61*time.Second).Unix())), ErrExpired},
		{"no expiry", ec(with("exp", nil)), ErrExpired},
		{"not yet valid", ec(with("nbf", testNow.Add(61*time.Second).Unix())), ErrNotYetValid},
		{"issued in the future", ec(with("iat", testNow.Add(61*time.Second).Unix())), ErrNotYetValid},
		{"expiry is no number", ec(with("exp", "tomorrow")), ErrMalformed},

		{"no subject", ec(with("sub", nil)), ErrNoSeller},
		{"blank subject", ec(with("sub", "")), ErrNoSeller},
		{"subject is no text", ec(with("sub", 7)), ErrMalformed},
		{"subject with a space", ec(with("sub", "seller 1")), ErrNoSeller},
		{"subject with a line break", ec(with("sub", "seller\n1")), ErrNoSeller},
		{"subject beyond ASCII", ec(with("sub", "卖家")), ErrNoSeller},
		{"subject too long", ec(with("sub", strings.Repeat("s", 129))), ErrNoSeller},
		{"scope is no text", ec(with("scope", 7)), ErrMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := v.Verify(t.Context(), test.token)
			if !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
			if !reflect.DeepEqual(got, Principal{}) {
				t.Errorf("denied, but named %+v", got)
			}
		})
	}
}

// forgeWithKey signs with a stranger's key and puts that key in the header,
// under the name of one of ours.
func forgeWithKey(t *testing.T, key *ecdsa.PrivateKey, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key},
		(&jose.SignerOptions{EmbedJWK: true}).WithHeader("kid", "ec"))
	if err != nil {
		t.Fatal(err)
	}
	return must(jwt.Signed(signer).Claims(claims).Serialize())
}

func TestSellerClaimAndScopePrefix(t *testing.T) {
	v, err := NewVerifier(Config{Issuer: testIssuer, Audience: testAudience, Keys: issuerKeys(),
		SellerClaim: "seller_id", ScopePrefix: "checker/", Now: func() time.Time { return testNow }})
	if err != nil {
		t.Fatal(err)
	}
	claims := with("seller_id", "brand-7")
	claims["scope"] = "checker/seller maintainer"
	got, err := v.Verify(t.Context(), sign(t, jose.ES256, testKeys().ec, "ec", claims))
	if want := (Principal{"brand-7", []Scope{Seller}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	// The subject does not stand in for the claim that was asked for.
	if _, err := v.Verify(t.Context(), sign(t, jose.ES256, testKeys().ec, "ec", goodClaims())); !errors.Is(err,
		ErrNoSeller) {
		t.Errorf("without the claim: %v, want %v", err, ErrNoSeller)
	}
}

func TestNewVerifierNeedsAll(t *testing.T) {
	full := Config{Issuer: testIssuer, Audience: testAudience, Keys: KeySet{}, Now: time.Now}
	for name, drop := range map[string]func(*Config){
		"issuer":   func(c *Config) { c.Issuer = "" },
		"audience": func(c *Config) { c.Audience = "" },
		"keys":     func(c *Config) { c.Keys = nil },
		"clock":    func(c *Config) { c.Now = nil },
	} {
		c := full
		drop(&c)
		if _, err := NewVerifier(c); err == nil {
			t.Errorf("without %s: no error", name)
		}
	}
}

func TestAuthorizer(t *testing.T) {
	k := testKeys()
	var log strings.Builder
	authorize := Authorizer(newTestVerifier(t, issuerKeys()), slog.New(slog.NewTextHandler(&log, nil)))
	good := sign(t, jose.ES256, k.ec, "ec", with("scope", "seller maintainer"))
	for _, test := range []struct {
		header string
		ok     bool
	}{
		{"Bearer " + good, true},
		{"bearer  " + good, true}, // schemes are compared without case
		{good, false},
		{"Basic " + good, false},
		{"Bearer " + good + ", Bearer " + good, false}, // two headers, joined
		{"Bearer", false},
		{"", false},
	} {
		log.Reset()
		got, err := authorize(t.Context(), Request{Headers: map[string]string{"authorization": test.header}})
		if err != nil || got.IsAuthorized != test.ok {
			t.Errorf("%.20q: %+v, %v", test.header, got, err)
		}
		if strings.Contains(log.String(), good) {
			t.Errorf("%.20q: the token is in the log", test.header)
		}
		if !test.ok {
			if got.Context != nil || !strings.Contains(log.String(), "denied") {
				t.Errorf("%.20q: context %v, log %q", test.header, got.Context, log.String())
			}
			continue
		}
		if got.Context["seller"] != "seller-1" || got.Context["scope"] != "maintainer seller" {
			t.Errorf("context %v", got.Context)
		}
	}
}

// The answer has the names that API Gateway reads.
func TestAuthorizerResponseOnTheWire(t *testing.T) {
	authorize := Authorizer(newTestVerifier(t, issuerKeys()), quiet)
	request := `{"version":"2.0","type":"REQUEST","routeKey":"GET /v1/submissions",
		"headers":{"authorization":"Bearer ` + sign(t, jose.ES256, testKeys().ec, "ec", goodClaims()) + `"},
		"requestContext":{"requestId":"r-1"}}`
	var r events.APIGatewayV2CustomAuthorizerV2Request
	if err := json.Unmarshal([]byte(request), &r); err != nil {
		t.Fatal(err)
	}
	response, err := authorize(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	got := string(must(json.Marshal(response)))
	if want := `{"isAuthorized":true,"context":{"scope":"seller","seller":"seller-1"}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// An event that is no request of API Gateway is denied.
func TestAuthorizerInvoke(t *testing.T) {
	k := testKeys()
	var log strings.Builder
	authorize := Authorizer(newTestVerifier(t, issuerKeys()), slog.New(slog.NewJSONHandler(&log, nil)))
	ctx := context.WithValue(t.Context(), "x-amzn-trace-id", "Root=1-a-b;Sampled=1") //lint:ignore SA1029 the runtime's key
	good := sign(t, jose.ES256, k.ec, "ec", goodClaims())
	for _, test := range []struct {
		event string
		ok    bool
	}{
		{`{"headers":{"authorization":"Bearer ` + good + `"},"requestContext":{"requestId":"r-1"}}`, true},
		{`{"headers":{"authorization":"Bearer x"},"requestContext":{"requestId":"r-1"}}`, false},
		{`{"headers":{"authorization":["Bearer ` + good + `"]}}`, false},
		{`{"authorizationToken":"Bearer ` + good + `"}`, false}, // format 1.0
		{`{}`, false},
		{`null`, false},
		{`[]`, false},
		{`{`, false},
		{``, false},
	} {
		log.Reset()
		out, err := authorize.Invoke(ctx, []byte(test.event))
		var answer Response
		if err != nil || json.Unmarshal(out, &answer) != nil || answer.IsAuthorized != test.ok {
			t.Errorf("%.40s: %s, %v", test.event, out, err)
		}
		if !test.ok && (strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), `"trace_id":"1-a-b"`)) ||
			strings.Contains(log.String(), good) {
			t.Errorf("%.40s: log %s", test.event, log.String())
		}
		if strings.Contains(test.event, "Bearer x") && !strings.Contains(log.String(), `"correlation_id":"r-1"`) {
			t.Errorf("log %s", log.String())
		}
	}
}

func FuzzVerify(f *testing.F) {
	k := testKeys()
	f.Add(sign(f, jose.ES256, k.ec, "ec", goodClaims()))
	f.Add(forge(`{"alg":"none"}`, goodClaims(), ""))
	f.Add("..")
	v := newTestVerifier(f, issuerKeys())
	f.Fuzz(func(t *testing.T, token string) {
		p, err := v.Verify(context.Background(), token)
		if err == nil && p.Seller != "seller-1" {
			t.Errorf("a token that nobody signed names %q", p.Seller)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	v := newTestVerifier(b, issuerKeys())
	token := sign(b, jose.ES256, testKeys().ec, "ec", goodClaims())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Verify(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}
