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

// The waits for a new table. Emulators create it at once.
const (
	waitBetween = 50 * time.Millisecond
	waitAtMost  = time.Minute
)

// Create creates the table under a name on an emulator, waits until it is ready, and sets its time to live. An
// existing table of this name is left unchanged.
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
