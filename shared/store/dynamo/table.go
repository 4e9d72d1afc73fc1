package dynamo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"importchecker/shared/storage"
	"importchecker/shared/store"
)

// maxBatch is how many keys one BatchGetItem accepts.
const maxBatch = 100

// A Table stores items in a table of DynamoDB.
type Table struct {
	client operations
	name   string
}

// operations are the client's methods that a table needs. They are kept as functions instead of the client, so
// that the linker can drop the client's other methods, some sixty: programs that use reflection as package
// validator does keep all methods of a referenced type.
type operations struct {
	get      operation[dynamodb.GetItemInput, dynamodb.GetItemOutput]
	batchGet operation[dynamodb.BatchGetItemInput, dynamodb.BatchGetItemOutput]
	query    operation[dynamodb.QueryInput, dynamodb.QueryOutput]
	transact operation[dynamodb.TransactWriteItemsInput, dynamodb.TransactWriteItemsOutput]
}

type operation[In, Out any] func(context.Context, *In, ...func(*dynamodb.Options)) (*Out, error)

var _ store.Table = (*Table)(nil)

// New returns the table that a Config names. It sends no request: a missing table is noticed at the first call.
func New(c Config) (*Table, error) {
	if c.Table == "" {
		return nil, errors.New("dynamodb client: no table")
	}
	client, err := NewClient(c)
	if err != nil {
		return nil, err
	}
	return &Table{operations{client.GetItem, client.BatchGetItem, client.Query, client.TransactWriteItems}, c.Table}, nil
}

// warmTime limits the duration of Warm.
const warmTime = 2 * time.Second

// Warm opens a connection and prepares the client for its first call by reading PingKey. A function calls it
// while it starts, without waiting, so that the first request is faster. Errors are ignored: that request will
// notice them.
func (t *Table) Warm(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, warmTime)
	defer cancel()
	_, _ = t.client.get(ctx, &dynamodb.GetItemInput{
		TableName: &t.name,
		Key:       encodeKey(store.PingKey),
	}, func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
}

