// Package client is an HTTP client of the import checker.
//
//	c := client.New("http://127.0.0.1:3000")
//	d, err := c.CheckGoods(ctx, client.GoodsCheck{Item: client.Item{HSCode: "0409.00.00", Origin: "NZ"}})
//	fmt.Println(d.Summary)
//
// A refused request returns a *Problem, with all its errors. Sellers' routes need a
// token (Client.Token).
//
// Answers have the fields that most callers need; Raw has the whole answer. The
// contract is /openapi.yaml.
package client
