package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// A Client is a client of one service.
type Client struct {
	Base     string       // such as http://127.0.0.1:3000
	HTTP     *http.Client // nil: the default one
	Token    string       // of a seller or a maintainer; blank for none
	Language string       // en, zh or both; blank for en
}

// New returns a client of the service at an address.
func New(base string) *Client { return &Client{Base: strings.TrimRight(base, "/")} }

// A Problem is the answer to a request that failed (RFC 9457).
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Pointer string `json:"pointer"`
		Code    string `json:"code"`
		Detail  string `json:"detail"`
	} `json:"errors"`
}

// Error returns all errors of the request, each on a line.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Title)
	if len(p.Errors) == 0 && p.Detail != "" {
		b.WriteString(": " + p.Detail)
	}
	for _, e := range p.Errors {
		fmt.Fprintf(&b, "\n  %s: %s", strings.TrimPrefix(e.Pointer, "/"), e.Detail)
	}
	return b.String()
}

// Text is a text in the language asked for.
type Text string

// UnmarshalJSON reads a string, or the English or else the Chinese text of an object.
func (t *Text) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(t))
	}
	var texts struct{ EN, ZH string }
	if err := json.Unmarshal(raw, &texts); err != nil {
		return err
	}
	*t = Text(texts.EN)
	if texts.EN == "" {
		*t = Text(texts.ZH)
	}
	return nil
}

// MarshalJSON writes the text as a string.
func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(string(t)) }

// do sends a request and decodes the answer into out; raw is its body. It sends bytes as
// they are, and any other value as JSON.
func (c *Client) do(ctx context.Context, method, path string, query url.Values, in, out any) (raw []byte, err error) {
	return c.doWith(ctx, method, path, query, nil, in, out)
}

// doWith is do with additional headers.
func (c *Client) doWith(ctx context.Context, method, path string, query url.Values, header http.Header, in,
	out any) (raw []byte, err error) {
	var body io.Reader
	kind := "application/json"
	switch in := in.(type) {
	case nil:
	case []byte:
		body, kind = bytes.NewReader(in), "application/octet-stream"
	default:
		text, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.address(path, query), body)
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		req.Header[name] = values
	}
	if in != nil {
		req.Header.Set("Content-Type", kind)
	}
	return c.send(c.withToken(req), out)
}

// address returns the URL of a path, with the language of the client.
func (c *Client) address(path string, query url.Values) string {
	asked := url.Values{}
	maps.Copy(asked, query)
	if c.Language != "" {
		asked.Set("lang", c.Language)
	}
	if len(asked) == 0 {
		return c.Base + path
	}
	return c.Base + path + "?" + asked.Encode()
}

// withToken adds the token of the client to a request, and returns the request.
func (c *Client) withToken(req *http.Request) *http.Request {
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	return req
}

// maxAnswer is the largest body that is read, in bytes.
const maxAnswer = 16 << 20

func (c *Client) send(req *http.Request, out any) ([]byte, error) {
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= 300 {
		p := &Problem{Status: res.StatusCode, Title: res.Status}
		if json.Unmarshal(raw, p) != nil || p.Title == "" {
			p.Title, p.Detail = res.Status, strings.TrimSpace(string(raw))
		}
		return raw, p
	}
	if out == nil {
		return raw, nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return raw, errors.Join(errors.New("an answer that is not the service's"), err)
	}
	return raw, nil
}
