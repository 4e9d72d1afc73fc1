package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"importchecker/infra/gateway"
	"importchecker/infra/host"
	"importchecker/infra/tables"
	"importchecker/shared/auth"
	"importchecker/shared/store/dynamo"
)

// build builds a program of this module.
func build(ctx context.Context, folder, pkg string, flags ...string) (string, error) {
	path := filepath.Join(folder, filepath.Base(pkg))
	args := append([]string{"build", "-o", path}, flags...)
	c := exec.CommandContext(ctx, "go", append(args, pkg)...)
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return path, nil
}

// startLocal runs the local server, like go run ./infra/local.
func startLocal(ctx context.Context, folder string, _ options) (*target, error) {
	program, err := build(ctx, folder, "importchecker/infra/local")
	if err != nil {
		return nil, err
	}
	c := exec.Command(program, "-addr", "127.0.0.1:0", "-data", filepath.Join(folder, "data"))
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil { // its log is discarded
		return nil, err
	}
	t := &target{name: "local", stores: true, memory: func() int64 {
		now, _ := host.Memory(c.Process.Pid)
		return now
	}}
	t.close = func() error {
		c.Process.Signal(os.Interrupt)
		return c.Wait()
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "address:"); ok {
			t.address = strings.TrimPrefix(strings.TrimSpace(url), "http://")
		}
		if token, ok := strings.CutPrefix(lines.Text(), "token:"); ok {
			t.token = strings.TrimSpace(token)
		}
		if strings.HasPrefix(lines.Text(), "Ctrl-C") {
			go io.Copy(io.Discard, out)
			return t, nil
		}
	}
	c.Process.Kill()
	return nil, errors.Join(errors.New("the local server does not come up"), c.Wait())
}

