package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// announcement has what is printed at the start.
type announcement struct {
	url      string
	location string
	files    string // the folder of annexes and events
	seller   string
	token    string
	until    time.Time
	lists    *eligibility.Checker
	samples  bool

	maintainer      string
	maintainerToken string

	headers map[string]string // files with the Authorization headers, by role
}

// exampleBody is the body of the example requests. It has no single quotes, so it can be quoted in a shell.
const exampleBody = `{"item":{"ref":"SKU-1","hs_code":"0409.00.00","name":"天然蜂蜜 500g","origin":"NZ",` +
	`"unit_price":{"amount":"129.00","currency":"CNY"},"quantity":1,"net_weight_g":500}}`

// announce prints the server's address, its lists, and example requests.
func announce(w io.Writer, a announcement) {
	fmt.Fprintf(w, "address: %s\n", a.url)
	fmt.Fprintf(w, "kept in: %s\n", a.location)
	fmt.Fprintf(w, "seller:  %s, by this token until %s\n", a.seller, a.until.Format(time.DateOnly))
	fmt.Fprintf(w, "token:   %s\n", a.token)
	fmt.Fprintf(w, "maintainer of the lists: %s, by this token\n", a.maintainer)
	fmt.Fprintf(w, "maintainer's token: %s\n\n", a.maintainerToken)
	if a.samples {
		fmt.Fprintf(w, "%s\n\n", strings.Join([]string{
			"************************************************************************",
			"*  SAMPLE LISTS ARE LOADED. Their rows are invented, to show complete  *",
			"*  lists at work. No answer that reads them says anything about the    *",
			"*  law; each such reason has the basis \"sample\".                       *",
			"************************************************************************",
		}, "\n"))
	}
	fmt.Fprintln(w, "lists:")
	for _, t := range a.lists.Tariff().Tables() {
		fmt.Fprintf(w, "  %s\n", describe(t.Edition()))
	}
	for _, l := range a.lists.Catalogue().Lists() {
		for _, e := range l.Editions {
			fmt.Fprintf(w, "  %s\n", describe(&e.Edition))
		}
	}
	for _, l := range a.lists.Services().Lists() {
		for _, e := range l.Editions {
			fmt.Fprintf(w, "  %s\n", describe(&e.Edition))
		}
	}
	fmt.Fprintf(w,
		"\nopen the page, or open it signed in as the seller or as the maintainer:\n%s/\n%s/#/sellers?token=%s\n%s/#/maintain?token=%s\n",
		a.url, a.url, a.token, a.url, a.maintainerToken)
	fmt.Fprintf(w, "\ncheck a product:\ncurl -sS %s/v1/goods/checks -H 'Content-Type: application/json' -d '%s'\n", a.url,
		exampleBody)
	fmt.Fprintf(w,
		"\nthe tokens stand as headers in files, so that commands do not show them in the list of processes.\nsubmit it as the seller, and list what was submitted:\n"+
			"curl -sS %s/v1/submissions -H @'%s' -H 'Content-Type: application/json' -d '%s'\n"+
			"curl -sS %s/v1/submissions -H @'%s'\n", a.url, a.headers["seller"], exampleBody, a.url, a.headers["seller"])
	fmt.Fprintf(w,
		"\nbring an annex in as the maintainer: of an edition that is held, the file is enough; the answer says what\n"+
			"it would change, and the hash of that difference is what publishes it (annexes are kept in %s):\n"+
			"curl -sS '%s/v1/lists/cbec-retail-import/imports?edition=2022&filename=annex.xlsx' -H @'%s' "+
			"-H 'Content-Type: application/octet-stream' --data-binary @annex.xlsx\n"+
			"curl -sS %s/v1/lists/cbec-retail-import/imports -H @'%s'\n",
		filepath.Join(a.files, "annexes"), a.url, a.headers["maintainer"], a.url, a.headers["maintainer"])
	fmt.Fprintf(w,
		"\nhave the seller told when a decision changes, at an address of this machine, which has to repeat its\n"+
			"webhook.challenge first (events are also in %s):\n"+
			"curl -sS %s/v1/webhooks -H @'%s' -H 'Content-Type: application/json' -d '{\"url\":\"http://127.0.0.1:8080/\"}'\n",
		filepath.Join(a.files, eventsFile), a.url, a.headers["seller"])
	fmt.Fprint(w, "\nCtrl-C stops it. Below, one line for each request:\n")
}

// describe describes an edition: its days and its coverage.
func describe(e *edition.Edition) string {
	days := "from " + e.From.String()
	if e.To != 0 {
		days += " to " + e.To.AddDays(-1).String()
	}
	rows := fmt.Sprintf("%s of %s rows held", edition.Thousands(e.Held), edition.Thousands(e.Stated))
	if e.Stated == 0 {
		rows = edition.Thousands(e.Held) + " rows held, how many there are is not known"
	}
	if e.Coverage() == edition.Complete {
		rows += ": complete"
	} else {
		rows += ": PARTIAL, what is absent stays undetermined"
	}
	if e.Sample {
		rows += "; SAMPLE, invented"
	}
	return fmt.Sprintf("%s %s (%s): %s", e.List, e.ID, days, rows)
}
