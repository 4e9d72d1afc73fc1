package internet

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "1.1.1.1": true, "192.0.1.255": true, "192.0.3.0": true, "168.63.129.15": true,
		"223.255.255.255":    true,
		"2606:2800:220:1::1": true, "2001:200::1": true, "2620:4f:7fff::1": true, "64:ff9c::1": true, "100:0:0:2::1": true,
		"::ffff:93.184.216.34": true,

		"0.0.0.0": false, "10.0.0.1": false, "100.64.0.1": false, "127.0.0.1": false, "169.254.169.254": false,
		"172.31.255.255": false,
		"192.0.0.170":    false, "192.0.0.171": false, "192.0.2.1": false, "192.31.196.1": false, "192.52.193.1": false,
		"192.88.99.1": false,
		"192.168.1.1": false, "192.175.48.1": false, "198.19.255.255": false, "198.51.100.7": false, "203.0.113.9": false,
		"224.0.0.1": false,
		"240.0.0.1": false, "255.255.255.255": false, "168.63.129.16": false,
		"::": false, "::1": false, "::7f00:1": false, "::ffff:127.0.0.1": false, "::ffff:168.63.129.16": false,
		"64:ff9b::5db8:d822": false,
		"64:ff9b:1::1":       false, "100::1": false, "100:0:0:1::1": false, "2001:0:53aa:64c::1": false, "2001:db8::1": false,
		"2002:5db8:d822::1": false,
		"2620:4f:8000::1":   false, "3fff::1": false, "5f00::1": false, "fc00::1": false, "fd12::1": false, "fe80::1": false,
		"fec0::1": false,
		"ff02::1": false, "fe80::1%eth0": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: public %t, want %t", address, got, want)
		}
	}
}

// TestRegistries checks that each registry is read completely, and that each of
// its blocks is refused from its first address to its last.
func TestRegistries(t *testing.T) {
	for name, want := range map[string]int{"iana-ipv4-special-registry-1.csv": 25,
		"iana-ipv6-special-registry-1.csv": 25} {
		blocks, err := readRegistry(name)
		if err != nil || len(blocks) != want {
			t.Errorf("%s: %d blocks, %v, want %d", name, len(blocks), err, want)
		}
		for _, b := range blocks {
			last := b.Addr().AsSlice()
			for bit := b.Bits(); bit < len(last)*8; bit++ {
				last[bit/8] |= 0x80 >> (bit % 8)
			}
			end, _ := netip.AddrFromSlice(last)
			// A mapped address counts as the IPv4 address that it contains.
			if Public(b.Addr()) || Public(end) && b.String() != "::ffff:0.0.0.0/96" && b.String() != "::ffff:0:0/96" {
				t.Errorf("%s is public", b)
			}
		}
	}
	if _, err := readRegistry("none.csv"); err == nil {
		t.Error("a registry that there is not was read")
	}
}
