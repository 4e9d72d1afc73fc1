package search

import (
	"fmt"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// lastChapter is the highest number of a chapter of the tariff.
const lastChapter = 98

// chapters answers with the chapters of the tariff, each with its section.
func chapters(c *api.Call, table *tariff.Table, day edition.Date) api.Response {
	w := wire.In(c.Language())
	w.Begin('{')
	w.Date("as_of", day)
	w.Key("edition")
	decision.WriteEditionRead(w, table.Edition())
	w.Array("chapters")
	for n := 1; n <= lastChapter; n++ {
		node, ok := table.Node(tariff.Code(fmt.Sprintf("%02d", n)))
		if !ok {
			continue
		}
		section, _ := table.Section(node.Code)
		w.Begin('{')
		w.Str("hs_code", string(node.Code))
		w.Str("level", node.Code.Level().String())
		w.Str("name_zh", node.NameZH)
		w.Str("name_en", node.NameEN)
		w.Str("section", section.Number)
		w.End('}')
	}
	w.End(']')
	w.End('}')
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate))
}
