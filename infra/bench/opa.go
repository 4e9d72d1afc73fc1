package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

//go:embed trade.rego
var tradeRego string

// newOPA prepares a query of the rules of trade.rego, with the data in the form that is fastest to read.
func newOPA(lines []line) (engine, error) {
	byCode := map[string]any{}
	for i := range lines {
		byCode[lines[i].Code] = lines[i]
	}
	text, err := json.Marshal(map[string]any{"lines": byCode, "regimes": rulesOfTrade(), "letters": letters, "arms": arms})
	if err != nil {
		return engine{}, err
	}
	var data map[string]any
	if err := json.Unmarshal(text, &data); err != nil {
		return engine{}, err
	}
	ctx := context.Background()
	store := inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true))
	query, err := rego.New(rego.Query("data.trade.decision"), rego.Module("trade.rego", tradeRego),
		rego.Store(store)).PrepareForEval(ctx)
	if err != nil {
		return engine{}, err
	}
	code, value := ast.StringTerm("code"), ast.StringTerm("price")
	amount := ast.IntNumberTerm(price)
	var last rego.ResultSet
	return engine{
		name: "OPA",
		decide: func(l *line) (err error) {
			input := ast.NewObject([2]*ast.Term{code, ast.StringTerm(l.Code)}, [2]*ast.Term{value, amount})
			last, err = query.Eval(ctx, rego.EvalParsedInput(input))
			if err == nil && len(last) != 1 {
				err = fmt.Errorf("%d results", len(last))
			}
			return err
		},
		last: func() answer {
			decision := last[0].Expressions[0].Value.(map[string]any)
			var codes []string
			for _, c := range decision["reasons"].([]any) {
				codes = append(codes, c.(string))
			}
			var taxes [3]int64
			for i, n := range decision["taxes"].([]any) {
				taxes[i], _ = n.(json.Number).Int64()
			}
			return answer{decision["verdict"].(string), strings.Join(codes, ","), taxes[0], taxes[1], taxes[2]}
		},
	}, nil
}
