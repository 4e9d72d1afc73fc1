package functions

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"importchecker/infra/faults"
	"importchecker/infra/host"
	"importchecker/shared/api"
	catalogue "importchecker/shared/catalogue/job"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/webhook"
)

// statement is a statement of a role's policy.
type statement struct {
	sid       string
	actions   []string
	resources []*yaml.Node
	// Patterns of the condition dynamodb:LeadingKeys, for partitions of the table. Empty for all.
	partitions []string
}

// statements returns all permissions of a function: its role is its own and has no other policies.
func statements(t *testing.T, function string) (all []statement) {
	t.Helper()
	f := readTemplate.function(function)
	if f.at("Policies").Node != nil {
		t.Errorf("%s has policies beside its role", function)
	}
	name := f.id + "Role"
	if got := f.at("Role").text(); got != "!GetAtt "+name+".Arn" {
		t.Fatalf("%s has the role %q, want its own", function, got)
	}
	role := readTemplate.resources().at(name, "Properties")
	for _, property := range role.keys() {
		if property != "AssumeRolePolicyDocument" && property != "Policies" {
			t.Errorf("%s has %s", name, property)
		}
	}
	for _, s := range role.at("AssumeRolePolicyDocument", "Statement").items() {
		if s.at("Principal", "Service").text() != "lambda.amazonaws.com" || s.at("Action").text() != "sts:AssumeRole" {
			t.Errorf("%s may be taken by another than Lambda", name)
		}
	}
	for _, p := range role.at("Policies").items() {
		for _, s := range p.at("PolicyDocument", "Statement").items() {
			one := statement{sid: s.at("Sid").text()}
			for _, key := range s.keys() {
				if !slices.Contains([]string{"Sid", "Effect", "Action", "Resource", "Condition"}, key) {
					t.Errorf("%s, %s: %s turns a statement round", name, one.sid, key)
				}
			}
			if s.at("Effect").text() != "Allow" {
				t.Errorf("%s, %s: %s", name, one.sid, s.at("Effect").text())
			}
			for _, a := range s.at("Action").items() {
				one.actions = append(one.actions, a.text())
			}
			for _, r := range s.at("Resource").items() {
				one.resources = append(one.resources, r.Node)
			}
			one.partitions = partitions(t, name+", "+one.sid, s.at("Condition"))
			all = append(all, one)
		}
	}
	return append(all, keyStatements(t, name)...)
}

// keyStatements returns what the policy of the webhooks' key permits a role. The account itself may manage the
// key, but neither seal nor open, so that no other policy can permit it.
func keyStatements(t *testing.T, role string) (all []statement) {
	t.Helper()
	for _, s := range readTemplate.resources().at("WebhookKey", "Properties", "KeyPolicy", "Statement").items() {
		where := "WebhookKey, " + s.at("Sid").text()
		if s.at("Effect").text() != "Allow" || s.at("Resource").text() != "*" || len(s.keys()) != 5 ||
			len(s.at("Principal").keys()) != 1 {
			t.Errorf("%s: not understood", where)
		}
		var actions []string
		for _, a := range s.at("Action").items() {
			actions = append(actions, a.text())
		}
		switch principal := s.at("Principal", "AWS").text(); principal {
		case "!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:root":
			for _, a := range actions {
				if strings.ContainsAny(a, "*?") || strings.Contains(a, "crypt") || strings.Contains(a, "Grant") ||
					strings.Contains(a, "DataKey") {
					t.Errorf("%s: the account may %s", where, a)
				}
			}
		case "!GetAtt " + role + ".Arn":
			all = append(all, statement{sid: s.at("Sid").text(), actions: actions,
				resources: []*yaml.Node{s.at("Resource").Node}})
		case "!GetAtt KeepWebhooksRole.Arn", "!GetAtt DeliverWebhooksRole.Arn":
		default:
			t.Errorf("%s: %s may use the key", where, principal)
		}
	}
	return all
}

// partitions returns the patterns of the only supported condition.
func partitions(t *testing.T, location string, condition node) (patterns []string) {
	t.Helper()
	if condition.Node == nil {
		return nil
	}
	keys := condition.at("ForAllValues:StringLike", "dynamodb:LeadingKeys")
	if len(condition.keys()) != 1 || len(condition.at("ForAllValues:StringLike").keys()) != 1 || keys.Node == nil {
		t.Errorf("%s: a condition that is not understood", location)
	}
	for _, k := range keys.items() {
		patterns = append(patterns, k.text())
	}
	return patterns
}

