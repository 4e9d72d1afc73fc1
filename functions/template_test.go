package functions

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"
)

// samTemplate is a parsed template.yaml.
type samTemplate struct{ root *yaml.Node }

type lazyTemplate func() samTemplate

// readTemplate is the real template.
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

// node is a value in the template; nil if absent.
type node struct{ *yaml.Node }

// at follows names through mappings, and resolves anchors.
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

// text returns a scalar with its tag: "!GetAtt Table.Arn", or "10".
func (n node) text() string {
	if n.Node == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		return n.Tag + " " + n.Value
	}
	return n.Value
}

// keys returns the names in a mapping.
func (n node) keys() (names []string) {
	n = n.target()
	if n.Node != nil && n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			names = append(names, n.Content[i].Value)
		}
	}
	return names
}

// items returns the elements of a sequence, or a scalar as the only one.
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

// ofType returns the resources of a type, by name.
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

// layer returns the folder of the layer.
func (l lazyTemplate) layer() string {
	for _, properties := range l.ofType("AWS::Serverless::LayerVersion") {
		return properties.at("ContentUri").text()
	}
	panic("no layer in the template")
}

// idsOf returns the logical ids of functions in the template.
func idsOf(folders []string) (ids []string) {
	for _, folder := range folders {
		ids = append(ids, readTemplate.function(folder).id)
	}
	return ids
}

func (f samFunction) variables() []string {
	// Go itself reads GOMEMLIMIT.
	keys := slices.DeleteFunc(f.at("Environment", "Variables").keys(),
		func(key string) bool { return key == "GOMEMLIMIT" })
	return slices.Sorted(slices.Values(keys))
}

// TestTemplateMemory checks that Go rarely collects garbage, within the memory of a function.
func TestTemplateMemory(t *testing.T) {
	globals := node{readTemplate().root}.at("Globals", "Function")
	all := globals.at("Environment", "Variables")
	if all.at("GOGC").text() != "400" {
		t.Errorf("GOGC %q", all.at("GOGC").text())
	}
	for _, name := range names {
		f := readTemplate.function(name)
		memory, limit := f.at("MemorySize"), f.at("Environment", "Variables", "GOMEMLIMIT")
		if memory.Node == nil {
			memory = globals.at("MemorySize")
		}
		if limit.Node == nil {
			limit = all.at("GOMEMLIMIT")
		}
		mib, err := strconv.Atoi(strings.TrimSuffix(limit.text(), "MiB"))
		mb, _ := strconv.Atoi(memory.text())
		if share := mib * 100 / max(1, mb); err != nil || share < 70 || share > 85 {
			t.Errorf("%s: a limit of %s with %s MB", name, limit.text(), memory.text())
		}
	}
}

