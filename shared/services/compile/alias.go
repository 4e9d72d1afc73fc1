package compile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/services"
	"importchecker/shared/services/internal/words"
)

// alias is a name by which a restriction knows what lies in a class: patent
// agency, which GB/T 4754 has within intellectual property services.
type alias struct{ code, han, fold string }

// aliases collects such names.
type aliases struct {
	all []alias
}

// add ties a name, and the names of the restriction's activities, to the codes
// that it reaches.
func (a *aliases) add(r *services.Restriction, name edition.Text) {
	names := []edition.Text{name}
	if len(r.Activities) == 1 {
		names = append(names, r.Activity)
	}
	for _, n := range names {
		for _, reach := range r.Reach {
			a.all = append(a.all, alias{string(reach.Code), string(words.Han(n.ZH)), words.Fold(n.EN)})
		}
	}
}

// write appends the aliases as Go, sorted by code.
func (a *aliases) write(b *bytes.Buffer) {
	slices.SortFunc(a.all, func(x, y alias) int {
		return strings.Compare(x.code+"\x00"+x.han+"\x00"+x.fold, y.code+"\x00"+y.han+"\x00"+y.fold)
	})
	b.WriteString("// aliases is what restrictions call that which lies in a sector, by code.\nvar aliases = [...]alias{\n")
	for _, x := range slices.Compact(a.all) {
		fmt.Fprintf(b, "{%q, %q, %q},\n", x.code, x.han, x.fold)
	}
	b.WriteString("}\n")
}
