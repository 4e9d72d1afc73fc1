package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"importchecker/shared/api/submitted"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// decisions returns n decisions on questions as sellers ask them: three of four about goods, the others about
// services. The same n gives the same decisions.
func decisions(n int) ([][]byte, error) {
	lists := library.BuiltIn()
	checker := lists.Checker()
	random := rand.New(rand.NewPCG(1, 2))
	var texts [][]byte
	for len(texts) < n {
		request := goods(random)
		if random.IntN(4) == 0 {
			request = service(random)
		}
		text, err := answer(checker, request, someDay(random))
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// someDay returns a random day of the first year of the newest tariff.
func someDay(random *rand.Rand) edition.Date {
	tables := tariff.Tables()
	first := tables[len(tables)-1].Edition().From
	return first.AddDays(random.IntN(365))
}

func answer(checker *eligibility.Checker, request map[string]any, day edition.Date) ([]byte, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	text, err := submitted.DecideAgain(nil)(checker, body, day)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", body, err)
	}
	return text, nil
}

var origins = []string{"NZ", "DE", "US", "JP", "FR"}

// goods returns a question about a random line of the tariff.
func goods(random *rand.Rand) map[string]any {
	tables := tariff.Tables()
	table := tables[len(tables)-1]
	item := map[string]any{
		"hs_code": string(table.Code(random.IntN(table.Len())).Line()), "ref": fmt.Sprintf("SKU-%d", random.IntN(100_000)),
		"origin": origins[random.IntN(len(origins))],
	}
	if random.IntN(3) > 0 {
		item["unit_price"] = map[string]any{"amount": fmt.Sprintf("%d.%02d", random.IntN(500)+1, random.IntN(100)),
			"currency": "CNY"}
		item["quantity"] = random.IntN(5) + 1
	}
	return map[string]any{"item": item}
}

// service returns a question about a random class of services.
func service(random *rand.Rand) map[string]any {
	lo, hi := 0, 0
	for lo == hi {
		lo, hi = services.ClassesUnder(services.Code([]byte{byte('A' + random.IntN(20))}))
	}
	class := services.ClassAt(lo + random.IntN(hi-lo))
	return map[string]any{"kind": "service", "mode": []int{1, 2, 4}[random.IntN(3)],
		"sector": map[string]any{"code": string(class)}}
}