// Get implements store.Table.
func (t *Table) Get(ctx context.Context, key store.Key) (store.Item, bool, error) {
	if err := store.ValidateKey(key); err != nil {
		return store.Item{}, false, err
	}
	out, err := t.client.get(ctx, &dynamodb.GetItemInput{
		TableName:      &t.name,
		Key:            encodeKey(key),
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return store.Item{}, false, translate(err)
	}
	if len(out.Item) == 0 {
		return store.Item{}, false, nil
	}
	item, err := decodeItem(out.Item)
	return item, err == nil, err
}

// BatchGet implements store.Table.
func (t *Table) BatchGet(ctx context.Context, keys []store.Key) ([]store.Item, error) {
	var found []store.Item
	for chunk := range slices.Chunk(keys, maxBatch) {
		batch := make([]attributes, len(chunk))
		for i, key := range chunk {
			if err := store.ValidateKey(key); err != nil {
				return nil, err
			}
			batch[i] = encodeKey(key)
		}
		items, err := t.batchGet(ctx, batch)
		if err != nil {
			return nil, err
		}
		found = append(found, items...)
	}
	return found, nil
}

// batchGet requests the unprocessed keys of a response until there are none. A response is cut at 16 MB and
// when the table is throttled, so some unprocessed keys are normal; none processed at all, repeatedly, is an
// outage.
func (t *Table) batchGet(ctx context.Context, pending []attributes) ([]store.Item, error) {
	var found []store.Item
	for idle := 0; len(pending) > 0; {
		out, err := t.client.batchGet(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{
				t.name: {Keys: pending, ConsistentRead: aws.Bool(true)},
			},
		})
		if err != nil {
			return nil, translate(err)
		}
		items, err := decodeItems(out.Responses[t.name])
		if err != nil {
			return nil, err
		}
		found = append(found, items...)
		unprocessed := out.UnprocessedKeys[t.name].Keys
		if len(unprocessed) < len(pending) {
			pending, idle = unprocessed, 0
			continue
		}
		if idle++; idle == maxAttempts {
			return nil, fmt.Errorf("%w: no key of a batch was processed in %d tries", storage.ErrUnavailable, idle)
		}
		if err := pause(ctx, idle); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// pause waits as after a failed attempt.
func pause(ctx context.Context, attempt int) error {
	d, _ := backoff(attempt, nil)
	if err := storage.Pause(ctx, d); err != nil {
		return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	return nil
}

// Query implements store.Table.
func (t *Table) Query(ctx context.Context, pk string, r store.Range) ([]store.Item, error) {
	in := &dynamodb.QueryInput{
		TableName:                 &t.name,
		ConsistentRead:            aws.Bool(true),
		KeyConditionExpression:    aws.String(store.PartitionKey + " = :pk"),
		ExpressionAttributeValues: attributes{":pk": text(pk)},
		ScanIndexForward:          aws.Bool(!r.Descending),
	}
	if r.Prefix != "" {
		*in.KeyConditionExpression += " AND begins_with(" + store.SortKey + ", :prefix)"
		in.ExpressionAttributeValues[":prefix"] = text(r.Prefix)
	}
	if r.After != "" {
		in.ExclusiveStartKey = encodeKey(store.Key{PK: pk, SK: r.After})
	}
	var found []store.Item
	for {
		if r.Limit > 0 {
			in.Limit = aws.Int32(int32(r.Limit - len(found)))
		}
		out, err := t.client.query(ctx, in)
		if err != nil {
			return nil, translate(err)
		}
		items, err := decodeItems(out.Items)
		if err != nil {
			return nil, err
		}
		found = append(found, items...)
		if len(out.LastEvaluatedKey) == 0 || r.Limit > 0 && len(found) >= r.Limit {
			return found, nil
		}
		in.ExclusiveStartKey = out.LastEvaluatedKey
	}
}

// Transact implements store.Table.
func (t *Table) Transact(ctx context.Context, ops []store.Op) error {
	if err := store.ValidateOps(ops); err != nil {
		return err
	}
	in := &dynamodb.TransactWriteItemsInput{ClientRequestToken: aws.String(rand.Text())}
	for _, op := range ops {
		in.TransactItems = append(in.TransactItems, t.writeItem(op))
	}
	_, err := t.client.transact(ctx, in)
	return translate(err)
}

func (t *Table) writeItem(op store.Op) types.TransactWriteItem {
	expr, names, values := condition(op.If)
	switch op.Action {
	case store.ActionDelete:
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName:                 &t.name,
			Key:                       encodeKey(op.Item.Key),
			ConditionExpression:       expr,
			ExpressionAttributeNames:  names,
			ExpressionAttributeValues: values,
		}}
	case store.ActionCheck:
		return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
			TableName:                 &t.name,
			Key:                       encodeKey(op.Item.Key),
			ConditionExpression:       expr,
			ExpressionAttributeNames:  names,
			ExpressionAttributeValues: values,
		}}
	default:
		return types.TransactWriteItem{Put: &types.Put{
			TableName:                 &t.name,
			Item:                      encodeItem(op.Item),
			ConditionExpression:       expr,
			ExpressionAttributeNames:  names,
			ExpressionAttributeValues: values,
		}}
	}
}

// condition writes conditions as an expression. Names are always placeholders, because many plain words are
// reserved.
func condition(conditions []store.Condition) (expr *string, names map[string]string, values attributes) {
	var terms []string
	for i, c := range conditions {
		if c.Attr == "" {
			terms = append(terms, "attribute_not_exists("+store.PartitionKey+")")
			continue
		}
		if names == nil {
			names, values = make(map[string]string), make(attributes)
		}
		n := strconv.Itoa(i)
		terms = append(terms, "#a"+n+" = :v"+n)
		names["#a"+n] = c.Attr
		values[":v"+n] = encodeValue(c.Value)
	}
	if terms == nil {
		return nil, nil, nil
	}
	return aws.String(strings.Join(terms, " AND ")), names, values
}
