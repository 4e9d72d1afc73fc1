package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"importchecker/infra/gateway"
	"importchecker/infra/repository"
	"importchecker/shared/annex/confined"
	"importchecker/shared/api"
	"importchecker/shared/api/listing"
	"importchecker/shared/archive"
	"importchecker/shared/auth"
	"importchecker/shared/catalogue/files"
	"importchecker/shared/library"
	"importchecker/shared/list/sample"
	services "importchecker/shared/services/sample"
	"importchecker/shared/webhook/seal"
)

const (
	devKeyFile    = "dev-key.json"
	secretKeyFile = "webhook-key" // seals the secrets of webhooks

	// tokenLife is how long a printed token is valid. The next start prints a new one.
	tokenLife = 30 * 24 * time.Hour

	// stopTimeout is how long running requests may take to end when the server stops.
	stopTimeout = 10 * time.Second

	sweepEvery = time.Hour
)

// flags are the flags of the command.
type flags struct {
	addr        string
	data        string
	seller      string
	maintainer  string
	sampleLists bool
	dynamodb    string
	table       string
	metrics     string
	issuer      issuer
	now         func() time.Time
}

func main() {
	confined.Serve()
	// The heap is small, so with the default GOGC the collector would run many times a second under load. The
	// variable GOGC overrides this.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	err := run(os.Args[1:], os.Stdout, log)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1)
	}
}

func parseFlags(args []string) (flags, error) {
	o := flags{now: time.Now}
	set := flag.NewFlagSet("local", flag.ContinueOnError)
	set.StringVar(&o.addr, "addr", "127.0.0.1:3000", "`address` to listen on")
	set.StringVar(&o.data, "data", ".local",
		"`folder` that keeps submissions and the key of the tokens; in the repository unless absolute")
	set.StringVar(&o.seller, "seller", "dev-seller", "`name` of the seller whom the printed token speaks for")
	set.StringVar(&o.maintainer, "maintainer", "dev-maintainer",
		"`name` of the maintainer of the lists whom the other token speaks for")
	set.BoolVar(&o.sampleLists, "sample-lists", false, "add invented editions of the lists, and let such be published")
	set.StringVar(&o.dynamodb, "dynamodb", "", "keep submissions at the DynamoDB endpoint of this `URL`")
	set.StringVar(&o.table, "table", "import-checker", "`name` of the table there, made when absent")
	set.Func("clock", "serve as if it were this `time`, and go on from there, to rehearse the turn of a year: 2027-01-01T00:02:00+08:00",
		func(text string) error {
			begins, err := time.Parse(time.RFC3339, text)
			o.now = clock(begins)
			return err
		})
	set.StringVar(&o.metrics, "metrics", "", "write metrics among the log lines, in this `namespace`")
	set.StringVar(&o.issuer.url, "issuer", "",
		"have people sign in to the page at the OpenID Connect issuer of this `URL`, as deployed")
	set.StringVar(&o.issuer.client, "client-id", "import-checker", "`id` of the page there")
	set.StringVar(&o.issuer.audience, "audience", auth.DevAudience, "`name` that the issuer's tokens are for")
	if err := set.Parse(args); err != nil {
		return o, err
	}
	if set.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q; -h lists the flags", set.Arg(0))
	}
	return o, nil
}

// run serves until it is told to stop.
func run(args []string, out io.Writer, log *slog.Logger) (err error) {
	o, err := parseFlags(args)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go stopWithGoRun(ctx, stop)

	templateFile, template, err := o.readTemplate()
	if err != nil {
		return err
	}
	listener, err := listen(o.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	opened, err := openStore(ctx, o, templateFile, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.close()) }()
	key, err := auth.OpenDevKey(filepath.Join(o.data, devKeyFile))
	if err != nil {
		return err
	}
	authorize, err := authorizer(key, o.issuer, log)
	if err != nil {
		return err
	}
	if warning := exposed(listener.Addr()); warning != "" {
		fmt.Fprintln(os.Stderr, warning)
	}
	p, closeEvents, err := openParts(o, opened, listener.Addr(), log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeEvents()) }()
	if err := p.live.Refresh(ctx); err != nil {
		log.Warn("the published lists could not be read; others answer", "error", err.Error())
	}
	metrics := api.NewMetrics(os.Stderr, o.metrics, "local", listing.Ages(p.live.Checker)).WithLists(p.live.Status)
	server, err := gateway.New(template, p.handlers(metrics), authorize, o.now, log)
	if err != nil {
		return err
	}
	a, err := issueTokens(o, key)
	if err != nil {
		return err
	}
	a.url, a.location, a.lists = "http://"+reachable(listener.Addr()), opened.location, p.live.Checker()
	announce(out, a)
	// It ends after the last request, and before the table is closed.
	workCtx, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	workDone := make(chan struct{})
	go func() { defer close(workDone); p.work(workCtx) }()
	defer func() { stopWork(); <-workDone }()
	return serve(ctx, stop, listener, withFiles(server, p.sheets), log)
}

