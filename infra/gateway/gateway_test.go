package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/auth"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// recorder is a function that records its event.
type recorder struct {
	event  *api.Request
	answer api.Response
	err    error
}

func (s *recorder) handle(ctx context.Context, r api.Request) (api.Response, error) {
	if _, ok := ctx.Deadline(); !ok {
		return api.Response{}, errors.New("the function has no deadline")
	}
	s.event = &r
	return s.answer, s.err
}

// sellers accepts one token.
func sellers(_ context.Context, r auth.Request) (auth.Response, error) {
	if r.Headers["authorization"] != "Bearer good" || r.IdentitySource[0] != "Bearer good" {
		return auth.Response{}, nil
	}
	return auth.Response{IsAuthorized: true, Context: map[string]any{"seller": "s-1", "scope": "seller"}}, nil
}

func newTestGateway(t *testing.T, s *recorder) *Gateway {
	t.Helper()
	template, err := parseTemplate([]byte(smallTemplate))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 3, 1, 8, 0, 0, 123e6, time.UTC) }
	g, err := New(template, map[string]Handler{"functions/read": s.handle}, sellers, now, quiet)
	if err != nil {
		t.Fatal(err)
	}
	g.run = "test"
	return g
}

// TestEvent compares events as JSON, the form in which a deployed function gets them.
func TestEvent(t *testing.T) {
	s := &recorder{answer: api.Response{StatusCode: 200}}
	g := newTestGateway(t, s)
	r := httptest.NewRequest("GET", "/lists/a%20b?code=0409&code=0410&q=%E8%9C%82%E8%9C%9C&empty=", nil)
	r.Host = "127.0.0.1:3000"
	r.RemoteAddr = "127.0.0.1:54321"
	r.Header.Set("User-Agent", "test/1")
	r.Header.Add("Accept-Language", "zh")
	r.Header.Add("Accept-Language", "en;q=0.5")
	r.Header.Add("X-Forwarded-For", "198.51.100.7") // the gateway sets its own
	r.Header.Add("Cookie", "a=1; b=2")
	r.Header.Add("Cookie", "c=3")
	g.ServeHTTP(httptest.NewRecorder(), r)

	want := `{
		"version": "2.0", "routeKey": "GET /lists/{list}", "rawPath": "/lists/a b",
		"rawQueryString": "code=0409&code=0410&q=%E8%9C%82%E8%9C%9C&empty=",
		"cookies": ["a=1", "b=2", "c=3"],
		"headers": {"accept-language": "zh,en;q=0.5", "host": "127.0.0.1:3000", "user-agent": "test/1",
			"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http"},
		"queryStringParameters": {"code": "0409,0410", "q": "蜂蜜", "empty": ""},
		"pathParameters": {"list": "a b"},
		"requestContext": {"routeKey": "GET /lists/{list}", "accountId": "local", "stage": "$default",
			"requestId": "test-1", "apiId": "local", "domainName": "127.0.0.1:3000", "domainPrefix": "",
			"time": "01/Mar/2026:08:00:00 +0000", "timeEpoch": 1772352000123,
			"http": {"method": "GET", "path": "/lists/a b", "protocol": "HTTP/1.1",
				"sourceIp": "127.0.0.1", "userAgent": "test/1"},
			"authentication": {"clientCert": {"clientCertPem": "", "issuerDN": "", "serialNumber": "", "subjectDN": "", "validity": {"notAfter": "", "notBefore": ""}}}},
		"isBase64Encoded": false}`
	text, err := json.Marshal(s.event)
	if err != nil {
		t.Fatal(err)
	}
	var got, expected any
	json.Unmarshal(text, &got)
	if err := json.Unmarshal([]byte(want), &expected); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, expected) {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

func TestBodyOfAnEvent(t *testing.T) {
	for _, test := range []struct {
		contentType, body, want string
		base64                  bool
	}{
		{"application/json", `{"a":"中"}`, `{"a":"中"}`, false},
		{"application/json; charset=utf-8", `{}`, `{}`, false},
		{"Application/JSON;charset=UTF-8", `{}`, `{}`, false},
		{"text/csv", "a,b", "a,b", false},
		{"text/csv; header=absent; broken", "a,b", "a,b", false},
		{"application/xml", "<a/>", "<a/>", false},
		{"application/octet-stream", "hello", "aGVsbG8=", true},
		{"application/x-www-form-urlencoded", "hello", "aGVsbG8=", true},
		{"application/problem+json", "hello", "aGVsbG8=", true},
		{"", "hello", "aGVsbG8=", true},
		{"", "", "", false},
	} {
		s := &recorder{answer: api.Response{StatusCode: 200}}
		r := httptest.NewRequest("GET", "/lists/x", strings.NewReader(test.body))
		r.Header.Set("Content-Type", test.contentType)
		newTestGateway(t, s).ServeHTTP(httptest.NewRecorder(), r)
		if s.event.Body != test.want || s.event.IsBase64Encoded != test.base64 {
			t.Errorf("%s: got %q, base64 %v", test.contentType, s.event.Body, s.event.IsBase64Encoded)
		}
	}
}

// TestBrokenBody checks that a body with broken chunks is the caller's error, and not reported as too large.
func TestBrokenBody(t *testing.T) {
	s := &recorder{answer: api.Response{StatusCode: 200}}
	server := httptest.NewServer(newTestGateway(t, s))
	defer server.Close()
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "GET /lists/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbroken")
	answer, err := io.ReadAll(c)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 400 ") ||
		!strings.Contains(string(answer), "body_broken") {
		t.Errorf("%v: %s", err, answer)
	}
	if s.event != nil {
		t.Error("the function was called")
	}
}

