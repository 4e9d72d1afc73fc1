# General trade, as the product decides it while no fact is told.
package trade

line := data.lines[input.code]

has(letter) if contains(line.supervision, letter)

controlled if {
	some prefix in data.arms
	startswith(input.code, prefix)
	not has("k")
}

first := array.concat(
	array.concat(
		[["import_prohibited", "bars"] | has("9")],
		[["used_goods_prohibited", "needs_fact"] | has("6")],
	),
	array.concat(
		[["outside_tariff_controls", "needs_list"] | controlled],
		[["no_import_prohibition", "permits"] | not has("9")],
	),
)

inspection := array.concat(
	[["inspection_required", "condition"] | line.inspection != "L"],
	[["entry_verification_required", "condition"] | contains(line.inspection, "L")],
)

asked(document) := inspection if document.code == "inspection"

asked(document) := [[document.code, "condition"]] if document.code != "inspection"

documents := [reason |
	some document in data.letters
	has(document.letter)
	some reason in asked(document)
]

late := inspection if {
	not has("A")
	line.inspection != ""
} else := []

speaks(rule) if {
	rule.effect != ""
	in_class(rule)
	every class in rule.lacks { not contains(line.inspection, class) }
	every letter in rule.unless { not has(letter) }
}

in_class(rule) if count(rule.classes) == 0

in_class(rule) if {
	some class in rule.classes
	contains(line.inspection, class)
}

families := [[rule.id, rule.effect] |
	some n in line.regimes
	rule := data.regimes[n]
	speaks(rule)
]

reasons := array.concat(array.concat(first, documents), array.concat(late, families))

effects := {reason[1] | some reason in reasons}

verdict := "ineligible" if {
	"bars" in effects
} else := "undetermined" if {
	some effect in ["needs_fact", "needs_list"]
	effect in effects
} else := "conditional" if {
	"condition" in effects
} else := "eligible" if {
	"permits" in effects
} else := "undetermined"

half_up(n, d) := (m - (m % (2 * d))) / (2 * d) if m := (2 * n) + d

duty := half_up(input.price * line.duty, 1000000)

excise := half_up((input.price + duty) * line.excise, 1000000 - line.excise)

vat := half_up(((input.price + duty) + excise) * line.vat, 1000000)

taxes := [0, 0, 0] if {
	verdict == "ineligible"
} else := [duty, excise, vat]

decision := {"verdict": verdict, "reasons": [reason[0] | some reason in reasons], "taxes": taxes}