// readTemplate reads the repository's template. It also resolves the data folder, which may be relative to the
// repository.
func (o *flags) readTemplate() (file string, template *gateway.Template, err error) {
	root, err := repository.Root()
	if err != nil {
		return "", nil, err
	}
	if !filepath.IsAbs(o.data) {
		o.data = filepath.Join(root, o.data)
	}
	file = filepath.Join(root, "template.yaml")
	template, err = gateway.ReadTemplate(file)
	return file, template, err
}

// openParts opens the event log and the key of webhooks' secrets in the data folder, and creates the parts. The
// event log must be closed.
func openParts(o flags, opened openedStore, addr net.Addr, log *slog.Logger) (*parts, func() error, error) {
	base := library.BuiltIn()
	if o.sampleLists {
		base = library.Lists{Tariff: base.Tariff, Goods: sample.With(base.Goods), Services: services.With(base.Services)}
	}
	secrets, err := seal.Open(filepath.Join(o.data, secretKeyFile))
	if err != nil {
		return nil, nil, err
	}
	events, err := openEventLog(o.data)
	if err != nil {
		return nil, nil, fmt.Errorf("data folder: %w", err)
	}
	p := newParts(parts{
		table: opened.table, exclusive: opened.exclusive, base: base, samples: o.sampleLists,
		files: archive.Folder(o.data), events: events, secrets: secrets, signIn: o.issuer, now: o.now, log: log,
		sheets: &files.Folder{Dir: o.data, Base: "http://" + reachable(addr), Secret: []byte(rand.Text()), Now: o.now},
	})
	return p, events.Close, nil
}

// issueTokens makes the development tokens, writes their headers to files, and returns them to be announced.
func issueTokens(o flags, key *auth.DevKey) (a announcement, err error) {
	a = announcement{
		files: o.data, seller: o.seller, maintainer: o.maintainer, until: time.Now().Add(tokenLife), samples: o.sampleLists,
	}
	if a.token, err = key.Token(o.seller, time.Now(), tokenLife, auth.Seller); err != nil {
		return a, err
	}
	if a.maintainerToken, err = key.Token(o.maintainer, time.Now(), tokenLife, auth.Maintainer); err != nil {
		return a, err
	}
	a.headers, err = writeHeaders(o.data, map[string]string{"seller": a.token, "maintainer": a.maintainerToken})
	if err != nil {
		return a, fmt.Errorf("data folder: %w", err)
	}
	return a, nil
}

// clock returns a clock that starts at a given time.
func clock(begins time.Time) func() time.Time {
	started := time.Now()
	return func() time.Time { return begins.Add(time.Since(started)) }
}

// serve serves requests until ctx is done, then waits for running ones. stop restores the default handling of
// signals, so that a second Ctrl-C ends the program at once.
func serve(ctx context.Context, stop func(), listener net.Listener, h http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    10 << 10, // as API Gateway
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	stop()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		server.Close()
		return fmt.Errorf("requests were still under way after %s: %w", stopTimeout, err)
	}
	return nil
}

// listen listens on the address, or returns an error that says what to do.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use, perhaps by another run of this server: "+
			"stop that one, or choose another address, such as -addr 127.0.0.1:3001", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s, choose another address with -addr: %w", addr, err)
	}
	return l, nil
}

// reachable returns the host and port of a listener for a URL.
func reachable(a net.Addr) string {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return a.String()
}

// exposed returns a warning if other machines can reach this server.
func exposed(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || tcp.IP.IsLoopback() {
		return ""
	}
	return "WARNING: other machines can reach " + a.String() +
		". This server is for development: it has no TLS, and anyone who has\n" +
		"one of the tokens below acts as that seller or maintainer. Without -addr it listens on 127.0.0.1 alone."
}

// writeHeaders writes, for each name, a file with the Authorization header of its token, readable only by its
// owner. A command that reads the file does not show the token in the list of processes.
func writeHeaders(folder string, tokens map[string]string) (files map[string]string, err error) {
	files = make(map[string]string)
	for name, token := range tokens {
		files[name] = filepath.Join(folder, name+".header")
		if err := os.WriteFile(files[name], []byte("Authorization: Bearer "+token+"\n"), 0o600); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// withFiles serves the files of catalogues, which are in a bucket when deployed, beside the API.
func withFiles(api http.Handler, sheets *files.Folder) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(files.Path, sheets)
	mux.Handle("/", api)
	return mux
}
