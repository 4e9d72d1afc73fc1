// Package client asks an import checker over HTTP.
//
//	c := client.New("http://127.0.0.1:3000")
//	d, err := c.CheckGoods(ctx, client.GoodsCheck{Item: client.Item{HSCode: "0409.00.00", Origin: "NZ"}})
//	fmt.Println(d.Summary)
//
// What the service refuses comes back as a *Problem, with all that was wrong.
// Sellers' routes need a token (Client.Token).
//
// Answers have the fields that most callers want; Raw has them whole. The
// contract is /openapi.yaml.
package client
