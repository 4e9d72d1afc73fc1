package main

import (
	"context"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/infra/gateway"
	"importchecker/shared/archive"
	"importchecker/shared/auth"
	"importchecker/shared/catalogue/files"
	"importchecker/shared/library"
	"importchecker/shared/store/bolt"
)

const repositoryFolder = "../.."

func readRealTemplate(t *testing.T) *gateway.Template {
	t.Helper()
	template, err := gateway.ReadTemplate(repositoryFolder + "/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return template
}

func newTestParts(t *testing.T) *parts {
	t.Helper()
	table, err := bolt.Open(t.TempDir() + "/" + bolt.FileName)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	return newParts(parts{
		table: table, base: library.BuiltIn(), files: archive.Folder(t.TempDir()),
		sheets: &files.Folder{Dir: t.TempDir(), Now: time.Now}, now: time.Now, log: slog.New(slog.DiscardHandler),
	})
}

// TestNothingDrifts checks that the template, the folders of functions and the handlers here have the same
// functions and routes.
func TestNothingDrifts(t *testing.T) {
	template := readRealTemplate(t)
	p := newTestParts(t)
	routes := p.routes()
	if done := slices.Sorted(maps.Keys(p.tasks())); !slices.Equal(done, backgroundFolders) {
		t.Errorf("in the background %q, want %q", done, backgroundFolders)
	}

	declared := map[string]bool{}
	for _, f := range template.Functions {
		declared[f.Folder] = true
		served, ok := routes[f.Folder]
		behind := slices.Contains(backgroundFolders, f.Folder)
		if !ok && f.Folder != authorizeFolder && !behind {
			t.Errorf("%s: in the template, but nothing here serves it", f.Folder)
		}
		if behind && len(f.Routes) > 0 {
			t.Errorf("%s: has routes %v, and works in the background", f.Folder, f.Routes)
		}
		var want []string
		for _, r := range f.Routes {
			path, head := strings.CutPrefix(r.Key, "HEAD ")
			read := gateway.Route{Key: "GET " + path, Open: r.Open}
			switch {
			case head && !slices.Contains(f.Routes, read):
				t.Errorf("%s: %s is not as GET is", f.Folder, r.Key)
			case head:
				continue // the handler of GET answers it
			}
			want = append(want, r.Key)
			if path, ok := strings.CutPrefix(r.Key, "GET "); ok &&
				!slices.Contains(f.Routes, gateway.Route{Key: "HEAD " + path, Open: r.Open}) {
				t.Errorf("%s: %s has no HEAD beside it", f.Folder, r.Key)
			}
		}
		got := slices.Sorted(maps.Keys(served))
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: routes in the template %q, of the handlers %q", f.Folder, want, got)
		}
	}
	for folder := range routes {
		if !declared[folder] {
			t.Errorf("%s: served here, but not in the template", folder)
		}
	}
	folders, err := fs.ReadDir(os.DirFS(repositoryFolder), "functions")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		folder := path.Join("functions", f.Name())
		if f.IsDir() && f.Name() != "testdata" && !declared[folder] {
			t.Errorf("%s: a folder, but not in the template", folder)
		}
	}
}

// TestWhatIsOpen checks that exactly the routes of sellers and maintainers need authorization.
func TestWhatIsOpen(t *testing.T) {
	for _, f := range readRealTemplate(t).Functions {
		for _, r := range f.Routes {
			closed := strings.Contains(r.Key, "/v1/submissions") || strings.Contains(r.Key, "/imports") ||
				strings.Contains(r.Key, "/v1/redecisions") || r.Key == "GET /v1/feedback" || r.Key == "HEAD /v1/feedback" ||
				strings.Contains(r.Key, "/v1/catalogues") || strings.Contains(r.Key, "/v1/webhooks") ||
				strings.Contains(r.Key, "/v1/events")
			if r.Open == closed {
				t.Errorf("%s: open %v", r.Key, r.Open)
			}
		}
	}
}

// TestRealGateway checks that the gateway accepts the real template.
func TestRealGateway(t *testing.T) {
	template := readRealTemplate(t)
	if len(template.CORS.AllowOrigins) == 0 || template.CORS.AllowOrigins[0] != "*" {
		t.Errorf("CORS %+v", template.CORS)
	}
	quiet := slog.New(slog.DiscardHandler)
	nobody := func(context.Context, auth.Request) (auth.Response, error) { return auth.Response{}, nil }
	if _, err := gateway.New(template, newTestParts(t).handlers(nil), nobody, time.Now, quiet); err != nil {
		t.Error(err)
	}
}

// TestExposed checks that there is a warning only if other machines can reach the server.
func TestExposed(t *testing.T) {
	for address, want := range map[string]bool{"127.0.0.1:3000": false, "[::1]:3000": false, "0.0.0.0:3000": true,
		"[::]:3000": true, "192.0.2.7:3000": true} {
		if got := exposed(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address))) != ""; got != want {
			t.Errorf("%s: warned %v, want %v", address, got, want)
		}
	}
}

// TestTokensStayOutOfCommands checks that tokens are in files that only their owner can read, and not in the
// printed commands.
func TestTokensStayOutOfCommands(t *testing.T) {
	folder := t.TempDir()
	files, err := writeHeaders(folder, map[string]string{"seller": "secret-1", "maintainer": "secret-2"})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(files["seller"])
	if raw, _ := os.ReadFile(files["seller"]); err != nil || info.Mode().Perm() != 0o600 ||
		string(raw) != "Authorization: Bearer secret-1\n" {
		t.Errorf("%v %v %q", err, info.Mode(), raw)
	}
	var out strings.Builder
	announce(&out, announcement{
		url: "http://127.0.0.1:3000", token: "secret-1", maintainerToken: "secret-2", headers: files, files: folder,
		lists: newTestParts(t).live.Checker()})
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "curl ") && strings.Contains(line, "secret") {
			t.Errorf("a token in %s", line)
		}
	}
}
