package packing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
)

// TestRoundTrip packs and unpacks texts, also concurrently.
func TestRoundTrip(t *testing.T) {
	d, err := Load(Newest)
	if err != nil {
		t.Fatal(err)
	}
	dictionary := d.Marshal()
	var phrases []byte
	for _, p := range d.phrases {
		phrases = append(append(phrases, p...), p[:len(p)/2]...)
	}
	random := make([]byte, 100_000)
	for i := range random {
		random[i] = byte(rand.Uint32())
	}
	var group sync.WaitGroup
	for _, text := range [][]byte{nil, []byte("{}"), dictionary, phrases, {phraseMark}, {plainMark, phraseMark, 0, 0},
		random, []byte(strings.Repeat("天然蜂蜜", 100_000))} {
		for range 4 {
			group.Go(func() {
				packed, err := Pack(text)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := Unpack(Newest, packed); err != nil || !bytes.Equal(got, text) {
					t.Errorf("%d bytes come back as %d, %v", len(text), len(got), err)
				}
			})
		}
	}
	group.Wait()
}

// frozen are the hashes of the dictionaries, which never change.
var frozen = []string{
	1: "ea9ff6e11fcabedf804772afeede05b2db9a511aefe88d0165f9a3923ddef05f",
	2: "8c3b97ea1fdd089e72ddccb8ec6ec8336d6917c3079a3f5e84a41a64c7ba3b4e",
	3: "823f2e12b3e9a2651f92fe5cfa2b1358eb40ca78c92fce4a7a2a7c0fe446bd27",
	4: "acab254933caa1e33737168eba28b8aa73b39e5fb1c1089857b17719681f5453",
	5: "d63c109738311dea07412c0f42ecc38b852b62ec8fe9a79953e76bf7520f949c",
}

// TestFrozen checks that every dictionary is unchanged.
func TestFrozen(t *testing.T) {
	if len(frozen) != Newest+1 {
		t.Fatalf("%d dictionaries are frozen, the newest is %d", len(frozen)-1, Newest)
	}
	for number := 1; number <= Newest; number++ {
		text, err := files.ReadFile(fmt.Sprintf("dictionaries/%d.bin", number))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != frozen[number] {
			t.Errorf("dictionary %d has the hash %x, it had %s", number, sum, frozen[number])
		}
	}
}

// TestDamaged checks that damaged input is an error, and never yields a wrong
// or unbounded text.
func TestDamaged(t *testing.T) {
	if _, err := Unpack(0, nil); err == nil {
		t.Error("there is a dictionary 0")
	}
	packed, err := Pack([]byte(strings.Repeat("a", MaxUnpacked+1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Unpack(Newest, packed); err == nil {
		t.Error("a text without bounds was unpacked")
	}
	for _, short := range []string{"\xfe", "\xfe\xff", "\xfe\xff\xff", "\xff"} {
		d, _ := Load(Newest)
		if text, err := d.expand([]byte(short)); err == nil {
			t.Errorf("%q became %q", short, text)
		}
	}
	packed, _ = Pack([]byte(`{"as_of":"2026-03-01"}`))
	if _, err := Unpack(Newest, packed[:len(packed)-2]); err == nil {
		t.Error("a text that is cut off was unpacked")
	}
}
