package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"importchecker/infra/norace"
	"importchecker/shared/list"
)

// TestStatus checks that every incomplete edition has a next command, or waits for the edition that it amends.
func TestStatus(t *testing.T) {
	var out, errs bytes.Buffer
	if err := run([]string{"status", "-json"}, &out, &errs); err != nil {
		t.Fatal(err)
	}
	var all []standing
	if err := json.Unmarshal(out.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	whole := map[string]bool{}
	for _, s := range all {
		whole[s.List+"/"+s.Edition] = s.Coverage == "complete"
	}
	for _, s := range all {
		if s.Coverage == "complete" != (s.Next == "") || s.Confirmed == "" || s.Published == "" || s.Stated == 0 &&
			s.Coverage != "none" {
			t.Errorf("%s %s: says too little: %+v", s.List, s.Edition, s)
		}
		if s.List == list.CBEC && s.Edition == "2022" && !whole[list.CBEC+"/2022"] && !whole[list.CBEC+"/2019"] &&
			s.Next != "bring in edition 2019 first" {
			t.Errorf("2022: got %q", s.Next)
		}
	}
	if len(all) < 9 {
		t.Errorf("%d editions", len(all))
	}
	known, err := officials()
	if err != nil || len(known) != len(all) {
		t.Errorf("official.csv says something of %d editions, %v; there are %d", len(known), err, len(all))
	}
	for _, o := range known {
		if o.page != "" && (o.source == "" || !strings.Contains(o.confirmed, "nobody has opened it here")) {
			t.Errorf("%s %s: an address without its source, or said to be sure", o.list, o.edition)
		}
	}
	out.Reset()
	if err := run([]string{"status", "-list", list.CBEC}, &out, &errs); err != nil ||
		!strings.Contains(out.String(), "  2019, from 2020-01-01") || strings.Contains(out.String(), "yiwu") {
		t.Errorf("got %v\n%s", err, out.String())
	}
}

// ministry starts a site whose pages are like those of ministries.
func ministry(t *testing.T) (address string, adjust func(*options)) {
	t.Helper()
	annex, err := os.ReadFile(fixture(t, "goods.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	page := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, body)
		})
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(
		`<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>公告</title></head><body><p>公告2019年第96号</p><p>附件：<a href="./P020191226.xlsx">跨境电子商务零售进口商品清单（2019年版）.xlsx</a></p></body></html>`)
	if err != nil {
		t.Fatal(err)
	}
	page("/gbk/t20191227.htm", gbk)
	mux.HandleFunc("/gbk/P020191226.xlsx", func(w http.ResponseWriter, _ *http.Request) { w.Write(annex) })
	page("/frame.htm", `<html><frameset><frame src="/gbk/t20191227.htm"></frameset></html>`)
	page("/iframe.htm", `<body><p>公告</p><iframe src="/gbk/t20191227.htm"></iframe></body>`)
	page("/refresh.htm", `<head><meta http-equiv="refresh" content="0; URL='/gbk/t20191227.htm'"></head>`)
	mux.HandleFunc("/moved.htm", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/gbk/t20191227.htm", http.StatusMovedPermanently)
	})
	page("/several.htm", `<a href="/gbk/a.pdf">政策解读</a> <a href="/gbk/P020191226.xlsx">附件：清单</a>`)
	page("/unclear.htm", `<a href="/gbk/a.xlsx">附件1</a> <a href="/gbk/b.xlsx">附件2</a>`)
	page("/gone.htm", `<p>页面不存在</p>`)
	page("/other.htm", `<table><tr><td>序号<td>税则号列<td>货品名称<td>备注<tr><td>1<td>04051000<td>黄油<td></table>`)
	mux.HandleFunc("/missing.htm", http.NotFound)
	return siteOf(t, mux)
}

// ministryWith starts a site with the given files.
func ministryWith(t *testing.T, files map[string]string) (address string, adjust func(*options)) {
	t.Helper()
	mux := http.NewServeMux()
	for path, body := range files {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
	}
	return siteOf(t, mux)
}

func siteOf(t *testing.T, mux *http.ServeMux) (address string, adjust func(*options)) {
	t.Helper()
	site := httptest.NewTLSServer(mux)
	t.Cleanup(site.Close)
	roots := x509.NewCertPool()
	roots.AddCert(site.Certificate())
	return site.URL, func(o *options) {
		o.fetcher.Permit, o.fetcher.TLS, o.today = func(netip.AddrPort) error { return nil }, &tls.Config{RootCAs: roots},
			"2026-11-22"
		o.rules.Accept = []string{"rows_lost"} // invented annexes do not have all rows of the edition
	}
}

// TestUpdate checks that pages of ministries are followed to their annex, which is shown and, with -write,
// written; an annex with problems stops the update.
func TestUpdate(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, the pages of a year")
	site, with := ministry(t)
	update := func(dir, page string, more ...string) (string, error) {
		var out bytes.Buffer
		err := updateCommand(append([]string{"-list", list.CBEC, "-edition", "2019", "-page", site + page, "-tree", dir},
			more...), &out, &out, with)
		return out.String(), err
	}
	dir := tree(t)
	before := snapshot(t, dir)
	for _, page := range []string{"/gbk/t20191227.htm", "/frame.htm", "/iframe.htm", "/refresh.htm", "/moved.htm",
		"/several.htm"} {
		report, err := update(dir, page)
		if err != nil || !strings.Contains(report, "1,413 of 1,413 rows") || !strings.Contains(report, "Dry run") {
			t.Errorf("%s: %v\n%s", page, err, report[:min(len(report), 1500)])
		}
	}
	for page, says := range map[string]string{
		"/unclear.htm": "leads to several files", "/gone.htm": "no link to an attachment", "/missing.htm": "answers 404",
		"/other.htm": "but the announcement states 1413",
	} {
		report, err := update(dir, page, "-write")
		if err == nil || !strings.Contains(fmt.Sprint(report, err), says) || !strings.Contains(report, "does not add up") {
			t.Errorf("%s: got %v, want it to say %q\n%s", page, err, says, report)
		}
	}
	if got := changed(before, snapshot(t, dir)); len(got) > 0 {
		t.Errorf("wrote %v", got)
	}
	if report, err := update(dir, "/gbk/t20191227.htm", "-write"); err != nil ||
		len(changed(before, snapshot(t, dir))) == 0 {
		t.Errorf("asked to write: %v\n%s", err, report)
	}
	var out bytes.Buffer
	if err := updateCommand([]string{"-list", "yiwu-import-pilot"}, &out, &out, with); err != nil ||
		!strings.Contains(out.String(), "no source names the page") {
		t.Errorf("got %v\n%s", err, out.String())
	}
}
