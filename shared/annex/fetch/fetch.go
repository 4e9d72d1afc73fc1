// Package fetch downloads an annex from an official address.
//
// The address is that of the annex itself, or of a page that links to it. A
// page is followed one step: to its only attachment, or to its own table. When
// there are several, all are listed and none is chosen.
//
// The address is given by a caller, so requests are restricted: https on port
// 443, a few redirects under the same rules, bounds on bytes and time, and only
// public IP addresses. That is checked when a connection is made, after name
// resolution, so that no name can lead elsewhere.
package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"importchecker/shared/annex/file"
	"importchecker/shared/annex/htmltable"
	"importchecker/shared/annex/tables"
	"importchecker/shared/internet"
)

// Bounds of one request.
const (
	maxRedirects = 5
	patience     = time.Minute
)

// Fetcher downloads files. The zero Fetcher reaches only public addresses on
// port 443.
type Fetcher struct {
	// Permit decides, in tests, whether a resolved address may be used, instead
	// of Public.
	Permit func(netip.AddrPort) error
	// Prefer are words that identify the annex among the attachments of a page,
	// by the text of the link; the first word that only one link has decides.
	// An exclamation mark negates a word.
	Prefer []string
	// TLS has, in tests, the certificate of a local server.
	TLS *tls.Config
}

// File is a downloaded file.
type File struct {
	Name       string // the last part of its address, or the name given by the server
	Address    string // after redirects
	LinkedFrom string // the page that linked to it; blank when it was requested itself
	Raw        []byte
}

// Link is a link of a page to an attachment.
type Link struct {
	Text    string // text of the link
	Address string
}

// AmbiguousError means that a page leads to several files.
type AmbiguousError struct {
	Page  string
	Links []Link
	Table bool // the page itself has a list, too
}

func (e *AmbiguousError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s leads to several files: give the address of the annex itself", e.Page)
	if e.Table {
		b.WriteString("\n  a table on the page itself (save the page, and give it as a file)")
	}
	for _, l := range e.Links {
		fmt.Fprintf(&b, "\n  %s  %s", l.Address, l.Text)
	}
	return b.String()
}

// Annex downloads the annex from an address. fits reports whether the tables of
// a page are themselves the list.
func (f *Fetcher) Annex(ctx context.Context, address string, fits func([]*tables.Sheet) bool) (*File, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	client := f.client()
	defer client.CloseIdleConnections()
	got, err := f.get(ctx, client, address)
	if err != nil {
		return nil, err
	}
	if format, err := file.Format(got.Raw); err != nil || format != "HTML" {
		return got, nil // or an unsupported format: the reader will report it
	}
	for range maxFrames { // a page that shows another in a frame, or redirects to one
		to, ok := nextPage(got)
		if !ok {
			break
		}
		shown, err := f.get(ctx, client, to)
		if err != nil {
			return nil, fmt.Errorf("%s shows it: %w", got.Address, err)
		}
		got = shown
		if format, err := file.Format(got.Raw); err != nil || format != "HTML" {
			return got, nil
		}
	}
	links, err := attachments(got)
	if err != nil {
		return nil, err
	}
	links = f.preferred(links)
	sheets, err := htmltable.Read(got.Raw)
	table := err == nil && fits(sheets)
	switch {
	case table && len(links) == 0:
		return got, nil
	case table || len(links) > 1:
		return nil, &AmbiguousError{got.Address, links, table}
	case len(links) == 0:
		return nil, fmt.Errorf(
			"%s is a page with no table that fits and no link to an attachment (xlsx, xls, docx, doc, wps, et, pdf, csv, zip, rar)", got.Address)
	}
	attached, err := f.get(ctx, client, links[0].Address)
	if err != nil {
		return nil, fmt.Errorf("%s links to it: %w", got.Address, err)
	}
	attached.LinkedFrom = got.Address
	return attached, nil
}

// maxFrames bounds how many pages are followed this way.
const maxFrames = 3

// preferred returns the one link that a preferred word identifies; all links
// when none does.
func (f *Fetcher) preferred(links []Link) []Link {
	for _, word := range f.Prefer {
		var found []Link
		for _, l := range links {
			if without, not := strings.CutPrefix(word, "!"); not && !strings.Contains(l.Text, without) || !not &&
				strings.Contains(l.Text, word) {
				found = append(found, l)
			}
		}
		if len(found) == 1 {
			return found
		}
	}
	return links
}

// nextPage returns the page that a page shows in its only frame, or redirects
// to. A page with a table or an attachment of its own leads nowhere.
func nextPage(page *File) (string, bool) {
	text, _, err := htmltable.Decode(page.Raw)
	base, bad := url.Parse(page.Address)
	if err != nil || bad != nil {
		return "", false
	}
	if links, err := attachments(page); err != nil || len(links) > 0 {
		return "", false
	}
	var frames []string
	moved := ""
	for tags := html.NewTokenizer(bytes.NewReader(text)); ; {
		switch tags.Next() {
		case html.ErrorToken:
			if moved != "" {
				return moved, true
			}
			if len(frames) == 1 {
				return frames[0], true
			}
			return "", false
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tags.Token()
			switch t.DataAtom {
			case atom.Table:
				return "", false
			case atom.Frame, atom.Iframe:
				if to, err := base.Parse(strings.TrimSpace(attribute(t, "src"))); err == nil && attribute(t, "src") != "" &&
					to.Host == base.Host {
					frames = append(frames, to.String())
				}
			case atom.Meta:
				if strings.EqualFold(attribute(t, "http-equiv"), "refresh") {
					_, to, ok := strings.Cut(strings.ToLower(attribute(t, "content")), "url=")
					content := attribute(t, "content")
					if ok && moved == "" {
						if at, err := base.Parse(strings.Trim(content[len(content)-len(to):], `"' `)); err == nil {
							moved = at.String()
						}
					}
				}
			}
		}
	}
}

