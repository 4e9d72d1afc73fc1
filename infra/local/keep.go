package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"importchecker/infra/tables"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/store/dynamo"
)

// openedStore is the open table.
type openedStore struct {
	table     store.Table
	location  string // its location, for people
	exclusive bool   // no other program uses it
	close     func() error
}

// openStore opens the file in the data folder, or the table at the DynamoDB endpoint.
func openStore(ctx context.Context, o flags, templateFile string, log *slog.Logger) (openedStore, error) {
	if o.dynamodb != "" {
		return openDynamoDB(ctx, o, templateFile)
	}
	path := filepath.Join(o.data, bolt.FileName)
	table, err := bolt.Open(path)
	if errors.Is(err, bolt.ErrInUse) {
		return openedStore{}, fmt.Errorf("%s is in use by another run of this server: "+
			"stop that one, or choose another folder with -data", o.data)
	}
	if err != nil {
		return openedStore{}, err
	}
	ctx, stop := context.WithCancel(ctx)
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		sweep(ctx, table, o.now, log)
	}()
	return openedStore{table, path, true, func() error {
		stop()
		<-swept
		return table.Close()
	}}, nil
}

// sweep periodically deletes expired items from a file; DynamoDB does so by itself.
func sweep(ctx context.Context, table *bolt.Table, now func() time.Time, log *slog.Logger) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if _, err := table.Sweep(ctx, now()); err != nil && ctx.Err() == nil {
			log.Warn("expired items could not be dropped", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// openDynamoDB opens the table at the endpoint, and creates it as declared in the template if it does not
// exist.
func openDynamoDB(ctx context.Context, o flags, templateFile string) (openedStore, error) {
	endpoint, err := url.Parse(o.dynamodb)
	if err != nil || endpoint.Host == "" || endpoint.Scheme != "http" && endpoint.Scheme != "https" {
		return openedStore{}, fmt.Errorf("-dynamodb %q is not a URL such as http://127.0.0.1:8000", o.dynamodb)
	}
	if err := dial(ctx, endpoint); err != nil {
		return openedStore{}, fmt.Errorf("no DynamoDB answers at %s: start one there, "+
			"or leave -dynamodb out to keep submissions in a file: %w", o.dynamodb, err)
	}
	declared, err := tables.Read(templateFile)
	if err != nil {
		return openedStore{}, err
	}
	if len(declared) != 1 {
		return openedStore{}, fmt.Errorf("the template declares %d tables; one is used", len(declared))
	}
	config := dynamo.Config{
		Table:       o.table,
		Region:      environment("AWS_REGION"),
		Endpoint:    o.dynamodb,
		Credentials: dynamo.Environment(environment),
	}
	client, err := dynamo.NewClient(config)
	if err != nil {
		return openedStore{}, err
	}
	if err := declared[0].Create(ctx, client, o.table); err != nil {
		return openedStore{}, fmt.Errorf("DynamoDB at %s: %w", o.dynamodb, err)
	}
	table, err := dynamo.New(config)
	if err != nil {
		return openedStore{}, err
	}
	location := fmt.Sprintf("table %s at %s", o.table, o.dynamodb)
	return openedStore{table, location, false, func() error { return nil }}, nil
}

// dial returns an error if nothing listens at the endpoint. The client would retry for a long time.
func dial(ctx context.Context, endpoint *url.URL) error {
	host := endpoint.Host
	if endpoint.Port() == "" {
		host = net.JoinHostPort(endpoint.Hostname(), endpoint.Scheme)
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", host)
	if err != nil {
		return err
	}
	return conn.Close()
}

// environment returns a variable, or a default that emulators accept.
func environment(name string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	switch name {
	case "AWS_REGION":
		return "us-east-1"
	case "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY":
		return "local"
	}
	return ""
}
