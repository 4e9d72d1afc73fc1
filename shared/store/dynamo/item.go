package dynamo

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"importchecker/shared/store"
)

type attributes = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func encodeKey(k store.Key) attributes {
	return attributes{store.PartitionKey: text(k.PK), store.SortKey: text(k.SK)}
}

func encodeItem(item store.Item) attributes {
	a := encodeKey(item.Key)
	for name, v := range item.Attrs {
		a[name] = encodeValue(v)
	}
	if item.Expires != 0 {
		a[store.Expires] = number(item.Expires)
	}
	return a
}

func encodeValue(v store.Value) types.AttributeValue {
	switch v.Kind {
	case store.KindNumber:
		return number(v.Num)
	case store.KindBytes:
		// Nil would be sent as null, which is not a binary value.
		return &types.AttributeValueMemberB{Value: append([]byte{}, v.Bytes...)}
	default:
		return text(v.Str)
	}
}

func decodeItem(a attributes) (store.Item, error) {
	item := store.Item{Attrs: make(map[string]store.Value, len(a))}
	for name, av := range a {
		v, err := decodeValue(av)
		if err != nil {
			return store.Item{}, fmt.Errorf("attribute %s: %w", name, err)
		}
		switch name {
		case store.PartitionKey:
			item.PK = v.Str
		case store.SortKey:
			item.SK = v.Str
		case store.Expires:
			item.Expires = v.Num
		default:
			item.Attrs[name] = v
		}
	}
	return item, nil
}

func decodeValue(av types.AttributeValue) (store.Value, error) {
	switch av := av.(type) {
	case *types.AttributeValueMemberS:
		return store.String(av.Value), nil
	case *types.AttributeValueMemberB:
		return store.Bytes(av.Value), nil
	case *types.AttributeValueMemberN:
		n, err := strconv.ParseInt(av.Value, 10, 64)
		return store.Number(n), err
	}
	return store.Value{}, fmt.Errorf("unknown type %T", av)
}

func decodeItems(list []attributes) ([]store.Item, error) {
	var items []store.Item
	for _, a := range list {
		item, err := decodeItem(a)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}