// startFunctions runs the functions' programs behind a gateway, with a token issuer for the authorizer.
func startFunctions(ctx context.Context, folder string, o options) (t *target, err error) {
	var closers []func() error
	closeAll := func() (err error) {
		for i := len(closers) - 1; i >= 0; i-- {
			err = errors.Join(err, closers[i]())
		}
		return err
	}
	defer func() {
		if err != nil {
			closeAll()
		}
	}()

	file, err := templateFile(ctx)
	if err != nil {
		return nil, err
	}
	template, err := gateway.ReadTemplate(file)
	if err != nil {
		return nil, err
	}
	endpoint, stop, err := startDynamoDB(ctx)
	if err != nil {
		return nil, err
	}
	closers = append(closers, stop)
	const table = "load"
	if endpoint != "" {
		if err := createTable(ctx, file, endpoint, table); err != nil {
			return nil, err
		}
	}
	key, err := auth.OpenDevKey(filepath.Join(folder, "key.json"))
	if err != nil {
		return nil, err
	}
	issuer, err := serve(issuerOf(key))
	if err != nil {
		return nil, err
	}
	closers = append(closers, issuer.Close)
	token, err := key.Token("seller-1", time.Now(), time.Hour, auth.Seller)
	if err != nil {
		return nil, err
	}

	f, err := startPools(ctx, folder, template, functionEnv(file, table, endpoint, issuer.Addr), o.copies)
	closers = append(closers, f.close)
	if err != nil {
		return nil, err
	}
	g, err := gateway.New(template, f.handlers, f.authorizer, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	server, err := serve(g)
	if err != nil {
		return nil, err
	}
	closers = append(closers, server.Close)
	return &target{name: "functions", address: server.Addr, token: token, stores: endpoint != "", close: closeAll,
		memory: f.memory}, nil
}

// functionEnv returns the environment of the functions.
func functionEnv(template, table, dynamoDB, issuer string) []string {
	return []string{
		"AWS_ENDPOINT_URL_DYNAMODB=" + cmp.Or(dynamoDB, "http://127.0.0.1:9"),
		"TABLE_NAME=" + table, "METRICS_NAMESPACE=load",
		"ANNEX_BUCKET=load", "CATALOGUE_BUCKET=load", "AWS_ENDPOINT_URL_S3=http://127.0.0.1:9", // no annex is brought in
		"OIDC_ISSUER=" + auth.DevIssuer, "OIDC_AUDIENCE=" + auth.DevAudience, "OIDC_JWKS_URL=http://" + issuer + "/keys",
		"AWS_REGION=eu-west-1", "WEBHOOK_KEY=arn:aws:kms:eu-west-1:123456789012:key/load", // no webhook is registered
		"WORDS_FILE=" + filepath.Join(filepath.Dir(template), "shared/search/learned/layer/words.bin"),
	}
}

// functionPools are the running functions, by folder.
type functionPools struct {
	pools      []*host.Pool
	handlers   map[string]gateway.Handler
	authorizer gateway.Authorizer
}

// startPools builds and starts the functions that have routes, and the authorizer. The pools that were started
// must be closed even after an error.
func startPools(ctx context.Context, folder string, template *gateway.Template, env []string,
	copies int) (*functionPools, error) {
	p := &functionPools{handlers: map[string]gateway.Handler{}}
	for _, f := range template.Functions {
		if len(f.Routes) == 0 && f.Folder != "functions/authorize" {
			continue // it works in the background
		}
		program, err := build(ctx, folder, "importchecker/"+f.Folder, host.BuildFlags()...)
		if err != nil {
			return p, err
		}
		pool, err := host.NewPool(host.Config{Program: program, Env: env, Timeout: f.Timeout}, copies)
		if err != nil {
			return p, err
		}
		p.pools = append(p.pools, pool)
		if f.Folder == "functions/authorize" {
			p.authorizer = gateway.Authorize(pool.Invoke)
		} else {
			p.handlers[f.Folder] = gateway.Handle(pool.Invoke)
		}
	}
	return p, nil
}

func (p *functionPools) close() error {
	var err error
	for _, pool := range slices.Backward(p.pools) {
		err = errors.Join(err, pool.Close())
	}
	return err
}

func (p *functionPools) memory() (sum int64) {
	for _, pool := range p.pools {
		sum += pool.Memory()
	}
	return sum
}

// templateFile returns the path of template.yaml, beside go.mod.
func templateFile(ctx context.Context) (string, error) {
	mod, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(strings.TrimSpace(string(mod))), "template.yaml"), nil
}

// serve starts a server on a free port of the loopback interface.
func serve(h http.Handler) (*http.Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &http.Server{Addr: l.Addr().String(), Handler: h, ReadHeaderTimeout: answerTimeout}
	go s.Serve(l)
	return s, nil
}

// issuerOf publishes a key like an OpenID Connect provider.
func issuerOf(key *auth.DevKey) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write(key.Published())
	})
}

// startDynamoDB runs the emulator that DYNOXIDE names, in memory. Without one the endpoint is empty.
func startDynamoDB(ctx context.Context) (endpoint string, stop func() error, err error) {
	program := os.Getenv("DYNOXIDE")
	if program == "" {
		return "", func() error { return nil }, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	c := exec.Command(program, "serve", "--host", "127.0.0.1", "--port", port)
	if err := c.Start(); err != nil {
		return "", nil, err
	}
	stop = func() error {
		c.Process.Kill()
		c.Wait()
		return nil
	}
	for begun := time.Now(); time.Since(begun) < 10*time.Second && ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
		if conn, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			conn.Close()
			return "http://127.0.0.1:" + port, stop, nil
		}
	}
	stop()
	return "", nil, errors.New("the DynamoDB emulator does not listen")
}

func createTable(ctx context.Context, template, endpoint, name string) error {
	declared, err := tables.Read(template)
	if err != nil {
		return err
	}
	client, err := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: endpoint,
		Credentials: dynamo.Environment(func(string) string { return "local" })})
	if err != nil {
		return err
	}
	return declared[0].Create(ctx, client, name)
}
