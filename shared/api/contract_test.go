package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/eligibility"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/services"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
)

// description is openapi.yaml, parsed to validate answers.
type description struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
	paths    []string
}

const contractURL = "file:///openapi.yaml"

var loadContract = sync.OnceValues(func() (*description, error) {
	raw, err := os.ReadFile("openapi.yaml")
	if err != nil {
		return nil, err
	}
	var doc map[string]any
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	// Through JSON, so that numbers are what the validator takes them for.
	asJSON, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		return nil, err
	}
	doc = value.(map[string]any)
	closeObjects(doc["components"].(map[string]any)["schemas"])
	d := &description{doc: doc, compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource(contractURL, doc); err != nil {
		return nil, err
	}
	for path := range doc["paths"].(map[string]any) {
		d.paths = append(d.paths, path)
	}
	return d, nil
})

var updateFirst sync.Once

func contract(t *testing.T) *description {
	t.Helper()
	updateFirst.Do(func() {
		if *update {
			TestContractGeneratedParts(t)
		}
	})
	d, err := loadContract()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// closeObjects makes each schema that names properties refuse all others, so
// that a field that is not described fails. Published, the schemas stay open:
// clients must bear new fields.
func closeObjects(node any) {
	switch n := node.(type) {
	case map[string]any:
		if _, ok := n["properties"].(map[string]any); ok {
			if _, given := n["additionalProperties"]; !given {
				n["additionalProperties"] = false
			}
		}
		for _, child := range n {
			closeObjects(child)
		}
	case []any:
		for _, child := range n {
			closeObjects(child)
		}
	}
}

// at follows a path through the document, and references on the way. It
// returns the JSON pointer of what it finds.
func (d *description) at(path ...string) (node map[string]any, pointer string, ok bool) {
	node = d.doc
	for _, name := range path {
		child, found := node[name].(map[string]any)
		if !found {
			return nil, "", false
		}
		pointer += "/" + api.PointerToken(name)
		if ref, isRef := child["$ref"].(string); isRef && len(child) == 1 {
			pointer = strings.TrimPrefix(ref, "#")
			child = d.resolve(pointer)
		}
		node = child
	}
	return node, pointer, true
}

func (d *description) resolve(pointer string) map[string]any {
	node := d.doc
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		node, _ = node[token].(map[string]any)
	}
	return node
}

func (d *description) schema(pointer string) (*jsonschema.Schema, error) {
	if s, ok := d.schemas[pointer]; ok {
		return s, nil
	}
	s, err := d.compiler.Compile(contractURL + "#" + pointer)
	if err == nil {
		d.schemas[pointer] = s
	}
	return s, err
}

// validate validates a JSON value by the schema at a pointer.
func (d *description) validate(pointer, body string) error {
	s, err := d.schema(pointer)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return err
	}
	return s.Validate(value)
}

// operation returns the path of the document that matches the path of a request.
func (d *description) path(path string) (string, bool) {
	best, found := "", false
	for _, p := range d.paths {
		if fits(p, path) && (!found || !strings.Contains(p, "{")) {
			best, found = p, true
		}
	}
	return best, found
}

// fits reports whether a path matches a template.
func fits(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || w != "" && w[0] == '{' && g != "" })
}

var always = []string{"content-type", "content-encoding", "cache-control", "content-language", "vary",
	"x-content-type-options", "allow", "link"}

// check fails when the answer is not one that the document describes: its
// status, its headers, its media type, and every field of its body.
func (d *description) check(t *testing.T, method, path string, res *api.Response) {
	t.Helper()
	where := fmt.Sprintf("%s %s: %d", method, path, res.StatusCode)
	if json.Valid([]byte(res.Body)) && strings.Contains(res.Body, "\\u003c") {
		t.Errorf("%s: HTML escapes", where)
	}
	key, ok := d.path(path)
	if _, _, described := d.at("paths", key, strings.ToLower(method)); !ok || !described {
		if res.StatusCode != 404 && res.StatusCode != 405 {
			t.Errorf("%s is not described", where)
			return
		}
		if err := d.validate("/components/schemas/Problem", res.Body); err != nil {
			t.Errorf("%s: %v", where, err)
		}
		return
	}
	response, pointer, ok := d.at("paths", key, strings.ToLower(method), "responses", fmt.Sprint(res.StatusCode))
	if !ok {
		t.Errorf("%s is not described\n%.400s", where, res.Body)
		return
	}
	for name := range res.Headers {
		described := slices.Contains(always, name)
		headers, _ := response["headers"].(map[string]any)
		for h := range headers {
			described = described || strings.EqualFold(h, name)
		}
		if !described {
			t.Errorf("%s: the header %s is not described", where, name)
		}
	}
	content, _ := response["content"].(map[string]any)
	media, _, _ := strings.Cut(res.Headers["content-type"], ";")
	if _, ok := content[media]; !ok && (len(content) > 0 || res.Body != "") {
		t.Errorf("%s: the media type %q is not described", where, media)
		return
	}
	if strings.HasSuffix(media, "json") {
		if err := d.validate(pointer+"/content/"+api.PointerToken(media)+"/schema", unpacked(t, res)); err != nil {
			t.Errorf("%s: %v\n%.400s", where, err, res.Body)
		}
	}
}

