package client_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"importchecker/shared/api"
	"importchecker/shared/api/byname"
	"importchecker/shared/api/catalogues"
	"importchecker/shared/api/goods"
	"importchecker/shared/api/reference"
	"importchecker/shared/api/search"
	"importchecker/shared/api/services"
	"importchecker/shared/api/submissions"
	"importchecker/shared/api/webhooks"
	"importchecker/shared/catalogue/files"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/catalogue/worker"
	"importchecker/shared/client"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/search/learned"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal"
)

// c is a client of a local service with the routes of a deployed one, on a file.
var c *client.Client

var ctx = context.Background()

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "client-")
	if err != nil {
		log.Fatal(err)
	}
	server, err := serve(dir)
	if err != nil {
		log.Fatal(err)
	}
	c = client.New(server.URL)
	c.Token = "of a seller"
	code := m.Run()
	server.Close()
	os.RemoveAll(dir)
	os.Exit(code)
}

func serve(dir string) (*httptest.Server, error) {
	table, err := bolt.Open(filepath.Join(dir, bolt.FileName))
	if err != nil {
		return nil, err
	}
	checker := eligibility.NewChecker(list.BuiltIn())
	now := func() *eligibility.Checker { return checker }
	names := byname.New(learned.Engine())
	folder := &files.Folder{Dir: dir, Secret: []byte("secret"), Now: time.Now}
	jobs := &worker.Worker{Store: store.NewCatalogues(table), Files: folder, Now: time.Now, Folder: dir,
		Checker: func(context.Context) (*eligibility.Checker, error) { return checker, nil }}
	folder.Arrived = func(ctx context.Context, key string) {
		id := strings.TrimSuffix(strings.TrimPrefix(key, "catalogues/"), "/"+job.Upload)
		if err := jobs.Arrived(ctx, id); err != nil {
			log.Fatal(err)
		}
		if _, _, err := jobs.Run(ctx); err != nil {
			log.Fatal(err)
		}
	}
	random := func() (secret [32]byte) { rand.Read(secret[:]); return secret }
	hooks, kept := store.NewWebhooks(table), store.NewPublications(table)
	routes := api.Merge(
		goods.New(goods.Handlers{Checker: now, Names: names, Now: time.Now}),
		services.New(services.Handlers{Checker: now, Now: time.Now}),
		reference.New(reference.Handlers{Checker: now, Now: time.Now}),
		search.New(search.Handlers{Checker: now, Words: learned.Engine(), Now: time.Now}),
		submissions.New(submissions.Handlers{Checker: now, Names: names, Store: store.New(table), NewID: newID,
			Now: time.Now}),
		catalogues.New(catalogues.Handlers{
			Store: store.NewCatalogues(table), Files: folder, FirstDay: checker.FirstDay, NewID: newID, Now: time.Now}),
		webhooks.New(webhooks.Handlers{
			Desk: &webhook.Desk{Store: hooks, Events: kept, Options: webhook.Options{Local: true}, NewID: newID, Random: random,
				Secrets: seal.New([32]byte{1}), Now: time.Now},
			Store: hooks, Events: kept, Now: time.Now}),
	)
	mux := http.NewServeMux()
	mux.Handle(files.Path, folder)
	mux.Handle("/", gateway(api.Serve(routes, slog.New(slog.DiscardHandler), time.Now, nil)))
	server := httptest.NewServer(mux)
	folder.Base = server.URL
	return server, nil
}

func newID() string {
	var random [10]byte
	rand.Read(random[:])
	return submission.NewID(time.Now(), random)
}

// gateway passes requests to the functions as events. Every token is that of the same
// seller.
func gateway(serve api.Function) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		req := api.Request{RawPath: r.URL.EscapedPath(), RawQueryString: r.URL.RawQuery, Body: string(body),
			Headers: map[string]string{}}
		req.RequestContext.HTTP.Method = r.Method
		for name := range r.Header {
			req.Headers[strings.ToLower(name)] = r.Header.Get(name)
		}
		if r.Header.Get("Authorization") != "" {
			req.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
				Lambda: map[string]any{"seller": "acme", "scope": "seller"}}
		}
		res, err := serve(r.Context(), req)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		for name, value := range res.Headers {
			w.Header().Set(name, value)
		}
		text := []byte(res.Body)
		if res.IsBase64Encoded {
			text, _ = base64.StdEncoding.DecodeString(res.Body)
		}
		w.WriteHeader(res.StatusCode)
		_, _ = w.Write(text)
	})
}

