package gateway

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// A Template is the part of template.yaml that the gateway needs.
type Template struct {
	Functions []Function
	CORS      CORS
}

// A Function is a deployed function.
type Function struct {
	Name    string // its logical id
	Folder  string // its CodeUri: functions/check-goods
	Timeout time.Duration
	Routes  []Route
}

// A Route is a route of a function.
type Route struct {
	Key  string // as in API Gateway: "GET /v1/lists/{list}", or "$default"
	Open bool   // whether it needs no authorizer
}

// CORS is the API's CORS configuration.
type CORS struct {
	AllowOrigins  []string `yaml:"AllowOrigins"`
	AllowMethods  []string `yaml:"AllowMethods"`
	AllowHeaders  []string `yaml:"AllowHeaders"`
	ExposeHeaders []string `yaml:"ExposeHeaders"`
	MaxAge        int      `yaml:"MaxAge"`
}

// DefaultRoute is the key of the route for requests that no other route matches.
const DefaultRoute = "$default"

// The parts of a SAM template that are read. Absent values have SAM's defaults.
type (
	samTemplate struct {
		Parameters map[string]struct {
			Default yaml.Node `yaml:"Default"`
		} `yaml:"Parameters"`
		Globals struct {
			Function samFunction `yaml:"Function"`
		} `yaml:"Globals"`
		Resources map[string]struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	samFunction struct {
		CodeURI string              `yaml:"CodeUri"`
		Timeout int                 `yaml:"Timeout"`
		Events  map[string]samEvent `yaml:"Events"`
	}
	samEvent struct {
		Type       string    `yaml:"Type"`
		Properties yaml.Node `yaml:"Properties"`
	}
	samHTTPEvent struct {
		Method string  `yaml:"Method"`
		Path   string  `yaml:"Path"`
		Auth   samAuth `yaml:"Auth"`
	}
	samAuth struct {
		Authorizer string `yaml:"Authorizer"`
	}
	samHTTPAPI struct {
		Auth struct {
			DefaultAuthorizer string `yaml:"DefaultAuthorizer"`
		} `yaml:"Auth"`
		CORS CORS `yaml:"CorsConfiguration"`
	}
)

// samTimeout is the default timeout in seconds.
const samTimeout = 3

// ReadTemplate reads a template file.
func ReadTemplate(file string) (*Template, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	t, err := parseTemplate(text)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return t, nil
}

func parseTemplate(text []byte) (*Template, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	var sam samTemplate
	if err := root.Decode(&sam); err != nil {
		return nil, err
	}
	// Replace references to parameters by their defaults. Other intrinsic functions are only in places that are
	// not read.
	for name, r := range sam.Resources {
		resolve(&r.Properties, func(parameter string) *yaml.Node {
			if p, ok := sam.Parameters[parameter]; ok && p.Default.Kind != 0 {
				return &p.Default
			}
			return nil
		})
		sam.Resources[name] = r
	}

	t := &Template{}
	defaultAuthorizer := ""
	apis := 0
	for name, r := range sam.Resources {
		if r.Type != "AWS::Serverless::HttpApi" {
			continue
		}
		var api samHTTPAPI
		if err := r.Properties.Decode(&api); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		defaultAuthorizer, t.CORS = api.Auth.DefaultAuthorizer, api.CORS
		apis++
	}
	if apis != 1 {
		return nil, fmt.Errorf("%d HTTP APIs; one is served", apis)
	}
	for name, r := range sam.Resources {
		if r.Type != "AWS::Serverless::Function" {
			continue
		}
		f, err := readFunction(name, &r.Properties, sam.Globals.Function, defaultAuthorizer)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		t.Functions = append(t.Functions, f)
	}
	slices.SortFunc(t.Functions, func(a, b Function) int { return strings.Compare(a.Folder, b.Folder) })
	return t, t.check()
}

func readFunction(name string, properties *yaml.Node, globals samFunction, defaultAuthorizer string) (Function, error) {
	sam := samFunction{Timeout: globals.Timeout}
	if err := properties.Decode(&sam); err != nil {
		return Function{}, err
	}
	if sam.CodeURI == "" {
		return Function{}, errors.New("no CodeUri")
	}
	if sam.Timeout == 0 {
		sam.Timeout = samTimeout
	}
	f := Function{Name: name, Folder: path.Clean(sam.CodeURI), Timeout: time.Duration(sam.Timeout) * time.Second}
	for id, e := range sam.Events {
		if e.Type != "HttpApi" {
			continue
		}
		var event samHTTPEvent
		if err := e.Properties.Decode(&event); err != nil {
			return Function{}, fmt.Errorf("event %s: %w", id, err)
		}
		route := Route{Key: DefaultRoute}
		switch {
		case event.Path != "" && event.Method != "":
			route.Key = strings.ToUpper(event.Method) + " " + event.Path
		case event.Path != "" || event.Method != "":
			return Function{}, fmt.Errorf("event %s: a path goes with a method", id)
		}
		authorizer := event.Auth.Authorizer
		if authorizer == "" {
			authorizer = defaultAuthorizer
		}
		route.Open = authorizer == "" || authorizer == "NONE"
		f.Routes = append(f.Routes, route)
	}
	slices.SortFunc(f.Routes, func(a, b Route) int { return strings.Compare(a.Key, b.Key) })
	return f, nil
}

// check returns an error if a template has the same route twice.
func (t *Template) check() error {
	seen := map[string]string{}
	for _, f := range t.Functions {
		for _, r := range f.Routes {
			if other, ok := seen[r.Key]; ok {
				return fmt.Errorf("route %q belongs to %s and to %s", r.Key, other, f.Name)
			}
			seen[r.Key] = f.Name
		}
	}
	return nil
}

// resolve replaces references to parameters by their values.
func resolve(n *yaml.Node, parameter func(name string) *yaml.Node) {
	name := ""
	switch {
	case n.Tag == "!Ref" && n.Kind == yaml.ScalarNode:
		name = n.Value
	case n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "Ref":
		name = n.Content[1].Value
	}
	if value := parameter(name); name != "" && value != nil {
		*n = *value
		return
	}
	for _, child := range n.Content {
		resolve(child, parameter)
	}
}
