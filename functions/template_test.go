package functions

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"
)

// samTemplate is template.yaml, for questions about it.
type samTemplate struct{ root *yaml.Node }

type lazyTemplate func() samTemplate

// readTemplate is the real one.
var readTemplate = lazyTemplate(sync.OnceValue(func() samTemplate {
	text, err := os.ReadFile(template)
	if err != nil {
		panic(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		panic(err)
	}
	return samTemplate{doc.Content[0]}
}))

// node is a value in the template; nil when it is not there.
type node struct{ *yaml.Node }

// at follows names from a mapping to what is in it, and anchors on the way.
func (n node) at(path ...string) node {
	for _, name := range path {
		n = n.target()
		if n.Node == nil || n.Kind != yaml.MappingNode {
			return node{}
		}
		found := node{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				found = node{n.Content[i+1]}
			}
		}
		n = found
	}
	return n.target()
}

func (n node) target() node {
	if n.Node != nil && n.Kind == yaml.AliasNode {
		return node{n.Alias}
	}
	return n
}

// text is a scalar with its tag: "!GetAtt Table.Arn", or "10".
func (n node) text() string {
	if n.Node == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		return n.Tag + " " + n.Value
	}
	return n.Value
}

// keys are the names in a mapping.
func (n node) keys() (names []string) {
	n = n.target()
	if n.Node != nil && n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			names = append(names, n.Content[i].Value)
		}
	}
	return names
}

// items are the elements of a sequence; a scalar is one.
func (n node) items() (all []node) {
	n = n.target()
	switch {
	case n.Node == nil:
	case n.Kind == yaml.SequenceNode:
		for _, c := range n.Content {
			all = append(all, node{c}.target())
		}
	default:
		all = append(all, n)
	}
	return all
}

func (l lazyTemplate) resources() node { return node{l().root}.at("Resources") }

// ofType returns the resources of a type, by their names.
func (l lazyTemplate) ofType(kind string) map[string]node {
	all := map[string]node{}
	for _, name := range l.resources().keys() {
		if r := l.resources().at(name); r.at("Type").text() == kind {
			all[name] = r.at("Properties")
		}
	}
	return all
}

// samFunction is a function in the template.
type samFunction struct {
	id string
	node
}

// function returns the function that is built from a folder.
func (l lazyTemplate) function(folder string) samFunction {
	for id, properties := range l.ofType("AWS::Serverless::Function") {
		if properties.at("CodeUri").text() == "functions/"+folder+"/" {
			return samFunction{id, properties}
		}
	}
	panic("not in the template: " + folder)
}

func (f samFunction) variables() []string {
	return slices.Sorted(slices.Values(f.at("Environment", "Variables").keys()))
}

// Each function has its own role and log, is traced, and is watched.
func TestTemplateOfFunctions(t *testing.T) {
	functions := readTemplate.ofType("AWS::Serverless::Function")
	if len(functions) != len(names) {
		t.Errorf("%d functions in the template, %d here", len(functions), len(names))
	}
	globals := node{readTemplate().root}.at("Globals", "Function")
	for property, want := range map[string]string{"Tracing": "!Ref TracingMode", "Runtime": "provided.al2023"} {
		if got := globals.at(property).text(); got != want {
			t.Errorf("%s of all functions is %q, want %q", property, got, want)
		}
	}
	parameters := node{readTemplate().root}.at("Parameters")
	if kinds := globals.at("Architectures").items(); len(kinds) != 1 || kinds[0].text() != "!Ref Architecture" ||
		parameters.at("Architecture", "Default").text() != "arm64" || parameters.at("TracingMode", "Default").text() != "Active" {
		t.Error("not all functions are for arm64, or not traced")
	}
	logs := readTemplate.ofType("AWS::Logs::LogGroup")
	for name, group := range logs {
		if group.at("RetentionInDays").text() != "!Ref LogRetentionDays" {
			t.Errorf("%s is kept for ever", name)
		}
	}
	alarms := readTemplate.ofType("AWS::CloudWatch::Alarm")
	for _, name := range names {
		f := readTemplate.function(name)
		group := strings.TrimPrefix(f.at("LoggingConfig", "LogGroup").text(), "!Ref ")
		if _, ok := logs[group]; !ok || group != f.id+"Logs" || f.at("LoggingConfig", "LogFormat").text() != "JSON" {
			t.Errorf("%s logs to %q", name, group)
		}
		var watched []string
		for _, a := range alarms {
			for _, d := range a.at("Dimensions").items() {
				if d.at("Value").text() == "!Ref "+f.id && a.at("Namespace").text() == "AWS/Lambda" {
					watched = append(watched, a.at("MetricName").text()+a.at("ExtendedStatistic").text())
				}
			}
		}
		slices.Sort(watched)
		if want := []string{"Durationp99", "Errors", "Throttles"}; !slices.Equal(watched, want) {
			t.Errorf("%s is watched for %v, want %v", name, watched, want)
		}
		if !strings.Contains(readTemplate.resources().at("Dashboard", "Properties", "DashboardBody").Value, "${"+f.id+"}") {
			t.Errorf("%s is not on the dashboard", name)
		}
	}
	for name, a := range alarms {
		for _, action := range []string{"AlarmActions", "OKActions"} {
			// !If [SendsAlarms, !Ref AlarmTopicArn, !Ref AWS::NoValue]
			sends := a.at(action).items()
			if len(sends) != 1 || len(sends[0].Content) != 3 || sends[0].Content[1].Value != "AlarmTopicArn" {
				t.Errorf("%s: %s go nowhere", name, action)
			}
		}
	}
}

