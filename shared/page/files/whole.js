// Answers say nothing twice: what an earlier channel or place has word for word is
// referred to, and a citation leaves out the document of an edition that `lists`
// names. whole puts back what is left out, so that each side can be read alone.
export function whole(decision) {
  const sides = decision.channels || decision.places || [];
  const of = name => sides.find(s => (s.channel || s.place) === name);
  const documents = new Map((decision.lists || []).map(l => [l.id + ' ' + l.edition, l.document]));
  const cite = c => (c.document || !c.list ? c : { ...c, document: documents.get(c.list + ' ' + c.edition) });
  const questions = new Map();
  for (const side of sides)
    for (const m of [...(side.missing_facts || []), ...(side.tax?.missing_facts || [])])
      if (m.question) questions.set(m.fact, m);
  const asked = facts => (facts || []).map(m => (m.question ? m : questions.get(m.fact))).filter(Boolean);
  const line = (l, tax) => ({
    status: 'computed',
    basis: tax.basis,
    ...l,
    citations: [...(l.citations || []), ...(tax.citations || [])].map(cite),
  });
  const alike = (a, b) =>
    a.code === b.code && a.effect === b.effect && ['basis', 'fact'].every(k => b[k] === undefined || a[k] === b[k]);
  for (const side of sides) {
    const taken = [];
    side.reasons = (side.reasons || []).map(r => {
      if (!r.same_as) return { ...r, citations: (r.citations || []).map(cite) };
      const there = (of(r.same_as)?.reasons || []).filter(x => alike(x, r));
      const found = there.find(x => !taken.includes(x)) || there[0];
      taken.push(found);
      return found ? { ...found } : { ...r, citations: [] };
    });
    side.missing_facts = asked(side.missing_facts);
    if (side.tax?.same_as) side.tax = of(side.tax.same_as)?.tax || side.tax;
    else if (side.tax?.lines) side.tax.lines = side.tax.lines.map(l => line(l, side.tax));
    if (side.tax?.missing_facts) side.tax.missing_facts = asked(side.tax.missing_facts);
    if (Array.isArray(side.known))
      side.known = side.known.map(k => ({ ...k, citation: k.citation && cite(k.citation) }));
    if (Array.isArray(side.next_steps))
      side.next_steps = side.next_steps.map(s => ({ ...s, citation: s.citation && cite(s.citation) }));
  }
  return decision;
}
