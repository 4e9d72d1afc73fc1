package reference

import (
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/listing"
	"importchecker/shared/eligibility"
)

// Handlers serves the routes of the tariff, the channels and the lists.
type Handlers struct {
	Checker func() *eligibility.Checker
	Now     func() time.Time

	Provenance listing.Provenance // may be nil, where no edition was imported
}

// New returns the routes of the function read-reference.
func New(r Handlers) api.Routes {
	return api.Routes{
		"GET /v1/tariff/{code}":      api.Route(r.code, "as_of", api.FormatParameter),
		"GET /v1/channels":           api.Route(r.channels, "as_of"),
		"GET /v1/channels/{channel}": api.Route(r.channel, "as_of"),
		"GET /v1/lists":              api.Route(r.lists),
		"GET /v1/lists/{list}":       api.Route(r.list),
		"GET /v1/lists/{list}/editions/{edition}/entries": api.Route(r.entries, "code", "q", "cursor", "limit",
			api.FormatParameter),
		"GET /v1/lists/{list}/diff": api.Route(r.diff, "from", "to", api.FormatParameter),
	}
}
