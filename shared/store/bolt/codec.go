package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"importchecker/shared/store"
)

// codecVersion is the first byte of every encoded item.
const codecVersion = 1

// errItem is returned for bytes that are not an encoded item.
var errItem = errors.New("malformed item")

func encodeKey(k store.Key) []byte {
	b := make([]byte, 0, len(k.PK)+1+len(k.SK))
	b = append(b, k.PK...)
	b = append(b, 0)
	return append(b, k.SK...)
}

func decodeKey(b []byte) (store.Key, error) {
	pk, sk, ok := bytes.Cut(b, []byte{0})
	if !ok {
		return store.Key{}, fmt.Errorf("malformed key %q", b)
	}
	return store.Key{PK: string(pk), SK: string(sk)}, nil
}

// encodeItem writes an item without its key:
//
//	1 byte   codecVersion
//	8 bytes  when it expires, big-endian; 0 for never
//	then for each attribute, in the order of names
//	  string   name
//	  1 byte   kind
//	  string   the value, if a string or bytes
//	  8 bytes  the value, if a number, big-endian
//
// where string is its length as a varint, followed by its bytes.
func encodeItem(item store.Item) []byte {
	b := []byte{codecVersion}
	b = binary.BigEndian.AppendUint64(b, uint64(item.Expires))
	for _, name := range slices.Sorted(maps.Keys(item.Attrs)) {
		v := item.Attrs[name]
		b = appendString(b, name)
		b = append(b, byte(v.Kind))
		switch v.Kind {
		case store.KindString:
			b = appendString(b, v.Str)
		case store.KindNumber:
			b = binary.BigEndian.AppendUint64(b, uint64(v.Num))
		case store.KindBytes:
			b = appendString(b, string(v.Bytes))
		}
	}
	return b
}

// expires returns when an encoded item expires.
func expires(b []byte) int64 {
	if len(b) < 9 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(b[1:9]))
}

// decodeItem decodes what encodeItem wrote. The item shares no memory with the arguments.
func decodeItem(key, b []byte) (store.Item, error) {
	k, err := decodeKey(key)
	if err != nil {
		return store.Item{}, err
	}
	if len(b) < 9 || b[0] != codecVersion {
		return store.Item{}, fmt.Errorf("%w %s", errItem, k)
	}
	item := store.Item{Key: k, Expires: expires(b), Attrs: make(map[string]store.Value)}
	for rest := b[9:]; len(rest) > 0; {
		var name string
		var v store.Value
		if name, v, rest, err = cutAttr(rest); err != nil {
			return store.Item{}, fmt.Errorf("%w %s", err, k)
		}
		item.Attrs[name] = v
	}
	return item, nil
}

func cutAttr(b []byte) (name string, v store.Value, rest []byte, err error) {
	text, b, ok := cutString(b)
	if !ok || len(b) == 0 {
		return "", v, nil, errItem
	}
	name, v.Kind, b = string(text), store.Kind(b[0]), b[1:]
	switch v.Kind {
	case store.KindString:
		text, rest, ok = cutString(b)
		v.Str = string(text)
	case store.KindBytes:
		text, rest, ok = cutString(b)
		v.Bytes = bytes.Clone(text)
	case store.KindNumber:
		if ok = len(b) >= 8; ok {
			v.Num, rest = int64(binary.BigEndian.Uint64(b)), b[8:]
		}
	default:
		ok = false
	}
	if !ok {
		return "", v, nil, errItem
	}
	return name, v, rest, nil
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func cutString(b []byte) (s, rest []byte, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return nil, nil, false
	}
	return b[w : w+int(n)], b[w+int(n):], true
}
