package eligibility

import "slices"

// Equal reports whether two reasons are equal, with their citations and lines.
func (r *Reason) Equal(o *Reason) bool {
	return r.Code == o.Code && r.Effect == o.Effect && r.Basis == o.Basis && r.Fact == o.Fact &&
		r.regimeCase == o.regimeCase && r.Args == o.Args && r.Nums == o.Nums && r.Missing == o.Missing &&
		r.AlsoLines == o.AlsoLines && slices.Equal(r.Citations, o.Citations) && slices.Equal(r.AppliesTo, o.AppliesTo)
}

// Equal reports whether two channel decisions are equal, with their reasons and taxes.
func (c *ChannelDecision) Equal(o *ChannelDecision) bool {
	return c.Verdict == o.Verdict && c.Basis == o.Basis && c.Indication.same(&o.Indication) &&
		c.MoreCandidates == o.MoreCandidates && slices.Equal(c.Candidates, o.Candidates) &&
		slices.Equal(c.Missing, o.Missing) && slices.Equal(c.Unused, o.Unused) && c.Tax.Equal(&o.Tax) &&
		slices.EqualFunc(c.Reasons, o.Reasons, func(a, b Reason) bool { return a.Equal(&b) })
}

func (i *Indication) same(o *Indication) bool {
	return i.Of == o.Of && i.Edition == o.Edition && i.Day == o.Day && i.Verdict == o.Verdict && i.Basis == o.Basis &&
		i.TaxStatus == o.TaxStatus && i.Amount == o.Amount && i.Line == o.Line &&
		slices.Equal(i.Conditions, o.Conditions)
}

// Equal reports whether two taxes are equal, with their lines and notes.
func (t *Tax) Equal(o *Tax) bool {
	return t.Status == o.Status && t.Total == o.Total && t.Otherwise == o.Otherwise &&
		slices.Equal(t.Agreements, o.Agreements) &&
		slices.EqualFunc(t.Notes, o.Notes, func(a, b Reason) bool { return a.Equal(&b) }) &&
		slices.Equal(t.Missing, o.Missing) && slices.Equal(t.Why, o.Why) &&
		slices.EqualFunc(t.Lines, o.Lines, func(a, b TaxLine) bool { return a.same(&b) })
}

func (l *TaxLine) same(o *TaxLine) bool {
	return l.Kind == o.Kind && l.Known == o.Known && l.Base == o.Base && l.Rate == o.Rate && l.Share == o.Share &&
		l.Amount == o.Amount && l.Formula == o.Formula && l.Basis == o.Basis && l.Why == o.Why &&
		slices.Equal(l.Citations, o.Citations)
}
