package main

import (
	"slices"

	"importchecker/shared/packing"
)

const (
	// samples is how many texts a sample has. More of them gain little, and each text
	// that is packed costs a look at all.
	samples = 8

	// offered is how many texts it is chosen from, and judges how many it is tried on.
	offered = 32
	judges  = 96
)

// sampled gives a dictionary the sample of texts with which others become smallest,
// chosen one by one. The first that is chosen says most of what they have in common,
// and stands last, where DEFLATE reaches it with the shortest distance.
func sampled(d *packing.Dictionary, texts [][]byte) (*packing.Dictionary, error) {
	n := min(offered, len(texts)/2)
	from, others := texts[:n], texts[n:min(n+judges, len(texts))]
	var sample []byte
	for range samples {
		best, least := []byte(nil), 0
		for _, text := range from {
			longer := slices.Concat(d.Shorten(text), sample)
			n, err := together(d.WithSample(longer), others)
			if err != nil {
				return nil, err
			}
			if best == nil || n < least {
				best, least = longer, n
			}
		}
		sample = best
	}
	return d.WithSample(sample), nil
}

// together returns how many bytes texts have when they are packed.
func together(d *packing.Dictionary, texts [][]byte) (n int, err error) {
	for _, text := range texts {
		packed, err := d.Pack(text)
		if err != nil {
			return 0, err
		}
		n += len(packed)
	}
	return n, nil
}
