package tables

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The waits for a new table, which an emulator has ready at once.
const (
	waitBetween = 50 * time.Millisecond
	waitAtMost  = time.Minute
)

// Create makes the table under a name on an emulator, waits until it can be
// used, and sets its time to live. A table of this name that is there already
// is left as it is.
func (t Table) Create(ctx context.Context, client *dynamodb.Client, name string) error {
	in := t.CreateTableInput(name)
	in.SSESpecification, in.DeletionProtectionEnabled = nil, nil
	var inUse *types.ResourceInUseException
	if _, err := client.CreateTable(ctx, in); errors.As(err, &inUse) {
		return nil
	} else if err != nil {
		return fmt.Errorf("create table %s: %w", name, err)
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = waitBetween, waitBetween
	})
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: in.TableName}, waitAtMost); err != nil {
		return fmt.Errorf("wait for table %s: %w", name, err)
	}
	if t.TTL == "" {
		return nil
	}
	_, err := client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: in.TableName,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: aws.String(t.TTL),
			Enabled:       aws.Bool(true),
		},
	})
	if err != nil {
		return fmt.Errorf("set time to live of table %s: %w", name, err)
	}
	return nil
}
