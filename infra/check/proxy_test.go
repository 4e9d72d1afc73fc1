package main

import (
	"io"
	"net/http"
)

// proxyTo returns a handler that passes requests to a transport.
func proxyTo(onRequest func(), t http.RoundTripper) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		onRequest()
		res, err := t.RoundTrip(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		for name := range res.Header {
			w.Header().Set(name, res.Header.Get(name))
		}
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
	})
}
