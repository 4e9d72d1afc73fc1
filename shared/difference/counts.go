package difference

// Counts are the numbers of rows of a Diff, by kind.
type Counts struct {
	Added, Removed, Renumbered, Changed, Same int
}

func (d *Diff) Counts() Counts {
	if d.Tariff != nil {
		return d.Tariff.counts(d.Same)
	}
	m := &d.Measures
	return Counts{
		len(d.Added) + len(m.Added), len(d.Removed) + len(m.Removed), len(d.Renumbered) + len(m.Renumbered),
		len(d.Changed) + len(m.Changed), d.Same,
	}
}