// TestTemplateOfFunctions checks that each function has its own role and log, is traced, and has alarms.
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
		parameters.at("Architecture", "Default").text() != "arm64" ||
		parameters.at("TracingMode", "Default").text() != "Active" {
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
				if d.at("Value").text() == "!Ref "+f.id {
					watched = append(watched, a.at("MetricName").text()+a.at("ExtendedStatistic").text())
				}
			}
		}
		slices.Sort(watched)
		want := []string{"Durationp99", "Errors", "Throttles"}
		if slices.Contains(inBackground, name) { // its duration means nothing; the age of its backlog does
			want = []string{"BacklogAge", "Errors", "Throttles"}
			if streamOf(f) != "" {
				want = []string{"BacklogAge", "Errors", "IteratorAge", "Throttles"}
			}
			if name == "decide-again" {
				want = []string{"BacklogAge", "Errors", "Failing", "IteratorAge", "Throttles"}
			}
		}
		if !slices.Equal(watched, want) {
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

// streamOf returns a function's event of the table's stream; empty for none.
func streamOf(f samFunction) string {
	for _, id := range f.at("Events").keys() {
		if f.at("Events", id, "Type").text() == "DynamoDB" {
			return id
		}
	}
	return ""
}

// TestTemplateAlarms checks that there are alarms for the lists, the store and the background functions.
func TestTemplateAlarms(t *testing.T) {
	alarms := readTemplate.ofType("AWS::CloudWatch::Alarm")
	functionsOf := func(alarm string) (functions []string) {
		for _, m := range alarms[alarm].at("Metrics").items() {
			for _, d := range m.at("MetricStat", "Metric", "Dimensions").items() {
				functions = append(functions, strings.TrimPrefix(d.at("Value").text(), "!Ref "))
			}
		}
		slices.Sort(functions)
		return functions
	}
	for alarm, want := range map[string][]string{
		"ListsUnconfirmed": idsOf(foldersWith(func(main string) bool { return strings.Contains(main, ".WithLists(") })),
		"StoreFails":       {"ImportLists", "KeepSubmissions", "KeepWebhooks"},
	} {
		if got := functionsOf(alarm); !slices.Equal(got, want) {
			t.Errorf("%s watches %v, want %v", alarm, got, want)
		}
	}
	dead := alarms["DeadLettersArrive"]
	if dead.at("MetricName").text() != "ApproximateNumberOfMessagesVisible" || dead.at("Threshold").text() != "0" ||
		dead.at("Dimensions").items()[0].at("Value").text() != "!GetAtt DeadLetters.QueueName" {
		t.Error("dead letters arrive unseen")
	}
	for _, name := range inBackground {
		id := readTemplate.function(name).id + "Behind"
		if alarms[id].at("TreatMissingData").text() != "breaching" { // the schedule has stopped
			t.Errorf("%s: nothing said is taken for good news", id)
		}
	}
}

// TestTemplateThrottles checks that costly public routes have lower limits, and that every throttled route
// exists.
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
	for _, route := range []string{
		"POST /v1/goods/checks/batch", "POST /v1/submissions", "GET /readyz", "$default",
		"POST /v1/lists/{list}/imports", "POST /v1/lists/{list}/imports/{id}/publish", "DELETE /v1/lists/{list}/imports/{id}",
		"POST /v1/catalogues", "POST /v1/webhooks", "PATCH /v1/webhooks/{id}", "POST /v1/webhooks/{id}/deliveries",
		"POST /v1/webhooks/{id}/secret", "POST /v1/feedback",
	} {
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
	for _, name := range append([]string{"import-lists", "keep-catalogues", "keep-feedback", "keep-webhooks"},
		inBackground...) {
		// !If [LimitsConcurrency, 3, !Ref AWS::NoValue]
		limit := readTemplate.function(name).at("ReservedConcurrentExecutions")
		if limit.Node == nil || len(limit.Content) != 3 || limit.Content[0].Value != "LimitsConcurrency" ||
			limit.Content[1].Tag != "!!int" {
			t.Errorf("%s may run away", name)
		}
	}
	// Every method of a route is allowed for pages of other origins.
	methods := map[string]bool{}
	for route := range routes {
		method, _, _ := strings.Cut(route, " ")
		methods[method] = true
	}
	delete(methods, "$default")
	delete(methods, "")
	var allowed []string
	for _, m := range api.at("CorsConfiguration", "AllowMethods").items() {
		allowed = append(allowed, m.text())
	}
	if slices.Sort(allowed); !slices.Equal(allowed, slices.Sorted(maps.Keys(methods))) {
		t.Errorf("pages may use %v, routes have %v", allowed, methods)
	}
}

// TestTemplateBuckets checks that the buckets are private, keep their content, and delete what expires.
func TestTemplateBuckets(t *testing.T) {
	buckets := readTemplate.ofType("AWS::S3::Bucket")
	if len(buckets) != 2 {
		t.Errorf("%d buckets", len(buckets))
	}
	for name, bucket := range buckets {
		// Annexes are kept for ever; catalogues for the time of their jobs, and a week.
		catalogues := name == "Catalogues"
		versions := "Enabled"
		if catalogues {
			versions = ""
		}
		for path, want := range map[string]string{
			"PublicAccessBlockConfiguration/BlockPublicAcls":       "true",
			"PublicAccessBlockConfiguration/BlockPublicPolicy":     "true",
			"PublicAccessBlockConfiguration/IgnorePublicAcls":      "true",
			"PublicAccessBlockConfiguration/RestrictPublicBuckets": "true",
			"VersioningConfiguration/Status":                       versions,
		} {
			if got := bucket.at(strings.Split(path, "/")...).text(); got != want {
				t.Errorf("%s: %s is %q, want %q", name, path, got, want)
			}
		}
		if bucket.at("BucketEncryption").Node == nil || bucket.at("OwnershipControls").Node == nil {
			t.Errorf("%s is not encrypted, or others may own what is in it", name)
		}
		for _, rule := range bucket.at("LifecycleConfiguration", "Rules").items() {
			drops := rule.at("ExpirationInDays").Node != nil
			if rule.at("Status").text() != "Enabled" || drops != (catalogues && rule.at("Id").text() == "ended") {
				t.Errorf("%s, %s: off, or it drops what is to be kept", name, rule.at("Id").text())
			}
		}
		denied := map[string]string{}
		want := map[string]string{"s3:* Bool aws:SecureTransport": "false"}
		resource := readTemplate.resources().at(name)
		if !catalogues {
			want["s3:PutObject Null s3:if-none-match"] = "true"
		}
		if !catalogues && (resource.at("DeletionPolicy").text() != "Retain" ||
			resource.at("UpdateReplacePolicy").text() != "Retain") {
			t.Errorf("%s goes with the stack", name)
		}
		for _, s := range readTemplate.resources().at(name+"Policy", "Properties", "PolicyDocument", "Statement").items() {
			if s.at("Effect").text() != "Deny" || s.at("Principal").text() != "*" {
				t.Errorf("%s: %s lets someone in", name, s.at("Sid").text())
			}
			for _, kind := range s.at("Condition").keys() {
				for _, key := range s.at("Condition", kind).keys() {
					denied[s.at("Action").text()+" "+kind+" "+key] = s.at("Condition", kind, key).text()
				}
			}
		}
		if !maps.Equal(denied, want) {
			t.Errorf("%s: denied %v, want %v", name, denied, want)
		}
	}
}

const deadLetters = "!GetAtt DeadLetters.Arn"

// TestTemplateOfWhatComesByItself checks that failed asynchronous events are not lost: they are retried a
// limited number of times, item by item if in batches, and then sent to the dead-letter queue.
func TestTemplateOfWhatComesByItself(t *testing.T) {
	readers := 0
	for name, f := range readTemplate.ofType("AWS::Serverless::Function") {
		asynchronous := false
		for _, id := range f.at("Events").keys() {
			e := f.at("Events", id, "Properties")
			want := map[string]string{}
			switch kind := f.at("Events", id, "Type").text(); kind {
			case "HttpApi":
				continue
			case "DynamoDB":
				readers++
				want = map[string]string{
					"Stream": "!GetAtt Table.StreamArn", "StartingPosition": "TRIM_HORIZON", "BisectBatchOnFunctionError": "true",
					"DestinationConfig/OnFailure/Destination": deadLetters, "FunctionResponseTypes": "ReportBatchItemFailures",
				}
				for _, bound := range []string{"MaximumRetryAttempts", "MaximumRecordAgeInSeconds", "BatchSize"} {
					if n, err := strconv.Atoi(e.at(bound).text()); err != nil || n < 1 {
						t.Errorf("%s, %s: %s has no bound", name, id, bound)
					}
				}
				if len(e.at("FilterCriteria", "Filters").items()) != 1 {
					t.Errorf("%s, %s: woken by all that is written", name, id)
				}
			case "ScheduleV2", "EventBridgeRule":
				asynchronous = true
				want = map[string]string{"DeadLetterConfig/Arn": deadLetters}
				if kind == "ScheduleV2" {
					want["RoleArn"], want["OmitName"] = "!GetAtt SchedulesRole.Arn", "true"
				}
				for _, bound := range []string{"MaximumEventAgeInSeconds", "MaximumRetryAttempts"} {
					if n, err := strconv.Atoi(e.at("RetryPolicy", bound).text()); err != nil || n < 1 {
						t.Errorf("%s, %s: %s has no bound", name, id, bound)
					}
				}
			default:
				t.Errorf("%s, %s: a %s is not known here", name, id, kind)
			}
			for path, want := range want {
				n := e.at(strings.Split(path, "/")...)
				if items := n.items(); len(items) == 1 {
					n = items[0]
				}
				if got := n.text(); got != want {
					t.Errorf("%s, %s: %s is %q, want %q", name, id, path, got, want)
				}
			}
		}
		if got := f.at("EventInvokeConfig", "DestinationConfig", "OnFailure", "Destination").text(); asynchronous &&
			got != deadLetters {
			t.Errorf("%s: what fails goes to %q", name, got)
		}
	}
	if readers == 0 || readers > 2 {
		t.Errorf("%d functions read the stream; DynamoDB lets two do so at full speed", readers)
	}
	for name, queue := range readTemplate.ofType("AWS::SQS::Queue") {
		if !strings.Contains(name, "Dead") && queue.at("RedrivePolicy").Node == nil {
			t.Errorf("%s: what fails is lost", name)
		}
		if queue.at("SqsManagedSseEnabled").text() != "true" || queue.at("MessageRetentionPeriod").text() != "1209600" {
			t.Errorf("%s is not encrypted, or forgets before anyone looks", name)
		}
	}
}

// TestTemplateParameters checks that only parameters without a sensible default are required, and all have
// descriptions.
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

// TestTemplateTable checks that the table is retained, encrypted, and recoverable.
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
		"Properties/StreamSpecification/StreamViewType":                          "KEYS_ONLY",
	} {
		if got := table.at(strings.Split(path, "/")...).text(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}