// like reports whether a pattern matches, as in IAM's StringLike: * matches any text, even the empty one.
func like(pattern, s string) bool {
	first, rest, more := strings.Cut(pattern, "*")
	s, ok := strings.CutPrefix(s, first)
	if !ok || !more {
		return ok && s == ""
	}
	for i := range len(s) + 1 {
		if like(rest, s[i:]) {
			return true
		}
	}
	return false
}

// TestPoliciesAreNarrow checks that functions have no more permissions than necessary: a wildcard action or
// resource needs a reason beside it.
func TestPoliciesAreNarrow(t *testing.T) {
	for _, function := range names {
		once := map[string]string{}
		for _, s := range statements(t, function) {
			where := function + ", " + s.sid
			if s.sid == "" || len(s.actions) == 0 || len(s.resources) == 0 {
				t.Errorf("%s: %d actions on %d resources", where, len(s.actions), len(s.resources))
			}
			for _, a := range s.actions {
				if service, action, ok := strings.Cut(a, ":"); !ok || service == "" || action == "" ||
					strings.ContainsAny(a, "*?") {
					t.Errorf("%s: action %q", where, a)
				}
				// A call with many keys must be allowed by one statement.
				if once[a] != "" {
					t.Errorf("%s: %s is in %s as well", where, a, once[a])
				}
				once[a] = s.sid
			}
			for _, r := range s.resources {
				if strings.ContainsAny(r.Value, "*?") && r.LineComment == "" {
					t.Errorf("%s: resource %q, and no reason beside it", where, r.Value)
				}
				if r.Value == "Table.Arn" && len(s.partitions) == 0 {
					t.Errorf("%s: all of the table", where)
				}
			}
			for _, p := range s.partitions {
				if strings.HasPrefix(p, "*") || strings.ContainsAny(p, "?") || p == "SELLER#*" {
					t.Errorf("%s: partitions %q", where, p)
				}
			}
		}
	}
	roles := readTemplate.ofType("AWS::IAM::Role")
	if len(roles) != len(names)+1 {
		t.Errorf("%d roles for %d functions and the schedules", len(roles), len(names))
	}
	for _, kind := range []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::Lambda::Permission"} {
		for name := range readTemplate.ofType(kind) {
			t.Errorf("%s lets someone do more than the roles say", name)
		}
	}
}

// TestPolicyOfSchedules checks that the schedules may invoke their functions and the dead-letter queue.
func TestPolicyOfSchedules(t *testing.T) {
	role := readTemplate.resources().at("SchedulesRole", "Properties")
	for _, s := range role.at("AssumeRolePolicyDocument", "Statement").items() {
		if s.at("Principal", "Service").text() != "scheduler.amazonaws.com" ||
			s.at("Condition", "StringEquals", "aws:SourceAccount").text() != "!Ref AWS::AccountId" {
			t.Error("it may be taken by another than the account's schedules")
		}
	}
	var may []string
	for _, p := range role.at("Policies").items() {
		for _, s := range p.at("PolicyDocument", "Statement").items() {
			for _, r := range s.at("Resource").items() {
				may = append(may, s.at("Action").text()+" "+r.text())
			}
		}
	}
	var want []string
	for _, name := range inBackground {
		want = append(want, "lambda:InvokeFunction !GetAtt "+readTemplate.function(name).id+".Arn")
	}
	want = append(want, "sqs:SendMessage !GetAtt DeadLetters.Arn")
	if slices.Sort(may); !slices.Equal(may, want) {
		t.Errorf("they may %q, want %q", may, want)
	}
}

