package api_test

import (
	"fmt"
	"testing"

	"importchecker/shared/feedback"
)

// Feedback is stored until it expires, and only maintainers can read it, page by page.
func TestFeedback(t *testing.T) {
	s := newService(t)
	for i := range 3 {
		read(t, s.post("/v1/feedback", fmt.Sprintf(`{"view":"tariff","subject":"%d","useful":%t}`, i, i == 0)), 201)
	}
	page := read(t, s.get("/v1/feedback?limit=2", authorized("maintainer-1", "maintainer")), 200)
	items := page["items"].([]any)
	if newest := items[0].(map[string]any); len(items) != 2 || newest["subject"] != "2" || newest["useful"] != false {
		t.Errorf("first page: %v", page)
	}
	rest := read(t, s.get("/v1/feedback?limit=2&cursor="+page["next_cursor"].(string),
		authorized("maintainer-1", "maintainer")), 200)
	if items := rest["items"].([]any); len(items) != 1 || items[0].(map[string]any)["useful"] != true ||
		rest["next_cursor"] != nil {
		t.Errorf("second page: %v", rest)
	}
	read(t, s.get("/v1/feedback"), 401)
	read(t, s.get("/v1/feedback", as("seller-1")), 403)
	read(t, s.get("/v1/feedback?cursor=x", authorized("maintainer-1", "maintainer")), 400)

	// DynamoDB drops what has expired some time later; it is not shown meanwhile.
	s.now = s.now.Add(feedback.Kept)
	if late := read(t, s.get("/v1/feedback", authorized("maintainer-1", "maintainer")),
		200); len(late["items"].([]any)) != 0 {
		t.Errorf("after its time: %v", late)
	}
}

func TestFeedbackRefused(t *testing.T) {
	s := newService(t)
	for body, pointer := range map[string]string{
		`{"view":"tariff"}`: "/useful",
		`{"useful":true}`:   "/view",
		`{"view":"tariff","useful":true,"amiss":"wrong"}`:                         "/amiss",
		`{"view":"tariff","useful":false,"amiss":"the whole of it"}`:              "/amiss",
		`{"view":"tariff","useful":false,"subject":"call 13800000000"}`:           "/subject",
		`{"view":"tariff","useful":false,"text":"what I think"}`:                  "/text",
		fmt.Sprintf(`{"view":"tariff","useful":false,"subject":"%065d"}`, 1):      "/subject",
		`{"view":"tariff","useful":"yes"}`:                                        "/useful",
		`{"view":"tariff","useful":false,"subject":"a","subject":"someone else"}`: "/subject",
	} {
		got := read(t, s.post("/v1/feedback", body), 400)
		if errors := got["errors"].([]any); len(errors) == 0 || errors[0].(map[string]any)["pointer"] != pointer {
			t.Errorf("%s: %v", body, got)
		}
	}
}
