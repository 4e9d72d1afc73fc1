package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
)

// config returns the configuration of the table. An emulator on this machine accepts any key, so none has to be
// set for it.
func config(o options, getenv func(string) string) dynamo.Config {
	env := getenv
	if getenv("AWS_ACCESS_KEY_ID") == "" && loopback(o.endpoint) {
		env = func(string) string { return "local" }
	}
	return dynamo.Config{
		Table:       o.table,
		Region:      cmp.Or(getenv("AWS_REGION"), getenv("AWS_DEFAULT_REGION"), "us-east-1"),
		Endpoint:    o.endpoint,
		Credentials: dynamo.Environment(env),
	}
}

func loopback(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// scan returns a walker over the keys of a whole table.
func scan(c dynamo.Config) (walker, error) {
	client, err := dynamo.NewClient(c)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, f func(store.Key) error) error {
		pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{
			TableName:            &c.Table,
			ConsistentRead:       aws.Bool(true),
			ProjectionExpression: aws.String(store.PartitionKey + ", " + store.SortKey),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return fmt.Errorf("read table %s: %w", c.Table, err)
			}
			for _, item := range page.Items {
				if err := f(store.Key{PK: text(item[store.PartitionKey]), SK: text(item[store.SortKey])}); err != nil {
					return err
				}
			}
		}
		return nil
	}, nil
}

func text(v types.AttributeValue) string {
	if s, ok := v.(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}
