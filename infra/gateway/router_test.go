package gateway

import (
	"maps"
	"strings"
	"testing"
)

func TestRouter(t *testing.T) {
	var r router
	for _, key := range []string{
		"GET /",
		"GET /things",
		"POST /things",
		"GET /things/{id}",
		"GET /things/latest",
		"GET /things/{id}/parts/{part}",
		"GET /things/latest/parts",
	} {
		if err := r.add(key, &endpoint{Route: Route{Key: key}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		method, path, key string
		params            map[string]string
	}{
		{"GET", "/", "GET /", nil},
		{"GET", "/things", "GET /things", nil},
		{"POST", "/things", "POST /things", nil},
		{"GET", "/things/7", "GET /things/{id}", map[string]string{"id": "7"}},
		// Literal segments take precedence over parameters …
		{"GET", "/things/latest", "GET /things/latest", nil},
		{"GET", "/things/latest/parts", "GET /things/latest/parts", nil},
		// … but only if they lead to a route.
		{"GET", "/things/latest/parts/2", "GET /things/{id}/parts/{part}", map[string]string{"id": "latest", "part": "2"}},
		{"DELETE", "/things", "", nil},
		{"HEAD", "/things", "", nil},
		{"GET", "/things/", "", nil},
		{"GET", "//", "", nil},
		{"GET", "/things/7/parts", "", nil},
		{"GET", "/things/7/parts/2/", "", nil},
		{"GET", "", "", nil},
		{"OPTIONS", "*", "", nil},
	} {
		e, params := r.find(test.method, test.path)
		key := ""
		if e != nil {
			key = e.Key
		}
		if key != test.key || !maps.Equal(params, test.params) {
			t.Errorf("%s %s: got %q %v, want %q %v", test.method, test.path, key, params, test.key, test.params)
		}
	}
}

func TestRouterRefuses(t *testing.T) {
	for key, want := range map[string]string{
		"/things":          "METHOD /path",
		"GET things":       "METHOD /path",
		"GET /{other}/x":   "another route",
		"GET /a/{proxy+}/": "many segments",
	} {
		var r router
		if err := r.add("GET /{id}", &endpoint{}); err != nil {
			t.Fatal(err)
		}
		if err := r.add(key, &endpoint{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", key, err, want)
		}
	}
}