// Public returns an error unless the address is on the public internet, at port
// 443.
func Public(to netip.AddrPort) error {
	if to.Port() != 443 {
		return fmt.Errorf("port %d: only 443 is allowed", to.Port())
	}
	if !internet.Public(to.Addr()) {
		return fmt.Errorf("%s is no public address", to.Addr().Unmap())
	}
	return nil
}

var errTooMany = errors.New("redirects too often")

func (f *Fetcher) client() *http.Client {
	permit := f.Permit
	if permit == nil {
		permit = Public
	}
	dialer := &net.Dialer{
		Timeout: 10 * time.Second,
		Control: func(network, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			if !strings.HasPrefix(network, "tcp") {
				return fmt.Errorf("%s is not allowed", network)
			}
			return permit(to)
		},
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:     dialer.DialContext, // and no proxy, which would make the connection elsewhere
			TLSClientConfig: f.TLS, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second,
			MaxResponseHeaderBytes: 1 << 16, MaxIdleConnsPerHost: 1,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return errTooMany
			}
			return checkAddress(req.URL)
		},
	}
}

func checkAddress(u *url.URL) error {
	switch {
	case u.Scheme != "https":
		return fmt.Errorf("%s: only https addresses are allowed", u.Redacted())
	case u.User != nil:
		return fmt.Errorf("%s: an address with a user name is not allowed", u.Redacted())
	case u.Hostname() == "":
		return fmt.Errorf("%s: names no host", u.Redacted())
	}
	return nil
}

func (f *Fetcher) get(ctx context.Context, client *http.Client, address string) (*File, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if err := checkAddress(u); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "importchecker (list maintenance)")
	req.Header.Set("Accept-Language", "zh-CN, zh, en")
	resp, err := client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("%s: does not answer within %s", address, patience)
		}
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: answers %s", address, resp.Status)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, tables.MaxFile+1))
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s: does not come to an end within %s", address, patience)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", address, err)
	case len(raw) > tables.MaxFile:
		return nil, fmt.Errorf("%s: %w", address, tables.TooLarge(0))
	}
	from := resp.Request.URL
	from.Fragment = ""
	return &File{Name: nameOf(resp, from), Address: from.String(), Raw: raw}, nil
}

// nameOf returns the name of a file, without folders.
func nameOf(resp *http.Response, from *url.URL) string {
	name := path.Base(from.Path)
	if _, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition")); err == nil &&
		params["filename"] != "" {
		name = path.Base(strings.ReplaceAll(params["filename"], `\`, "/"))
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if name == "" || name == "." || name == "/" {
		return from.Hostname()
	}
	return name
}

// extensions are the extensions of files that annexes are published as, including
// those that are refused after the download.
var extensions = []string{".xlsx", ".xls", ".docx", ".doc", ".pdf", ".csv", ".wps", ".et", ".zip", ".rar", ".ofd"}

// maxLinks bounds how many attachments of a page are considered.
const maxLinks = 100

// attachments returns the links of a page to files, without duplicates.
func attachments(page *File) ([]Link, error) {
	text, _, err := htmltable.Decode(page.Raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", page.Address, err)
	}
	base, err := url.Parse(page.Address)
	if err != nil {
		return nil, err
	}
	var links []Link
	seen := map[string]bool{}
	open := -1 // index of the link whose text is being read
	for tags := html.NewTokenizer(bytes.NewReader(text)); ; {
		switch tags.Next() {
		case html.ErrorToken:
			for i := range links {
				links[i].Text = strings.Join(strings.Fields(links[i].Text), " ")
			}
			return links, nil
		case html.TextToken:
			if open >= 0 && len(links[open].Text) < maxLinkText {
				links[open].Text += string(tags.Text())
			}
		case html.EndTagToken:
			if name, _ := tags.TagName(); string(name) == "a" {
				open = -1
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tags.Token()
			switch t.DataAtom {
			case atom.Base:
				if to, err := base.Parse(attribute(t, "href")); err == nil && to.Host == base.Host {
					base = to
				}
			case atom.A:
				open = -1
				to, ok := attachment(base, attribute(t, "href"))
				if ok && !seen[to] && len(links) < maxLinks {
					seen[to] = true
					open = len(links)
					links = append(links, Link{Address: to})
				}
			}
		}
	}
}

// maxLinkText bounds the text of a link.
const maxLinkText = 500

// attachment returns the address of a link, and whether it is one of a file.
func attachment(base *url.URL, href string) (string, bool) {
	to, err := base.Parse(strings.TrimSpace(href))
	if err != nil || to.Scheme != "http" && to.Scheme != "https" {
		return "", false
	}
	to.Fragment = ""
	name := strings.ToLower(path.Ext(to.Path))
	if named := path.Ext(to.Query().Get("filename")); named != "" {
		name = strings.ToLower(named)
	}
	return to.String(), slices.Contains(extensions, name)
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
