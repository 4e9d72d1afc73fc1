package eligibility

// fields is a set of the fields of a declaration, other than facts, that a decision may
// depend on.
type fields uint8

const (
	originField fields = 1 << iota
	priceField
	quantityField
	weightField
	spentField
)

// fieldFacts has the fact for each field, in the order of Decision.Unused.
var fieldFacts = [...]struct {
	field fields
	fact  FactKey
}{
	{originField, FactOrigin},
	{priceField, FactUnitPrice},
	{quantityField, FactQuantity},
	{weightField, FactNetWeight},
	{spentField, FactSpentThisYear},
}

// givenFields returns the fields that the caller filled in.
func (d *GoodsDeclaration) givenFields() (given fields) {
	if d.Item.Origin != "" {
		given |= originField
	}
	if d.Item.UnitPrice != nil {
		given |= priceField
	}
	if d.Item.Quantity != 0 {
		given |= quantityField
	}
	if d.Item.NetWeightG != 0 {
		given |= weightField
	}
	if d.SpentThisYear != nil {
		given |= spentField
	}
	return given
}

// dependOn records that the decision of the channel depends on fields.
func (w *work) dependOn(f fields) { w.dependsOn |= f }

// withoutField returns the declaration without one field.
func (d *GoodsDeclaration) withoutField(f fields) GoodsDeclaration {
	out := *d
	switch f {
	case originField:
		out.Item.Origin = ""
	case priceField:
		out.Item.UnitPrice = nil
	case quantityField:
		out.Item.Quantity = 0
	case weightField:
		out.Item.NetWeightG = 0
	case spentField:
		out.SpentThisYear = nil
	}
	return out
}

// compareFields removes from dependsOn the fields that changed nothing in the decision
// on a coarse code: the answers of single lines may depend on a field that the joint
// answer does not. It decides the declaration again without each field, and compares.
func (c *Checker) compareFields(m *Memory, d *GoodsDeclaration, out *Decision, given fields) {
	for i := range fieldFacts {
		f := fieldFacts[i].field
		if given&f == 0 {
			continue
		}
		var mask uint
		for j := range out.Channels {
			if out.Channels[j].dependsOn&f != 0 {
				mask |= 1 << j
			}
		}
		if mask == 0 {
			continue
		}
		less := d.withoutField(f)
		other := m.secondAnswer().decideAll(c, &less, mask)
		for j := range out.Channels {
			if mask&(1<<j) != 0 && sameAnswer(&out.Channels[j], &other.Channels[j]) {
				out.Channels[j].dependsOn &^= f
			}
		}
	}
}

// addUnusedFields adds the given fields that no channel depends on, and to each channel
// those that only other channels depend on.
func (d *Decision) addUnusedFields(given fields) {
	var used fields
	for i := range d.Channels {
		used |= d.Channels[i].dependsOn
	}
	for i := range fieldFacts {
		f := &fieldFacts[i]
		switch {
		case given&f.field == 0:
		case used&f.field == 0:
			d.Unused = append(d.Unused, UnusedFact{f.fact, f.fact.Spec().whyUnused(d)})
		default:
			for j := range d.Channels {
				if c := &d.Channels[j]; c.dependsOn&f.field == 0 {
					c.Unused = append(c.Unused, f.fact)
				}
			}
		}
	}
}