// unpacked returns the uncompressed body of an answer.
func unpacked(t *testing.T, res *api.Response) string {
	if res.Headers["content-encoding"] != "gzip" {
		return res.Body
	}
	z, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(res.Body)))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// The document describes every route there is, and no other; and every query
// parameter that a route takes, and no other.
func TestContractHasEveryRoute(t *testing.T) {
	d := contract(t)
	s := newService(t)
	var described []string
	for path, item := range d.doc["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	slices.Sort(described)
	delete(s.routes, api.DefaultRoute)
	if routes := slices.Sorted(maps.Keys(s.routes)); !slices.Equal(routes, described) {
		t.Errorf("routes\n%s\ndescribed\n%s", strings.Join(routes, "\n"), strings.Join(described, "\n"))
	}
	for key := range s.routes {
		method, path, _ := strings.Cut(key, " ")
		operation, _, _ := d.at("paths", path, strings.ToLower(method))
		if path == "/" || strings.HasPrefix(path, "/page/") {
			continue // what stands in the query is the page's own
		}
		for _, name := range append(d.parameters(), "other") {
			taken := !slices.Contains(s.unknownParameters(method, path, name), name)
			if want := d.hasQuery(operation, name); taken != want {
				t.Errorf("%s: query parameter %s is taken: %v, described: %v", key, name, taken, want)
			}
		}
	}
}

func (s *service) unknownParameters(method, path, name string) []string {
	res := s.send(method, path+"?"+name+"=1", "{}", authorized("seller-1", "seller maintainer"))
	var unknown []string
	for _, f := range faultsOf(s.t, res) {
		if pointer, ok := strings.CutSuffix(f, " "+string(problem.UnknownParameter)); ok {
			unknown = append(unknown, strings.TrimPrefix(pointer, "/query/"))
		}
	}
	return unknown
}

// parameters lists the names of all query parameters of all routes.
func (d *description) parameters() (names []string) {
	var walk func(node any)
	walk = func(node any) {
		switch node := node.(type) {
		case map[string]any:
			if name, ok := node["name"].(string); ok && node["in"] == "query" {
				names = append(names, name)
			}
			for _, member := range node {
				walk(member)
			}
		case []any:
			for _, member := range node {
				walk(member)
			}
		}
	}
	walk(d.doc)
	slices.Sort(names)
	return slices.Compact(names)
}

func (d *description) hasQuery(operation map[string]any, name string) bool {
	list, _ := operation["parameters"].([]any)
	for _, p := range list {
		param := p.(map[string]any)
		if ref, ok := param["$ref"].(string); ok {
			param = d.resolve(strings.TrimPrefix(ref, "#"))
		}
		if param["in"] == "query" && param["name"] == name {
			return true
		}
	}
	return false
}

// Every reference resolves, and every schema compiles.
func TestContractReferences(t *testing.T) {
	d := contract(t)
	var walk func(node any)
	walk = func(node any) {
		switch n := node.(type) {
		case map[string]any:
			if ref, ok := n["$ref"].(string); ok && d.resolve(strings.TrimPrefix(ref, "#")) == nil {
				t.Errorf("%s leads nowhere", ref)
			}
			for _, child := range n {
				walk(child)
			}
		case []any:
			for _, child := range n {
				walk(child)
			}
		}
	}
	walk(d.doc)
	for name := range d.doc["components"].(map[string]any)["schemas"].(map[string]any) {
		if _, err := d.schema("/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every example satisfies the schema beside it.
func TestContractExamples(t *testing.T) {
	d := contract(t)
	examples := 0
	var walk func(node any, pointer string)
	walk = func(node any, pointer string) {
		n, ok := node.(map[string]any)
		if !ok {
			return
		}
		if example, ok := n["example"]; ok && n["schema"] != nil {
			body, _ := json.Marshal(example)
			if err := d.validate(pointer+"/schema", string(body)); err != nil {
				t.Errorf("%s/example: %v", pointer, err)
			}
			examples++
		}
		for name, child := range n {
			if name != "example" {
				walk(child, pointer+"/"+api.PointerToken(name))
			}
		}
	}
	walk(d.doc, "")
	if examples < 8 {
		t.Errorf("%d examples", examples)
	}
}

// The generated parts of the document are between marks, and -update rewrites them:
// codes, facts, channels, and examples from events/.
func TestContractGeneratedParts(t *testing.T) {
	raw, current := generatedParts(t)
	if raw == current {
		return
	}
	if !*update {
		t.Fatal("openapi.yaml is behind the code; go test ./shared/api -update rewrites it")
	}
	if err := os.WriteFile("openapi.yaml", []byte(current), 0o644); err != nil {
		t.Fatal(err)
	}
}

// generatedParts returns the document as it is, and as it should be.
func generatedParts(t *testing.T) (raw, current string) {
	file, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	lines := strings.Split(string(file), "\n")
	for i := 0; i < len(lines); i++ {
		out = append(out, lines[i])
		indent, mark, ok := strings.Cut(lines[i], "# begin ")
		if !ok {
			continue
		}
		for strings.TrimSpace(lines[i]) != "# end" {
			i++
		}
		for _, line := range generated(t, mark) {
			out = append(out, strings.TrimRight(indent+line, " "))
		}
		out = append(out, lines[i])
	}
	return string(file), strings.Join(out, "\n")
}

func generated(t *testing.T, mark string) []string {
	switch kind, name, _ := strings.Cut(mark, " "); kind {
	case "channels":
		return channelLines()
	case "facts":
		return factLines(eligibility.Vocabulary())
	case "service_facts":
		return factLines(eligibility.ServiceVocabulary())
	case "undelivered":
		return []string{enum(webhook.UndeliveredCodes())}
	case "places":
		return []string{enum(strings.Split(question.PlaceNames(), ", "))}
	case "systems":
		return systemLines()
	case "reason":
		return reasonLines(eligibility.ReasonCodes(), eligibility.ReasonDocs())
	case "service_reason":
		return reasonLines(eligibility.ServiceReasonCodes(), eligibility.ServiceReasonDocs())
	case "problem":
		return codeLines(func(c problem.Code) bool { return c.Status() > 0 })
	case "error":
		return codeLines(func(c problem.Code) bool { return c.Status() == 0 || slices.Contains(alsoErrors, c) })
	case "findings":
		return findingLines()
	case "event":
		return eventLines(t)
	case "request", "answer":
		return exampleLines(t, kind, name)
	}
	t.Fatalf("unknown mark %q", mark)
	return nil
}

// alsoErrors are the problems that also occur in errors, with their place.
var alsoErrors = []problem.Code{problem.EmptyBody, problem.InvalidJSON, problem.InvalidUTF8, problem.TooDeep,
	problem.InvalidCursor}

func enum(codes []string) string { return "enum: [" + strings.Join(codes, ", ") + "]" }

// described returns a member "description" with a list of names and their meanings.
func described(meanings [][2]string) []string {
	lines := []string{"description: |"}
	for _, m := range meanings {
		lines = append(lines, "  - "+m[0]+": "+strings.ReplaceAll(m[1], "\n", " "))
	}
	return lines
}

func channelLines() []string {
	var ids []string
	var meanings [][2]string
	for _, id := range eligibility.Channels() {
		ids = append(ids, string(id))
		meanings = append(meanings, [2]string{"`" + string(id) + "`", eligibility.ChannelName(id).EN})
	}
	return append(described(meanings), enum(ids))
}

func systemLines() []string {
	var ids []string
	var meanings [][2]string
	for _, s := range services.Systems() {
		ids = append(ids, s.String())
		meanings = append(meanings, [2]string{"`" + s.String() + "`", s.Title()})
	}
	return append(described(meanings), enum(ids))
}

func factLines(vocabulary []*eligibility.FactSpec) []string {
	var lines []string
	for _, spec := range vocabulary {
		if spec.Key == eligibility.ServiceActivity {
			lines = append(lines, activityLines(spec)...)
			continue
		}
		lines = append(lines, spec.Name+":", "  description: "+quoted(spec.Question.EN), "  type: "+spec.Kind.String())
		switch {
		case spec.Kind == eligibility.Number:
			lines = append(lines, "  minimum: 0", "  maximum: 1000000000", "  multipleOf: 0.001")
		case len(spec.Values) > 0:
			lines = append(lines, "  "+enum(spec.Values))
		case spec.Kind == eligibility.String:
			lines = append(lines, "  minLength: 1", "  maxLength: 200")
		}
	}
	return lines
}

// activityLines describes the fact whose values a list can add to, so that
// they are no enumeration.
func activityLines(spec *eligibility.FactSpec) []string {
	lines := []string{spec.Name + ":", "  description: |", "    " + spec.Question.EN,
		"    Lists that are brought in can name others besides these:", ""}
	for _, a := range services.Activities() {
		lines = append(lines, "    - `"+a.Key+"`: "+a.Name.EN)
	}
	return append(lines,
		"    - `"+services.NoActivity+"`: "+decision.NoActivity.EN,
		"  oneOf:",
		"    - {type: string, minLength: 1, maxLength: 200}",
		"    - type: array", "      maxItems: 20", "      items: {type: string, minLength: 1, maxLength: 200}")
}

func reasonLines(all []eligibility.ReasonCode, docs []eligibility.ReasonDoc) []string {
	var codes []string
	var meanings [][2]string
	for _, code := range all {
		codes = append(codes, string(code))
	}
	for _, doc := range docs {
		label := "`" + string(doc.Code) + "`"
		if doc.Effect != 0 {
			label += " (" + doc.Effect.String() + ")"
		}
		meanings = append(meanings, [2]string{label, doc.Pattern.EN})
	}
	return append(described(meanings), enum(codes))
}

func codeLines(of func(problem.Code) bool) []string {
	var codes []string
	var meanings [][2]string
	for _, c := range problem.Codes() {
		if of(c) {
			codes = append(codes, string(c))
			meanings = append(meanings, [2]string{"`" + string(c) + "`", c.Sentence().EN})
		}
	}
	return append(described(meanings), enum(codes))
}

// eventLines returns the example of an event.
func eventLines(t *testing.T) []string {
	e := event.Event{
		ID: "06eae9c2h0000000000000000w", Type: event.DecisionChanged, At: start, Seller: "seller-1",
		Submission: "06eae7xs000000000000000004", Kind: submission.Goods, Ref: "SKU-1", Code: "04090000", AsOf: "2026-07-01",
		Decision: "06eae9c2h00000000000000010", Seq: 2,
		Old: []submission.Verdict{{Where: "cbec_bonded", Verdict: "undetermined"}},
		New: []submission.Verdict{{Where: "cbec_bonded", Verdict: "conditional"}},
		Cause: event.Cause{
			Publication: "06eae9a4000000000000000008", Version: 1, Action: library.ActionPublished, List: "cbec-retail-import",
			Edition: "2026-07", Document: "示例公告第1号（仅用于测试）", Change: event.CauseAdded, Entry: "1", Code: "04090000",
		},
	}
	payload, err := e.Payload()
	if err != nil {
		t.Fatal(err)
	}
	return indented(t, payload)
}

// findingLines describes the findings about an edition, and which of them a maintainer
// may accept.
func findingLines() []string {
	var codes []string
	var meanings [][2]string
	for _, doc := range publication.FindingDocs() {
		label := "`" + string(doc.Code) + "`"
		switch {
		case slices.Contains(publication.Acceptable(), doc.Code):
			label += " (a problem that may be accepted)"
		case doc.Problem:
			label += " (a problem)"
		}
		codes = append(codes, string(doc.Code))
		meanings = append(meanings, [2]string{label, doc.Text})
	}
	return append(described(meanings), enum(codes))
}

func quoted(s string) string {
	q, _ := jsontext.AppendQuote(nil, s)
	return string(q)
}

// exampleLines takes an example from events/: the body of an event, or of its
// golden answer.
func exampleLines(t *testing.T, kind, name string) []string {
	file := eventsDir + "/" + name + ".json"
	if kind == "answer" {
		file = eventsDir + "/" + name + ".golden.json"
	}
	raw, err := os.ReadFile(file)
	if os.IsNotExist(err) && *update {
		return nil // there on the second run
	}
	if err != nil {
		t.Fatal(err)
	}
	var message struct{ Body json.RawMessage }
	if err := json.Unmarshal(raw, &message); err != nil {
		t.Fatal(err)
	}
	body := jsontext.Value(message.Body)
	if kind == "request" {
		var s string
		if err := json.Unmarshal(message.Body, &s); err != nil {
			t.Fatal(err)
		}
		body = jsontext.Value(s)
	}
	return indented(t, body)
}

// indented returns the member "example" with a body.
func indented(t *testing.T, body jsontext.Value) []string {
	if err := body.Indent(jsontext.WithIndent("  ")); err != nil {
		t.Fatal(err)
	}
	return append([]string{"example:"}, strings.Split("  "+strings.ReplaceAll(string(body), "\n", "\n  "), "\n")...)
}