func ExampleClient_CheckGoods() {
	d, err := c.CheckGoods(ctx, client.GoodsCheck{
		AsOf: "2026-03-01", Channels: []string{"general_trade"},
		Item: client.Item{HSCode: "0409.00.00", Origin: "NZ", UnitPrice: client.CNY("129.00"), Quantity: 1},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Item.HSCode, d.Item.NameEN)
	fmt.Println(d.Channels[0].Channel, d.Channels[0].Verdict, d.Channels[0].Tax.Total)
	// Output:
	// 04090000 Honey; natural
	// general_trade conditional 32.70
}

// A channel with the same answer as an earlier one has the same reasons. Reasons that hold
// for every item of a channel are codes, and Channels returns their texts.
func ExampleClient_Channels() {
	d, err := c.CheckGoods(ctx, client.GoodsCheck{AsOf: "2026-03-01", Item: client.Item{HSCode: "2904203000"}})
	if err != nil {
		log.Fatal(err)
	}
	direct := d.Channels[2]
	fmt.Println(direct.Channel, direct.SameAs, direct.Reasons[0].Code, direct.Standing)
	for channel, err := range c.Channels(ctx, "2026-03-01") {
		if err != nil {
			log.Fatal(err)
		}
		if channel.ID == direct.Channel {
			fmt.Println(channel.Mode, channel.Standing[1].Code, channel.Standing[1].Text)
		}
	}
	// Output:
	// cbec_direct cbec_bonded list_incomplete [personal_use_supervision return_window]
	// 9610 return_window Returned goods are not taxed and the buyer's annual total is restored, if the buyer applies within 30 days of release and the goods are returned within 45.
}

// A refused request has all its errors.
func ExampleProblem() {
	_, err := c.CheckGoods(ctx, client.GoodsCheck{Item: client.Item{HSCode: "040", Origin: "Atlantis"}})
	fmt.Println(strings.Contains(err.Error(), "item/hs_code"), strings.Contains(err.Error(), "item/origin"))
	// Output: true true
}

func ExampleClient_CheckBatch() {
	answers, err := c.CheckBatch(ctx, []string{"general_trade"},
		[]client.Item{{Ref: "A", HSCode: "0409000000"}, {Ref: "B", HSCode: "x"}})
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range answers {
		fmt.Println(a.Ref, len(a.Decision) > 0, a.Problem != nil)
	}
	// Output:
	// A true false
	// B false true
}

func ExampleClient_CheckService() {
	d, err := c.CheckService(ctx, client.ServiceCheck{AsOf: "2026-03-01", Place: "national", Mode: 1,
		Sector: client.Sector{Code: "7297"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Sector.NameZH, d.Places[0].Place, d.Places[0].Verdict)
	// Output: 商务代理代办服务 national undetermined
}

func ExampleClient_SearchTariff() {
	found, err := c.SearchTariff(ctx, "Manuka honey", 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found[0].HSCode, found[0].Confidence != "")
	// Output: 040900 true
}

func ExampleClient_TariffCode() {
	raw, err := c.TariffCode(ctx, "0409000000", "2026-03-01")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.Contains(raw, []byte("天然蜂蜜")))
	// Output: true
}

func ExampleClient_Lists() {
	for l, err := range c.Lists(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		if l.ID == "cn-tariff" {
			fmt.Println(l.ID, l.Editions[0].Edition, l.Editions[0].Coverage, l.Editions[0].Rows)
		}
	}
	// Output: cn-tariff 2026 complete 12030
}

func ExampleClient_Entries() {
	for e, err := range c.Entries(ctx, "cn-tariff", "2026", "0409000000") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(e.HSCode, e.NameZH)
	}
	// Output: 0409000000 天然蜂蜜
}

func ExampleClient_Difference() {
	raw, err := c.Difference(ctx, "cbec-retail-import", "2019", "2022")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.Contains(raw, []byte(`"removed"`)))
	// Output: true
}

func ExampleClient_Sectors() {
	found, err := c.Sectors(ctx, "报关")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found[0].System, len(found) > 0)
	// Output: gbt4754 true
}

// A submission is stored, can be amended, and has a chain of decisions.
func ExampleClient_Submit() {
	q := client.GoodsCheck{Channels: []string{"general_trade"}, Item: client.Item{Ref: "SKU-1", HSCode: "0409000000"}}
	s, err := c.Submit(ctx, "order-1", q)
	if err != nil {
		log.Fatal(err)
	}
	again, err := c.Submit(ctx, "order-1", q) // as after a broken connection
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.ID == again.ID, s.Verdicts["general_trade"])
	if _, err := c.Amend(ctx, s.ID, client.Item{UnitPrice: client.CNY("129.00"), Quantity: 1}); err != nil {
		log.Fatal(err)
	}
	for d, err := range c.Decisions(ctx, s.ID) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(d.Seq)
	}
	for found, err := range c.Submissions(ctx, url.Values{"ref": {"SKU-1"}}) {
		if err != nil {
			log.Fatal(err)
		}
		kept, err := c.Submission(ctx, found.ID)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(kept.ID == s.ID, kept.Verdicts["general_trade"])
	}
	// Output:
	// true conditional
	// 2
	// 1
	// true conditional
}

// A whole file is uploaded, checked in the background, and its result downloaded.
func ExampleClient_CheckCatalogue() {
	const file = "货号,税号,品名\nA1,04090000,天然蜂蜜\nA2,4090000,天然蜂蜜\n"
	done, err := c.CheckCatalogue(ctx, client.CatalogueRequest{Filename: "spring.csv"}, strings.NewReader(file),
		int64(len(file)), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(done.State, done.Counts.Decided, done.Counts.Problems["lost_zero"])
	var result bytes.Buffer
	if err := c.Fetch(ctx, done, "csv", &result); err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.Count(result.Bytes(), []byte("\n")))
	// Output:
	// done 1 1
	// 3
}

func ExampleClient_RegisterWebhook() {
	w, err := c.RegisterWebhook(ctx, "http://127.0.0.1:8099/hook")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(w.Secret != "")
	for one, err := range c.Webhooks(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(one.ID == w.ID, one.Secret == "")
	}
	// Output:
	// true
	// true true
}