// TestPoliciesAreWhatIsDone checks that a policy permits exactly what the function's code is seen to do, by
// action and partition, besides writing its log and traces, and reading from and returning to what wakes it,
// which Lambda does.
func TestPoliciesAreWhatIsDone(t *testing.T) {
	t.Parallel()
	for _, function := range names {
		t.Run(function, func(t *testing.T) {
			done := record(t, function)
			f := readTemplate.function(function)
			used := map[string]bool{}
			allowed := map[string]statement{}
			for _, s := range statements(t, function) {
				resource := node{s.resources[0]}.text()
				if len(s.resources) != 1 {
					t.Errorf("%s: %d resources", s.sid, len(s.resources))
				}
				streams, fails := false, f.at("EventInvokeConfig", "DestinationConfig", "OnFailure").Node != nil
				for _, id := range f.at("Events").keys() {
					streams = streams || f.at("Events", id, "Type").text() == "DynamoDB"
				}
				switch actions := strings.Join(s.actions, " "); {
				case actions == "logs:CreateLogStream logs:PutLogEvents" && resource == "!GetAtt "+f.id+"Logs.Arn":
				case actions == "xray:PutTelemetryRecords xray:PutTraceSegments" && resource == "*":
				case streams && actions == "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator" &&
					resource == "!GetAtt Table.StreamArn":
				case streams && actions == "dynamodb:ListStreams" && resource == "!Sub ${Table.Arn}/stream/*":
				case (streams || fails) && actions == "sqs:SendMessage" && resource == "!GetAtt DeadLetters.Arn":
				case resource == "!GetAtt Table.Arn",
					actions == "s3:PutObject" && resource == "!Sub ${Annexes.Arn}/annexes/*",
					actions == "s3:GetObject s3:PutObject" && resource == "!Sub ${Catalogues.Arn}/catalogues/*",
					actions == "events:PutEvents" && resource == "!GetAtt Events.Arn",
					function == "keep-webhooks" && actions == "kms:Encrypt" && resource == "*", // the key's own policy
					function == "deliver-webhooks" && actions == "kms:Decrypt" && resource == "*":
					for _, a := range s.actions {
						allowed[a] = s
					}
				default:
					t.Errorf("%s: %s on %s is not what any code here does", s.sid, actions, resource)
				}
			}
			for _, a := range done {
				s, ok := allowed[a.Action]
				i := slices.IndexFunc(s.partitions, func(p string) bool { return like(p, a.Partition) })
				if !ok || i < 0 && len(s.partitions) > 0 {
					t.Errorf("does, and may not: %s on %s", a.Action, a.Partition)
					continue
				}
				used[a.Action] = true
				if i >= 0 {
					used[a.Action+" "+s.partitions[i]] = true
				}
			}
			for action, s := range allowed {
				if !used[action] {
					t.Errorf("may, and does not: %s", action)
				}
				for _, p := range s.partitions {
					if !used[action+" "+p] {
						t.Errorf("may, and does not: %s on %s", action, p)
					}
				}
			}
			t.Logf("%d kinds of access", len(done))
		})
	}
}

