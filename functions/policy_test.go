package functions

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"importchecker/infra/faults"
	"importchecker/infra/host"
	"importchecker/shared/store/dynamo"
)

// statement is one of a role's.
type statement struct {
	sid       string
	actions   []string
	resources []*yaml.Node
}

// statements returns what a function may do: all of it, since its role is its
// own and takes nothing from elsewhere.
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
			all = append(all, one)
		}
	}
	return all
}

// No function may do more than its name says: no action or resource is left
// open without a reason beside it.
func TestPoliciesAreNarrow(t *testing.T) {
	for _, function := range names {
		for _, s := range statements(t, function) {
			where := function + ", " + s.sid
			if s.sid == "" || len(s.actions) == 0 || len(s.resources) == 0 {
				t.Errorf("%s: %d actions on %d resources", where, len(s.actions), len(s.resources))
			}
			for _, a := range s.actions {
				if service, action, ok := strings.Cut(a, ":"); !ok || service == "" || action == "" || strings.ContainsAny(a, "*?") {
					t.Errorf("%s: action %q", where, a)
				}
			}
			for _, r := range s.resources {
				if strings.ContainsAny(r.Value, "*?") && r.LineComment == "" {
					t.Errorf("%s: resource %q, and no reason beside it", where, r.Value)
				}
			}
		}
	}
	roles := readTemplate.ofType("AWS::IAM::Role")
	if len(roles) != len(names) {
		t.Errorf("%d roles for %d functions", len(roles), len(names))
	}
	for _, kind := range []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::Lambda::Permission"} {
		for name := range readTemplate.ofType(kind) {
			t.Errorf("%s lets someone do more than the roles say", name)
		}
	}
}

// Every function may write its own log and its traces, which Lambda does for
// it, and what its code does: each action that a policy allows is seen to be
// asked for, and none is asked for that it does not allow.
func TestPoliciesAreWhatIsDone(t *testing.T) {
	done := map[string][]string{}
	for _, function := range names {
		calls := record(t, function)
		done[function] = faults.Actions(calls)
		t.Logf("%-17s %4d calls: %s", function, len(calls), strings.Join(done[function], " "))
	}
	for _, function := range names {
		var allowed []string
		for _, s := range statements(t, function) {
			resource := node{s.resources[0]}.text()
			switch actions := strings.Join(s.actions, " "); {
			case actions == "logs:CreateLogStream logs:PutLogEvents" &&
				resource == "!GetAtt "+readTemplate.function(function).id+"Logs.Arn":
			case actions == "xray:PutTelemetryRecords xray:PutTraceSegments" && resource == "*":
			case resource == "!GetAtt Table.Arn":
				allowed = append(allowed, s.actions...)
			default:
				t.Errorf("%s, %s: %s on %s is not what any code here does", function, s.sid, actions, resource)
			}
			if len(s.resources) != 1 {
				t.Errorf("%s, %s: %d resources", function, s.sid, len(s.resources))
			}
		}
		slices.Sort(allowed)
		if !slices.Equal(allowed, done[function]) {
			t.Errorf("%s may\n\t%s\nand does\n\t%s", function, strings.Join(allowed, "\n\t"), strings.Join(done[function], "\n\t"))
		}
	}
}

// record has a function answer all its events, and what makes it do the rest,
// and returns what it asked of DynamoDB.
func record(t *testing.T, function string) []faults.Call {
	t.Helper()
	table := newTable(t)
	proxy, err := faults.New(table.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	table = dynamo.Config{Table: table.Table, Endpoint: proxy.URL}
	// Also to those that the template tells of no table.
	env := append(environment(function, table), "TABLE_NAME="+table.Table, "AWS_ENDPOINT_URL_DYNAMODB="+table.Endpoint)
	f := start(t, host.Config{Name: function, Env: env})
	story := newStory()
	for _, file := range eventFiles(t, function) {
		event, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		golden, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".golden.json")
		if err != nil {
			t.Fatal(err)
		}
		a, err := f.Invoke([]byte(story.retell(string(event))))
		if err != nil {
			t.Fatal(err)
		}
		story.compare(golden, a.Payload) // for the names in it
	}
	if function == "keep-submissions" {
		// A key is given back when what it was claimed for cannot be written.
		transactions := 0
		proxy.Plan(func(c faults.Call) faults.Fault {
			if c.Op == "TransactWriteItems" {
				if transactions++; transactions == 2 {
					return faults.Refuse(400, "ValidationException")
				}
			}
			return nil
		})
		res, err := ask(f, submit("seller-1", "key-1", `{"item":{"hs_code":"0409000000"}}`).event())
		if err != nil || res.StatusCode != 500 || transactions != 3 {
			t.Fatal(fmt.Errorf("%d after %d transactions, %w", res.StatusCode, transactions, err))
		}
	}
	return proxy.Calls()
}
