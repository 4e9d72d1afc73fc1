WITH
  l AS (SELECT * FROM line WHERE code = ?1),
  reason (step, n, code, effect) AS (
    SELECT 1, 0, 'import_prohibited', 'bars' FROM l WHERE instr(supervision, '9')
    UNION ALL
    SELECT 2, 0, 'used_goods_prohibited', 'needs_fact' FROM l WHERE instr(supervision, '6')
    UNION ALL
    SELECT 3, 0, 'outside_tariff_controls', 'needs_list' FROM l
     WHERE NOT instr(supervision, 'k') AND EXISTS (SELECT 1 FROM arm WHERE substr(l.code, 1, length(prefix)) = prefix)
    UNION ALL
    SELECT 4, 0, 'no_import_prohibition', 'permits' FROM l WHERE NOT instr(supervision, '9')
    UNION ALL
    SELECT 5, d.n, d.code, 'condition' FROM l, document d WHERE instr(supervision, d.letter) AND d.code <> 'inspection'
    UNION ALL
    SELECT CASE WHEN instr(supervision, 'A') THEN 5 ELSE 6 END, d.n, 'inspection_required', 'condition' FROM l, document d
     WHERE d.code = 'inspection' AND inspection <> 'L' AND (instr(supervision, 'A') OR inspection <> '')
    UNION ALL
    SELECT CASE WHEN instr(supervision, 'A') THEN 5 ELSE 6 END, d.n + 0.5, 'entry_verification_required', 'condition' FROM l, document d
     WHERE d.code = 'inspection' AND instr(inspection, 'L')
    UNION ALL
    SELECT 7, m.n, r.id, r.effect FROM l JOIN member m ON m.code = l.code JOIN regime r ON r.n = m.regime
     WHERE r.effect <> ''
       AND (NOT r.classed OR EXISTS (SELECT 1 FROM letter_of o WHERE o.regime = r.n AND o.what = 'class' AND instr(l.inspection, o.letter)))
       AND NOT EXISTS (SELECT 1 FROM letter_of o WHERE o.regime = r.n AND o.what = 'lacks' AND instr(l.inspection, o.letter))
       AND NOT EXISTS (SELECT 1 FROM letter_of o WHERE o.regime = r.n AND o.what = 'unless' AND instr(l.supervision, o.letter))
  ),
  weighed AS (
    SELECT CASE
        WHEN max(effect = 'bars') THEN 'ineligible'
        WHEN max(effect IN ('needs_fact', 'needs_list')) THEN 'undetermined'
        WHEN max(effect = 'condition') THEN 'conditional'
        WHEN max(effect = 'permits') THEN 'eligible'
        ELSE 'undetermined' END AS verdict,
      group_concat(code, ',' ORDER BY step, n) AS reasons
    FROM reason
  ),
  duty AS (SELECT (2 * ?2 * duty + 1000000) / 2000000 AS amount FROM l),
  excise AS (
    SELECT (2 * (?2 + duty.amount) * excise + 1000000 - excise) / (2 * (1000000 - excise)) AS amount FROM l, duty
  ),
  vat AS (SELECT (2 * (?2 + duty.amount + excise.amount) * vat + 1000000) / 2000000 AS amount FROM l, duty, excise)
SELECT verdict, reasons, duty.amount, excise.amount, vat.amount FROM weighed, duty, excise, vat
