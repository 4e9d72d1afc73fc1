// Answers say nothing twice: what an earlier channel or place has word for word is
// referred to, what a list or a document has in common stands once, and what a channel
// says of every item alike is named by its code. whole puts back what is left out, so
// that each side can be read alone.
import { get } from './api.js';
import { language, word } from './text.js';

// The channels as the API describes them, by language.
const about = new Map();

// channels loads what each channel says of every item. Without a network the codes
// are put into words by the page.
function channels() {
  const tongue = language();
  if (!about.has(tongue)) {
    const asked = get('/v1/channels').catch(() => {
      about.delete(tongue);
      return { items: [], sources: [] };
    });
    about.set(tongue, asked);
  }
  return about.get(tongue);
}

// complete puts back what is left out, with what the channels say of every item.
export const complete = async decision =>
  whole(decision, (decision.channels || []).some(c => c.standing) ? await channels() : undefined);

const sidesOf = d => d.channels || d.places || [];

export function whole(decision, channels) {
  const sides = sidesOf(decision);
  const of = name => sides.find(s => (s.channel || s.place) === name);
  for (const side of sides) {
    const { channel, verdict, basis, standing } = side;
    if (side.same_as) {
      const told = { channel, verdict, basis, standing, alike: side.same_as };
      Object.assign(side, of(side.same_as), told);
    }
  }
  const cite = citing(decision);
  const questions = new Map();
  for (const side of sides)
    for (const m of [...(side.missing_facts || []), ...(side.tax?.missing_facts || [])])
      if (m.question) questions.set(m.fact, { type: typeOf(m), ...m });
  const asked = facts => (facts || []).map(m => questions.get(m.fact)).filter(Boolean);
  const line = (l, tax) => ({
    status: 'computed',
    basis: tax.basis,
    ...l,
    citations: [...(l.citations || []), ...(tax.citations || [])].map(cite),
  });
  const reason = r => ({ ...r, ...settled(r, decision), citations: (r.citations || []).map(cite) });
  const alike = (a, b) =>
    a.code === b.code && a.effect === b.effect && ['basis', 'fact'].every(k => b[k] === undefined || a[k] === b[k]);
  for (const side of sides) {
    const taken = [];
    side.reasons = (side.reasons || []).map(r => {
      if (!r.same_as) return reason(r);
      const there = (of(r.same_as)?.reasons || []).filter(x => alike(x, r));
      const found = there.find(x => !taken.includes(x)) || there[0];
      taken.push(found);
      return found ? { ...found } : { ...r, citations: [] };
    });
    side.reasons.push(...standing(side, channels));
    side.missing_facts = asked(side.missing_facts);
    if (side.tax?.same_as) side.tax = of(side.tax.same_as)?.tax || side.tax;
    else if (side.tax?.lines) side.tax = { ...side.tax, lines: side.tax.lines.map(l => line(l, side.tax)) };
    if (side.tax?.notes) side.tax.notes = side.tax.notes.map(reason);
    if (side.tax?.agreement_rates) side.tax.agreement_rates = side.tax.agreement_rates.map(reason);
    if (side.tax?.missing_facts) side.tax.missing_facts = asked(side.tax.missing_facts);
    if (side.known)
      side.known = side.known.map(k => ({ ...k, citation: k.citation && cite(k.citation) }));
    if (Array.isArray(side.next_steps))
      side.next_steps = side.next_steps.map(s => ({ ...s, citation: s.citation && cite(s.citation) }));
  }
  return decision;
}

// citing puts the document of its list into a citation, and where the document was read.
function citing(decision) {
  const documents = new Map((decision.lists || []).map(l => [l.id + ' ' + l.edition, l.document]));
  return c => {
    const document = c.document || (c.list && documents.get(c.list + ' ' + c.edition));
    return { ...c, document, sources: c.sources || decision.documents?.[c.document] };
  };
}

// settled says where the annex is published that would settle a missing row.
function settled(r, decision) {
  if (r.effect !== 'needs_list' || r.settled_by) return {};
  const cited = l => (r.citations || []).some(c => c.list === l.id && c.edition === l.edition);
  const list = (decision.lists || []).find(cited);
  return list?.published_at ? { settled_by: list } : {};
}

// standing are the reasons that a channel has for every item.
function standing(side, channels) {
  const said = channels?.items.find(c => c.id === side.channel)?.standing || [];
  const address = id => channels.sources.find(s => s.id === id)?.where?.split(';')[0] || id;
  const citing = c => ({ ...c, sources: (c.sources || []).map(address) });
  return (side.standing || [])
    .filter(code => !side.reasons.some(r => r.code === code))
    .map(code => {
      const r = said.find(s => s.code === code);
      if (r) return { ...r, effect: 'informs', citations: r.citations.map(citing) };
      const words = word('reason', code);
      return { code, effect: 'informs', text: { en: words, zh: words }, citations: [] };
    });
}

const typed = {
  quantity: 'number',
  net_weight_g: 'number',
  mode: 'number',
  unit_price: 'object',
  spent_this_year: 'object',
};

// typeOf tells what an answer is: true or false, unless the question says otherwise.
const typeOf = m =>
  typed[m.fact.split('.').pop()] ||
  (m.values || m.pointer ? 'string' : m.example === undefined ? 'boolean' : typeof m.example);
