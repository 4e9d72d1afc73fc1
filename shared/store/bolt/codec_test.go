package bolt

import (
	"bytes"
	"maps"
	"testing"

	"importchecker/shared/store"
)

// FuzzDecodeItem checks that no bytes make the decoder panic, and that decoded items can be encoded and decoded
// again.
func FuzzDecodeItem(f *testing.F) {
	key := encodeKey(store.Key{PK: "P", SK: "S"})
	f.Add([]byte{})
	f.Add(encodeItem(store.Item{}))
	f.Add(encodeItem(store.Item{
		Expires: 1772417404,
		Attrs: map[string]store.Value{
			"owner": store.String("商家"), "seq": store.Number(-1), "body": store.Bytes([]byte{0, 255}), "none": store.Bytes(nil),
		},
	}))
	f.Fuzz(func(t *testing.T, b []byte) {
		item, err := decodeItem(key, b)
		if err != nil {
			return
		}
		text := encodeItem(item)
		again, err := decodeItem(key, text)
		if err != nil || again.Expires != item.Expires || !maps.EqualFunc(again.Attrs, item.Attrs, store.Value.Equal) {
			t.Errorf("got %+v, %v, want %+v", again, err, item)
		}
		if !bytes.Equal(encodeItem(again), text) {
			t.Error("written in two ways")
		}
	})
}

// TestDecodeItemCut checks that a truncated item is an error.
func TestDecodeItemCut(t *testing.T) {
	key := encodeKey(store.Key{PK: "P", SK: "S"})
	whole := encodeItem(store.Item{Attrs: map[string]store.Value{"n": store.Number(1)}})
	for n := range whole {
		if _, err := decodeItem(key, whole[:n]); err == nil && n != 9 {
			t.Errorf("read an item of %d bytes out of %d", n, len(whole))
		}
	}
	if _, err := decodeItem([]byte("no zero byte"), whole); err == nil {
		t.Error("read an item without a key")
	}
}
