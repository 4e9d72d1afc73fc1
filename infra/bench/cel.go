package main

import (
	"errors"
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// The rules as expressions. A reason is a pair of its code and its effect; before and after are the documents
// before and after the inspection.
const (
	celReasons = `
(s.contains('9') ? [['import_prohibited', 'bars']] : []) +
(s.contains('6') ? [['used_goods_prohibited', 'needs_fact']] : []) +
(!s.contains('k') && arms.exists(p, code.startsWith(p)) ? [['outside_tariff_controls', 'needs_list']] : []) +
(!s.contains('9') ? [['no_import_prohibition', 'permits']] : []) +
before.filter(d, s.contains(d[0])).map(d, [d[1], 'condition']) +
(s.contains('A') && i != 'L' ? [['inspection_required', 'condition']] : []) +
(s.contains('A') && i.contains('L') ? [['entry_verification_required', 'condition']] : []) +
after.filter(d, s.contains(d[0])).map(d, [d[1], 'condition']) +
(!s.contains('A') && i != '' && i != 'L' ? [['inspection_required', 'condition']] : []) +
(!s.contains('A') && i.contains('L') ? [['entry_verification_required', 'condition']] : []) +
regimes.filter(r, r.effect != '' && (size(r.classes) == 0 || r.classes.exists(c, i.contains(c))) &&
  r.lacks.all(c, !i.contains(c)) && r.unless.all(l, !s.contains(l))).map(r, [r.id, r.effect])`

	celVerdict = `
reasons.exists(r, r[1] == 'bars') ? 'ineligible' :
reasons.exists(r, r[1] == 'needs_fact' || r[1] == 'needs_list') ? 'undetermined' :
reasons.exists(r, r[1] == 'condition') ? 'conditional' :
reasons.exists(r, r[1] == 'permits') ? 'eligible' : 'undetermined'`

	celDuty   = `(2 * price * rate + 1000000) / 2000000`
	celExcise = `(2 * (price + duty) * rate + 1000000 - rate) / (2 * (1000000 - rate))`
	celVAT    = `(2 * (price + duty + excise) * rate + 1000000) / 2000000`
)

// newCEL compiles the expressions. The lines with their regimes are in a Go map, in the form that CEL reads.
func newCEL(lines []line) (engine, error) {
	env, err := cel.NewEnv(
		cel.Variable("code", cel.StringType), cel.Variable("s", cel.StringType), cel.Variable("i", cel.StringType),
		cel.Variable("arms", cel.ListType(cel.StringType)), cel.Variable("regimes", cel.ListType(cel.DynType)),
		cel.Variable("before", cel.ListType(cel.ListType(cel.StringType))),
		cel.Variable("after", cel.ListType(cel.ListType(cel.StringType))),
		cel.Variable("reasons", cel.ListType(cel.ListType(cel.StringType))),
		cel.Variable("price", cel.IntType), cel.Variable("rate", cel.IntType), cel.Variable("duty", cel.IntType),
		cel.Variable("excise", cel.IntType),
	)
	if err != nil {
		return engine{}, err
	}
	var programs [5]cel.Program
	for i, text := range []string{celReasons, celVerdict, celDuty, celExcise, celVAT} {
		if programs[i], err = compile(env, text); err != nil {
			return engine{}, err
		}
	}
	byCode := celLines(lines)
	var reasons, verdict, duty, excise, vat ref.Val
	eval := func(p cel.Program, vars map[string]any) (v ref.Val) {
		if err == nil {
			v, _, err = p.Eval(vars)
		}
		return v
	}
	return engine{
		name: "CEL",
		decide: func(l *line) error {
			err = nil
			one := byCode[l.Code]
			reasons = eval(programs[0], one.vars)
			verdict = eval(programs[1], map[string]any{"reasons": reasons})
			duty = eval(programs[2], map[string]any{"price": int64(price), "rate": one.duty})
			excise = eval(programs[3], map[string]any{"price": int64(price), "rate": one.excise, "duty": duty})
			vat = eval(programs[4], map[string]any{"price": int64(price), "rate": one.vat, "duty": duty, "excise": excise})
			return err
		},
		last: func() answer {
			var codes []string
			for it := reasons.(traits.Lister).Iterator(); it.HasNext().Value().(bool); {
				codes = append(codes, it.Next().(traits.Indexer).Get(env.CELTypeAdapter().NativeToValue(0)).Value().(string))
			}
			a := answer{verdict: verdict.Value().(string), reasons: strings.Join(codes, ",")}
			if a.verdict != "ineligible" {
				a.duty, a.excise, a.vat = duty.Value().(int64), excise.Value().(int64), vat.Value().(int64)
			}
			return a
		},
	}, nil
}

func compile(env *cel.Env, text string) (cel.Program, error) {
	ast, issues := env.Compile(text)
	if err := issues.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", text, err)
	}
	p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	return p, errors.Join(err)
}

// A celLine is a line as the expressions read it.
type celLine struct {
	vars              map[string]any
	duty, excise, vat int64
}

func celLines(lines []line) map[string]celLine {
	var parts [2][][]string
	part := 0
	for _, d := range letters {
		if d.Code == "inspection" {
			part = 1
			continue
		}
		parts[part] = append(parts[part], []string{d.Letter, d.Code})
	}
	var rules []map[string]any
	for _, r := range rulesOfTrade() {
		rules = append(rules, map[string]any{"id": r.ID, "effect": r.Effect, "classes": r.Classes, "lacks": r.Lacks,
			"unless": r.Unless})
	}
	byCode := map[string]celLine{}
	for _, l := range lines {
		var own []map[string]any
		for _, n := range l.Regimes {
			own = append(own, rules[n])
		}
		vars := map[string]any{
			"code": l.Code, "s": l.Supervision, "i": l.Inspection, "arms": arms, "before": parts[0], "after": parts[1],
			"regimes": own,
		}
		byCode[l.Code] = celLine{vars, l.Duty, l.Excise, l.VAT}
	}
	return byCode
}