func TestBodyTooLarge(t *testing.T) {
	s := &recorder{answer: api.Response{StatusCode: 200}}
	g := newTestGateway(t, s)
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequest("GET", "/lists/x", bytes.NewReader(make([]byte, maxBody+1))))
	checkProblem(t, w, 413, "body_too_large")
	if strings.Contains(w.Body.String(), "%") {
		t.Errorf("unfilled sentence: %s", w.Body)
	}
	if s.event != nil {
		t.Error("the function was called")
	}
	w = httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequest("GET", "/lists/x", bytes.NewReader(make([]byte, maxBody))))
	if w.Code != 200 {
		t.Errorf("at the limit: status %d", w.Code)
	}
}

func checkProblem(t *testing.T, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	var p struct {
		Status int    `json:"status"`
		Code   string `json:"code"`
	}
	err := json.Unmarshal(w.Body.Bytes(), &p)
	if err != nil || w.Code != status || p.Status != status || p.Code != code ||
		!strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
		t.Errorf("got %d %v %s; want status %d, code %s", w.Code, w.Header(), w.Body, status, code)
	}
}

func TestAuthorization(t *testing.T) {
	for _, test := range []struct {
		path, header string
		status       int
		code         string
	}{
		{"/own", "Bearer good", 200, ""},
		{"/own", "", 401, "unauthenticated"},
		{"/own", "Bearer bad", 403, "token_refused"},
		// An open route needs no authorization.
		{"/lists/x", "", 200, ""},
		{"/lists/x", "Bearer bad", 200, ""},
		{"/unknown", "Bearer bad", 200, ""},
	} {
		s := &recorder{answer: api.Response{StatusCode: 200}}
		r := httptest.NewRequest("GET", test.path, nil)
		if test.header != "" {
			r.Header.Set("Authorization", test.header)
		}
		w := httptest.NewRecorder()
		newTestGateway(t, s).ServeHTTP(w, r)
		if test.code != "" {
			checkProblem(t, w, test.status, test.code)
			if s.event != nil {
				t.Errorf("%s %q: the function was called", test.path, test.header)
			}
			continue
		}
		if w.Code != test.status {
			t.Errorf("%s %q: status %d, want %d", test.path, test.header, w.Code, test.status)
		}
		known := s.event.RequestContext.Authorizer
		switch {
		case test.path == "/own" && (known == nil || known.Lambda["seller"] != "s-1" || known.Lambda["scope"] != "seller"):
			t.Errorf("%s: authorizer context %+v", test.path, known)
		case test.path != "/own" && known != nil:
			t.Errorf("%s: an open route was told who comes: %+v", test.path, known)
		}
	}
}

