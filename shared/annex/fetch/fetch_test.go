package fetch_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"importchecker/shared/annex/fetch"
	"importchecker/shared/annex/tables"
)

// standIn starts an official site on this machine.
func standIn(t *testing.T) (address string, f *fetch.Fetcher) {
	t.Helper()
	mux := http.NewServeMux()
	page := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, body)
		})
	}
	const table = "<table><tr><td>序号<td>税则号列<td>货品名称<td>备注<tr><td>1<td>04051000<td>黄油<td></table>"
	mux.HandleFunc("/annex.csv", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "序号,税则号列\n") })
	mux.HandleFunc("/download", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename*=UTF-8''..%2F%E9%99%84%E4%BB%B6.csv`)
		fmt.Fprint(w, "序号,税则号列\n")
	})
	page("/page",
		`<p><a href="annex.csv#top">附件：清单</a> <a href="/">首页</a> <a href="annex.csv">下载</a> <a href="mailto:a@b.csv">x</a></p>`)
	page("/named", `<a href="/download?filename=清单.csv">附件</a>`)
	page("/two", `<a href="a.xlsx">附件1</a><a href="b.pdf">附件2</a>`)
	page("/table", table)
	page("/table-and-file", table+`<a href="annex.csv">附件</a>`)
	page("/nothing", `<p>无</p>`)
	page("/away", `<a href="http://example.com/a.csv">附件</a>`)
	mux.HandleFunc("/moved", func(w http.ResponseWriter,
		r *http.Request) {
		http.Redirect(w, r, "/annex.csv", http.StatusFound)
	})
	mux.HandleFunc("/moved-down", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+r.Host+"/annex.csv", http.StatusFound)
	})
	mux.HandleFunc("/round", func(w http.ResponseWriter,
		r *http.Request) {
		http.Redirect(w, r, "/round", http.StatusFound)
	})
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) {
		chunk := []byte(strings.Repeat("a", 1<<20))
		for range tables.MaxFile>>20 + 1 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/missing", http.NotFound)
	s := httptest.NewTLSServer(mux)
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s.URL, &fetch.Fetcher{
		Permit: func(to netip.AddrPort) error {
			if !to.Addr().IsLoopback() {
				return errors.New("the test does not go there")
			}
			return nil
		},
		TLS: &tls.Config{RootCAs: roots},
	}
}

// fits reports whether tables have four columns.
func fits(sheets []*tables.Sheet) bool {
	for _, s := range sheets {
		for _, r := range s.Rows {
			if len(r.Cells) == 4 {
				return true
			}
		}
	}
	return false
}

func TestAnnex(t *testing.T) {
	base, f := standIn(t)
	for _, row := range []struct{ path, name, from, linked string }{
		{"/annex.csv", "annex.csv", "/annex.csv", ""},
		{"/download", "附件.csv", "/download", ""}, // the server's name for it, without folders
		{"/page", "annex.csv", "/annex.csv", "/page"},
		{"/named", "附件.csv", "/download?filename=%E6%B8%85%E5%8D%95.csv", "/named"},
		{"/table", "table", "/table", ""},
		{"/moved", "annex.csv", "/annex.csv", ""},
	} {
		got, err := f.Annex(t.Context(), base+row.path, fits)
		if err != nil {
			t.Errorf("%s: %v", row.path, err)
			continue
		}
		linked := row.linked
		if linked != "" {
			linked = base + linked
		}
		if got.Name != row.name || got.Address != base+row.from && !strings.HasPrefix(got.Address, base+"/download") ||
			got.LinkedFrom != linked || len(got.Raw) == 0 {
			t.Errorf("%s: got %q from %s, linked from %q", row.path, got.Name, got.Address, got.LinkedFrom)
		}
	}
}

func TestRefuses(t *testing.T) {
	base, f := standIn(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, row := range []struct{ address, says string }{
		{base + "/two", "leads to several files"},
		{base + "/two", base + "/b.pdf  附件2"},
		{base + "/table-and-file", "a table on the page itself"},
		{base + "/nothing", "no table that fits and no link to an attachment"},
		{base + "/away", "only https addresses"},
		{base + "/moved-down", "only https addresses"},
		{base + "/round", "redirects too often"},
		{base + "/large", "is larger than"},
		{base + "/missing", "404"},
		{strings.Replace(base, "https:", "http:", 1) + "/annex.csv", "only https addresses"},
		{"file:///etc/passwd", "only https addresses"},
		{strings.Replace(base, "https://", "https://user:secret@", 1), "user name"},
		{"https:///annex.csv", "names no host"},
		{"://", "missing protocol scheme"},
	} {
		_, err := f.Annex(ctx, row.address, fits)
		if err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want it to say %q", row.address, err, row.says)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: tells the password: %v", row.address, err)
		}
	}
	short, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	if _, err := f.Annex(short, base+"/slow", fits); err == nil || !strings.Contains(err.Error(), "within") {
		t.Errorf("a page that does not end: got %v", err)
	}
}

// TestNeverAPrivateAddress checks that the resolved address is examined, so
// that nothing on this machine can be reached unless a test permits it.
func TestNeverAPrivateAddress(t *testing.T) {
	base, with := standIn(t)
	f := &fetch.Fetcher{TLS: with.TLS}
	for _, address := range []string{base + "/annex.csv", "https://localhost/annex.csv", "https://127.0.0.1/",
		"https://[::1]/", "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data", "https://[::ffff:127.0.0.1]/"} {
		_, err := f.Annex(t.Context(), address, fits)
		if err == nil || !strings.Contains(err.Error(), "no public address") && !strings.Contains(err.Error(), "only 443") {
			t.Errorf("%s: got %v", address, err)
		}
	}
}

func TestPublic(t *testing.T) {
	for _, row := range []struct {
		address string
		public  bool
	}{
		{"1.1.1.1:443", true}, {"[2606:4700::1]:443", true}, {"[::ffff:1.1.1.1]:443", true}, {"223.5.5.5:443", true},
		{"1.1.1.1:80", false}, {"1.1.1.1:8443", false},
		{"0.0.0.0:443", false}, {"0.1.2.3:443", false}, {"10.1.2.3:443", false}, {"100.64.0.1:443", false},
		{"127.0.0.1:443", false}, {"127.9.9.9:443", false},
		{"169.254.169.254:443", false}, {"172.16.0.1:443", false}, {"172.31.255.255:443", false}, {"192.168.1.1:443", false},
		{"192.0.0.1:443", false},
		{"192.0.2.1:443", false}, {"198.18.0.1:443", false}, {"198.51.100.1:443", false}, {"203.0.113.1:443", false},
		{"224.0.0.1:443", false}, {"240.0.0.1:443", false}, {"255.255.255.255:443", false},
		{"[::]:443", false}, {"[::1]:443", false}, {"[fe80::1]:443", false}, {"[fe80::1%25eth0]:443", false},
		{"[fc00::1]:443", false}, {"[fd00::1]:443", false}, {"[ff02::1]:443", false},
		{"[::ffff:10.0.0.1]:443", false}, {"[::ffff:127.0.0.1]:443", false}, {"[::127.0.0.1]:443", false},
		{"[64:ff9b::7f00:1]:443", false}, {"[2002:7f00:1::]:443", false}, {"[2001::1]:443", false},
		{"[2001:db8::1]:443", false}, {"[fec0::1]:443", false},
	} {
		to, err := netip.ParseAddrPort(row.address)
		if err != nil {
			t.Fatal(err)
		}
		if err := fetch.Public(to); (err == nil) != row.public {
			t.Errorf("%s: got %v, want public %t", row.address, err, row.public)
		}
	}
}
