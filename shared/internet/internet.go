// Package internet tells addresses of the public internet from others: this
// machine, a private network, a documentation example, a cloud's own services.
// Code that connects to addresses given by others checks each address, when the
// connection is made.
//
// Every block of IANA's special-purpose registries is refused, even those
// called globally reachable: none of them has servers of sellers or ministries.
// They include the IPv6 networks whose addresses contain IPv4 addresses.
package internet

import (
	"embed"
	"encoding/csv"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
)

//go:embed registries/*.csv
var registries embed.FS

// unregistered are blocks to be refused that are in no IANA registry.
var unregistered = []netip.Prefix{
	netip.MustParsePrefix("::/96"),            // IPv4-compatible addresses, deprecated (RFC 4291)
	netip.MustParsePrefix("fec0::/10"),        // site-local addresses, deprecated (RFC 3879)
	netip.MustParsePrefix("168.63.129.16/32"), // the platform of Azure, as its virtual machines see it
}

// refusedBlocks returns the blocks that are refused.
var refusedBlocks = sync.OnceValue(func() []netip.Prefix {
	blocks := slices.Clone(unregistered)
	for _, name := range []string{"iana-ipv4-special-registry-1.csv", "iana-ipv6-special-registry-1.csv"} {
		read, err := readRegistry(name)
		if err != nil {
			panic(err) // it is compiled in, and tested
		}
		blocks = append(blocks, read...)
	}
	return blocks
})

// readRegistry reads the first column of a registry: blocks, separated by
// commas, with footnotes in brackets.
func readRegistry(name string) ([]netip.Prefix, error) {
	file, err := registries.Open("registries/" + name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var blocks []netip.Prefix
	for i, row := range rows[1:] {
		for text := range strings.SplitSeq(row[0], ",") {
			text, _, _ = strings.Cut(strings.TrimSpace(text), " ")
			block, err := netip.ParsePrefix(text)
			if err != nil {
				return nil, fmt.Errorf("%s, row %d: %w", name, i+2, err)
			}
			blocks = append(blocks, block)
		}
	}
	return blocks, nil
}

// Public reports whether an address is on the public internet.
func Public(ip netip.Addr) bool {
	if ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	return ip.IsGlobalUnicast() && !slices.ContainsFunc(refusedBlocks(),
		func(p netip.Prefix) bool { return p.Contains(ip) })
}