// record invokes a function with all its events and its remaining cases, and returns its AWS calls.
func record(t *testing.T, function string) []faults.Access {
	t.Helper()
	around := newSurroundings(t)
	direct := around.table
	proxy, err := faults.New(direct.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	around.table = dynamo.Config{Table: direct.Table, Endpoint: proxy.URL}
	// Also for functions to which the template gives no table.
	env := append(around.environment(function), "TABLE_NAME="+direct.Table, "AWS_ENDPOINT_URL_DYNAMODB="+proxy.URL)
	scene := newScene(t, direct)
	scene.around = around
	if function != "import-lists" { // it imports lists itself
		scene.publish(t, largeAnnex(t))
	}
	f := start(t, host.Config{Name: function, Env: env, Timeout: 30 * time.Second})
	story := newStory()
	for _, file := range eventFiles(t, function) {
		event, golden := readEvent(t, file)
		a, err := f.Invoke([]byte(story.retell(string(event))))
		if err != nil {
			t.Fatal(err)
		}
		story.compare(golden, a.Payload) // for the values in it
	}
	if rest := remainingCases[function]; rest != nil {
		rest(t, f, scene, proxy)
	}
	accesses := faults.Accesses(proxy.Calls())
	around.mu.Lock()
	defer around.mu.Unlock()
	for i, path := range around.files {
		// the bucket, and the prefix that the policy permits
		if around.s3Requests[i] != "PUT" || !strings.HasPrefix(path, "/annexes/annexes/") {
			t.Errorf("S3 was asked to %s %s", around.s3Requests[i], path)
		}
		accesses = append(accesses, faults.Access{Action: "s3:PutObject"})
	}
	for _, asked := range around.sheetRequests {
		method, path, _ := strings.Cut(asked, " ")
		if !strings.HasPrefix(path, "/catalogues/catalogues/") { // the bucket, and the prefix that the policy permits
			t.Errorf("S3 was asked to %s", asked)
		}
		action := "s3:GetObject"
		if method == "PUT" {
			action = "s3:PutObject"
		}
		accesses = append(accesses, faults.Access{Action: action})
	}
	if function == "keep-catalogues" { // a URL that it signed is used with its role
		accesses = append(accesses, faults.Access{Action: "s3:GetObject"}, faults.Access{Action: "s3:PutObject"})
	}
	for _, e := range around.events {
		if e["action"] != "AWSEvents.PutEvents" || e["bus"] != "events" {
			t.Errorf("the bus was asked for %v", e)
		}
		accesses = append(accesses, faults.Access{Action: "events:PutEvents"})
	}
	for _, action := range around.kms.Calls() {
		accesses = append(accesses, faults.Access{Action: action})
	}
	return accesses
}

// remainingCases has the cases that a function's events do not cover.
var remainingCases = map[string]func(t *testing.T, f runner, s *scene, proxy *faults.Proxy){
	"keep-submissions": func(t *testing.T, f runner, _ *scene, _ *faults.Proxy) {
		// A taken key: its submission is read, and the answer replayed.
		var first api.Response
		for i := range 2 {
			res, err := ask(f, submit("seller-1", "key-1", `{"item":{"ref":"SKU-9","hs_code":"0409000000"}}`).event())
			if err != nil || res.StatusCode != 201 || i > 0 &&
				(res.Body != first.Body || res.Headers["idempotent-replayed"] != "true") {
				t.Fatal(res.StatusCode, res.Body, err)
			}
			first = res
		}
		var made struct{ ID string }
		decode(t, []byte(first.Body), &made)
		// An amendment adds a decision, and updates index entries.
		amend := request{route: "PATCH /v1/submissions/{id}", path: "/v1/submissions/" + made.ID, seller: "seller-1",
			body: `{"item":{"net_weight_g":500}}`}
		if res, err := ask(f, amend.event()); err != nil || res.StatusCode != 200 {
			t.Fatal(res.StatusCode, res.Body, err)
		}
		// All, by reference, and by channel and verdict.
		for _, query := range []string{"", "ref=SKU-9", "channel=cbec_bonded", "verdict=conditional",
			"channel=cbec_bonded&verdict=conditional"} {
			if res, err := ask(f, list("seller-1", query).event()); err != nil || res.StatusCode != 200 {
				t.Fatal(query, res.StatusCode, err)
			}
		}
		history := request{route: "GET /v1/submissions/{id}/decisions", path: amend.path + "/decisions", seller: "seller-1"}
		res, err := ask(f, history.event())
		var page struct{ Items []struct{ Cause string } }
		if decode(t, []byte(res.Body), &page); err != nil || res.StatusCode != 200 || len(page.Items) != 2 {
			t.Fatal(res.StatusCode, res.Body, err)
		}
	},
	"keep-catalogues": func(t *testing.T, f runner, s *scene, _ *faults.Proxy) {
		made := s.catalogue(t, f)
		for _, method := range []string{"GET", "DELETE"} {
			e := request{route: method + " /v1/catalogues/{id}", seller: "seller-1", path: "/v1/catalogues/" + made.ID}
			if res, err := ask(f, e.event()); err != nil || res.StatusCode != 200 {
				t.Fatal(res.StatusCode, res.Body, err)
			}
		}
	},
	"check-catalogues": func(t *testing.T, f runner, s *scene, _ *faults.Proxy) {
		made := s.catalogue(t, start(t, host.Config{Name: "keep-catalogues", Env: s.around.environment("keep-catalogues"),
			Timeout: 30 * time.Second}))
		req, err := http.NewRequest(made.Upload.Method, made.Upload.URL,
			strings.NewReader("hs_code,price\n04090000,129.00\n"))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode != 200 {
			t.Fatal(err)
		}
		res.Body.Close()
		event, err := os.ReadFile("../events/check-catalogues/uploaded.json")
		if err != nil {
			t.Fatal(err)
		}
		upload := strings.Replace(string(event), "06eae7xs01je5thzasevz1rsv4/result.csv", made.ID+"/upload", 1)
		for range 2 { // the event may come twice
			if a, err := f.Invoke([]byte(upload)); err != nil || a.Failed {
				t.Fatalf("%v: %s", err, a.Payload)
			}
		}
		if j, err := s.jobs.Get(t.Context(), "seller-1", made.ID); err != nil || j.State != catalogue.Done ||
			j.Tally.Decided != 1 {
			t.Errorf("%+v, %v", j, err)
		}
	},
	"import-lists": func(t *testing.T, f runner, s *scene, _ *faults.Proxy) {
		s.publish(t, largeAnnex(t)) // large, in several items, and read for the comparison
		e := request{route: "GET /v1/lists/{list}/imports/{id}/diff", maintainer: "maintainer-1",
			path: "/v1/lists/" + s.imported.List + "/imports/" + s.imported.ID + "/diff"}
		if res, err := ask(f, e.event()); err != nil || res.StatusCode != 200 {
			t.Fatal(res.StatusCode, res.Body, err)
		}
	},
	"read-reference": func(t *testing.T, f runner, s *scene, _ *faults.Proxy) {
		entries := request{route: "GET /v1/lists/{list}/editions/{edition}/entries", query: "code=04090000",
			path: "/v1/lists/" + s.imported.List + "/editions/" + s.imported.Edition.ID + "/entries"}
		res, err := ask(f, entries.event())
		if err != nil || res.StatusCode != 200 || !strings.Contains(res.Body, s.imported.ID) {
			t.Errorf("where an edition came from is not said: %d %s %v", res.StatusCode, res.Body, err)
		}
	},
	"keep-webhooks": func(t *testing.T, f runner, s *scene, _ *faults.Proxy) {
		s.leaveDelivery(t) // an event, and its delivery, which was not made
		again := request{route: "POST /v1/webhooks/{id}/deliveries", path: "/v1/webhooks/" + s.endpoint.ID + "/deliveries",
			seller: "seller-1", body: `{"event":"` + s.event.ID + `"}`}
		if res, err := ask(f, again.event()); err != nil || res.StatusCode != 202 {
			t.Fatal(res.StatusCode, res.Body, err)
		}
		// Another webhook, which is challenged again.
		made, err := ask(f, request{route: "POST /v1/webhooks", path: "/v1/webhooks", seller: "seller-1",
			body: `{"url":"https://shop.example.com/"}`}.event())
		if err != nil || made.StatusCode != 201 {
			t.Fatal(made.StatusCode, made.Body, err)
		}
		challenge := request{route: "POST /v1/webhooks/{id}/challenge", path: made.Headers["location"] + "/challenge",
			seller: "seller-1"}
		if res, err := ask(f, challenge.event()); err != nil || res.StatusCode != 202 {
			t.Fatal(res.StatusCode, res.Body, err)
		}
		test := request{route: "POST /v1/webhooks/{id}/test", path: "/v1/webhooks/" + s.endpoint.ID + "/test",
			seller: "seller-1"}
		if res, err := ask(f, test.event()); err != nil || res.StatusCode != 202 {
			t.Fatal(res.StatusCode, res.Body, err)
		}
	},
	"decide-again": func(t *testing.T, f runner, s *scene, _ *faults.Proxy) {
		s.submit(t, 3)
		s.withdraw(t) // a job is open, and affects them
		good := s.damage(t, s.ids[0])
		if got := s.wake(t, f, "stream"); got != `{"batchItemFailures":[]}` || len(s.pending(t)) != 2 {
			t.Errorf("%s, %d events", got, len(s.pending(t)))
		}
		if failed, err := s.subs.Failures(t.Context(), "seller-1", "", "z"); err != nil || len(failed) != 1 ||
			failed[s.ids[0]].Why != "damaged" {
			t.Errorf("failed %v, %v", failed, err)
		}
		s.replaceItem(t, good)
		s.retryNow(t)
		if s.wake(t, f, "schedule"); len(s.pending(t)) != 3 {
			t.Errorf("%d events when mended", len(s.pending(t)))
		}
		if failed, err := s.subs.Failures(t.Context(), "seller-1", "", "z"); err != nil || len(failed) != 0 {
			t.Errorf("failed when mended %v, %v", failed, err)
		}
	},
	"tell-sellers": func(t *testing.T, f runner, s *scene, _ *faults.Proxy) {
		s.leaveEvent(t)
		if got := s.wake(t, f, "stream"); got != `{"batchItemFailures":[]}` || len(s.pending(t)) != 0 || len(s.due(t)) != 1 {
			t.Errorf("%s, %d events, %d deliveries", got, len(s.pending(t)), len(s.due(t)))
		}
	},
	"deliver-webhooks": func(t *testing.T, f runner, s *scene, _ *faults.Proxy) {
		s.leaveDelivery(t)
		// Its receiver is on this machine, to which it never delivers; and another delivery is to a removed
		// webhook.
		if s.wake(t, f, "due"); len(s.due(t)) != 0 {
			t.Errorf("%d deliveries are due still", len(s.due(t)))
		}
		d, err := s.hooks.Delivery(t.Context(), "seller-1", s.endpoint.ID, s.event.ID)
		if err != nil || d.Attempts != 1 || d.State != webhook.Waiting || d.LastError != webhook.ErrAddress.Error() {
			t.Errorf("%+v, %v", d, err)
		}
		s.leaveLostDelivery(t)
		s.wake(t, f, "schedule")
		d, err = s.hooks.Delivery(t.Context(), "seller-1", "06eae7xs01je5thzasevz1rsv4", s.event.ID)
		if err != nil || d.State != webhook.Failed {
			t.Errorf("%+v, %v", d, err)
		}
	},
}