// What anyone may do at a cost is held shorter than the rest, and every route
// that is named there is one.
func TestTemplateThrottles(t *testing.T) {
	api := readTemplate.resources().at("Api", "Properties")
	routes := map[string]bool{"$default": true}
	for _, f := range readTemplate.ofType("AWS::Serverless::Function") {
		for _, id := range f.at("Events").keys() {
			e := f.at("Events", id, "Properties")
			routes[e.at("Method").text()+" "+e.at("Path").text()] = true
		}
	}
	settings := api.at("RouteSettings")
	for _, route := range settings.keys() {
		if !routes[route] {
			t.Errorf("%q is no route", route)
		}
	}
	parameter := func(n node) string {
		if name, ok := strings.CutPrefix(n.text(), "!Ref "); ok {
			return node{readTemplate().root}.at("Parameters", name, "Default").text()
		}
		return n.text()
	}
	number := func(n node) (v float64) {
		fmt.Sscan(parameter(n), &v)
		return v
	}
	all := number(api.at("DefaultRouteSettings", "ThrottlingRateLimit"))
	if all <= 0 || number(api.at("DefaultRouteSettings", "ThrottlingBurstLimit")) < all {
		t.Error("requests are not throttled")
	}
	for _, route := range []string{"POST /v1/goods/checks/batch", "POST /v1/submissions", "GET /readyz", "$default"} {
		rate, burst := number(settings.at(route, "ThrottlingRateLimit")), number(settings.at(route, "ThrottlingBurstLimit"))
		if rate <= 0 || rate >= all || burst < rate {
			t.Errorf("%s: %v a second, bursts of %v, where others have %v", route, rate, burst, all)
		}
	}
	for _, name := range []string{"check-goods", "check-services", "keep-submissions"} {
		// !If [LimitsConcurrency, !Ref ConcurrencyLimit, !Ref AWS::NoValue]
		limit := readTemplate.function(name).at("ReservedConcurrentExecutions")
		if limit.Node == nil || len(limit.Content) != 3 || limit.Content[1].Value != "ConcurrencyLimit" {
			t.Errorf("%s may run away", name)
		}
	}
}

// What a template must have as soon as it has any of it: a bucket is closed
// and cleaned, and what comes by itself is not lost when it fails.
func TestTemplateOfWhatComesLater(t *testing.T) {
	for name, bucket := range readTemplate.ofType("AWS::S3::Bucket") {
		for _, property := range []string{"BucketEncryption", "LifecycleConfiguration"} {
			if bucket.at(property).Node == nil {
				t.Errorf("%s has no %s", name, property)
			}
		}
		for _, property := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
			if bucket.at("PublicAccessBlockConfiguration", property).text() != "true" {
				t.Errorf("%s: %s", name, property)
			}
		}
	}
	for name, f := range readTemplate.ofType("AWS::Serverless::Function") {
		for _, id := range f.at("Events").keys() {
			e := f.at("Events", id)
			switch kind := e.at("Type").text(); kind {
			case "HttpApi":
			case "SQS", "DynamoDB", "Kinesis":
				types := e.at("Properties", "FunctionResponseTypes").items()
				if len(types) != 1 || types[0].text() != "ReportBatchItemFailures" {
					t.Errorf("%s, %s: a batch fails as a whole", name, id)
				}
				if kind != "SQS" && e.at("Properties", "DestinationConfig", "OnFailure").Node == nil {
					t.Errorf("%s, %s: what fails is lost", name, id)
				}
			default:
				if f.at("DeadLetterQueue").Node == nil && f.at("EventInvokeConfig", "DestinationConfig", "OnFailure").Node == nil {
					t.Errorf("%s, %s: what fails is lost", name, id)
				}
			}
		}
	}
	for name, queue := range readTemplate.ofType("AWS::SQS::Queue") {
		if !strings.Contains(name, "Dead") && queue.at("RedrivePolicy").Node == nil {
			t.Errorf("%s: what fails is lost", name)
		}
	}
}

// Only what nobody else can know must be given, and everything is explained.
func TestTemplateParameters(t *testing.T) {
	parameters := node{readTemplate().root}.at("Parameters")
	var given []string
	for _, name := range parameters.keys() {
		if parameters.at(name, "Description").text() == "" {
			t.Errorf("%s: no description", name)
		}
		if parameters.at(name, "Default").Node == nil {
			given = append(given, name)
		}
	}
	if want := []string{"OidcAudience", "OidcIssuer"}; !slices.Equal(slices.Sorted(slices.Values(given)), want) {
		t.Errorf("must be given: %v, want %v", given, want)
	}
}

// The table is kept, encrypted, and can be had back.
func TestTemplateTable(t *testing.T) {
	tables := readTemplate.ofType("AWS::DynamoDB::Table")
	if got := slices.Collect(maps.Keys(tables)); len(got) != 1 {
		t.Fatalf("tables %v", got)
	}
	table := readTemplate.resources().at("Table")
	for path, want := range map[string]string{
		"DeletionPolicy":                         "Retain",
		"UpdateReplacePolicy":                    "Retain",
		"Properties/BillingMode":                 "PAY_PER_REQUEST",
		"Properties/DeletionProtectionEnabled":   "true",
		"Properties/SSESpecification/SSEEnabled": "true",
		"Properties/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled": "true",
		"Properties/TimeToLiveSpecification/Enabled":                             "true",
		"Properties/StreamSpecification/StreamViewType":                          "NEW_AND_OLD_IMAGES",
	} {
		if got := table.at(strings.Split(path, "/")...).text(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}