func TestDefaultRoute(t *testing.T) {
	s := &recorder{answer: api.Response{StatusCode: 404}}
	r := httptest.NewRequest("DELETE", "/lists/x", nil)
	newTestGateway(t, s).ServeHTTP(httptest.NewRecorder(), r)
	if s.event.RouteKey != "$default" || s.event.RawPath != "/lists/x" || s.event.RequestContext.HTTP.Method != "DELETE" {
		t.Errorf("event %+v", s.event)
	}
}

func TestResponse(t *testing.T) {
	s := &recorder{answer: api.Response{
		StatusCode:        201,
		Headers:           map[string]string{"content-type": "text/plain", "location": "/x"},
		MultiValueHeaders: map[string][]string{"link": {"<a>", "<b>"}},
		Cookies:           []string{"a=1", "b=2"},
		Body:              "aGVsbG8=",
		IsBase64Encoded:   true,
	}}
	g := newTestGateway(t, s)
	get := func() *http.Response {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequest("GET", "/lists/x", nil))
		return w.Result()
	}
	r := get()
	body, _ := io.ReadAll(r.Body)
	if r.StatusCode != 201 || string(body) != "hello" || r.Header.Get("Location") != "/x" || r.ContentLength != 5 ||
		len(r.Header["Link"]) != 2 || len(r.Header["Set-Cookie"]) != 2 {
		t.Errorf("got %d %v %q", r.StatusCode, r.Header, body)
	}
	s.answer = api.Response{StatusCode: 304, Headers: map[string]string{"etag": `"x"`}}
	if r := get(); r.StatusCode != 304 || r.Header.Get("Content-Length") != "" || r.Header.Get("Etag") != `"x"` {
		t.Errorf("got %d %v", r.StatusCode, r.Header)
	}
	s.err = errors.New("failed")
	if r := get(); r.StatusCode != 500 {
		t.Errorf("got %d", r.StatusCode)
	}
}

func TestCORS(t *testing.T) {
	const page = "https://shop.example.com"
	s := &recorder{answer: api.Response{StatusCode: 200, Headers: map[string]string{"vary": "accept-language"}}}
	g := newTestGateway(t, s)
	ask := func(method, origin, wants string) *http.Response {
		s.event = nil
		r := httptest.NewRequest(method, "/lists/x", nil)
		r.Header.Set("Origin", origin)
		if wants != "" {
			r.Header.Set("Access-Control-Request-Method", wants)
		}
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		return w.Result()
	}
	r := ask("OPTIONS", page, "GET")
	if r.StatusCode != 204 || r.Header.Get("Access-Control-Allow-Origin") != page || s.event != nil ||
		r.Header.Get("Access-Control-Allow-Methods") != "GET" || r.Header.Get("Access-Control-Max-Age") != "60" {
		t.Errorf("preflight: %d %v", r.StatusCode, r.Header)
	}
	r = ask("GET", page, "")
	if r.Header.Get("Access-Control-Allow-Origin") != page || s.event == nil || len(r.Header["Vary"]) != 2 {
		t.Errorf("request: %v", r.Header)
	}
	r = ask("GET", "https://elsewhere.example.com", "")
	if r.Header.Get("Access-Control-Allow-Origin") != "" || s.event == nil {
		t.Errorf("another page: %v", r.Header)
	}
	g.cors.AllowOrigins = []string{"*"}
	r = ask("GET", "https://elsewhere.example.com", "")
	if r.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("any page: %v", r.Header)
	}
}

func TestNewRefuses(t *testing.T) {
	template, err := parseTemplate([]byte(smallTemplate))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(template, nil, sellers, time.Now, quiet); err == nil {
		t.Error("no handler: no error")
	}
	template.Functions[1].Routes = template.Functions[1].Routes[1:]
	h := map[string]Handler{"functions/read": (&recorder{}).handle}
	if _, err := New(template, h, sellers, time.Now, quiet); err == nil {
		t.Error("no $default route: no error")
	}
}
