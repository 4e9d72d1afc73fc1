package tariff

// The embedded data are records of fixed width, each beginning with a code and sorted by
// code, so that a code and those under it are found by binary search. Package compile
// describes the records.

// lowerBound returns the index of the first record whose prefix is not less than the key.
func lowerBound(data string, width int, key string) int {
	first, mask := keyPrefix(key)
	rest := ""
	if len(key) > 8 {
		rest = key[8:]
	}
	lo, hi := 0, len(data)/width
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		at := mid * width
		if n := uint64At(data, at) & mask; n < first || n == first && data[at+8:at+8+len(rest)] < rest {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// keyPrefix returns the first eight characters of a key as a number that compares as
// they do, and a mask for the same characters of a record.
func keyPrefix(key string) (first, mask uint64) {
	for i := range 8 {
		first, mask = first<<8, mask<<8
		if i < len(key) {
			first, mask = first|uint64(key[i]), mask|0xff
		}
	}
	return first, mask
}

// uint64At returns eight characters as a number that compares as they do. Every record
// has at least eight.
func uint64At(data string, at int) uint64 {
	d := data[at : at+8]
	return uint64(d[7]) | uint64(d[6])<<8 | uint64(d[5])<<16 | uint64(d[4])<<24 |
		uint64(d[3])<<32 | uint64(d[2])<<40 | uint64(d[1])<<48 | uint64(d[0])<<56
}

// prefixed returns the records [lo, hi) that begin with the key.
func prefixed(data string, width int, key string) (lo, hi int) {
	lo = lowerBound(data, width, key)
	n := len(data) / width
	begins := func(i int) bool { return data[i*width:i*width+len(key)] == key }
	// Few records share a key, so search in growing strides, then by bisection.
	hi = lo
	for stride := 1; hi < n && begins(hi); stride *= 2 {
		lo2 := hi + 1
		hi += stride
		if hi >= n || !begins(hi) {
			hi = min(hi, n)
			for lo2 < hi {
				mid := int(uint(lo2+hi) / 2)
				if begins(mid) {
					lo2 = mid + 1
				} else {
					hi = mid
				}
			}
		}
	}
	return lo, hi
}

func uint16At(data string, at int) int {
	return int(data[at]) | int(data[at+1])<<8
}

func uint32At(data string, at int) int {
	return uint16At(data, at) | uint16At(data, at+2)<<16
}

// textAt returns the text whose offset and length are at the position in the data.
func textAt(data string, at int, text string) string {
	place := uint32At(data, at)
	return text[place : place+uint16At(data, at+4)]
}
