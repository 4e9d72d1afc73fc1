package gateway

import (
	"fmt"
	"strings"
)

// router finds the route of a request as API Gateway does: literal segments take precedence over parameters.
type router struct {
	root node
}

// node is a node of the tree of paths.
type node struct {
	literal  map[string]*node
	param    *node
	name     string // of its parameter
	byMethod map[string]*endpoint
}

// add adds an endpoint for the key "METHOD /path/{parameter}".
func (r *router) add(key string, e *endpoint) error {
	method, path, ok := strings.Cut(key, " ")
	if !ok || !strings.HasPrefix(path, "/") {
		return fmt.Errorf("route %q is not of the form METHOD /path", key)
	}
	n := &r.root
	for segment := range strings.SplitSeq(path[1:], "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			if strings.HasSuffix(name, "+") {
				return fmt.Errorf("route %q: parameters that take many segments are not served here", key)
			}
			if n.param == nil {
				n.param = &node{name: name}
			}
			if n.param.name != name {
				return fmt.Errorf("route %q: {%s} is {%s} in another route", key, name, n.param.name)
			}
			n = n.param
			continue
		}
		if n.literal == nil {
			n.literal = map[string]*node{}
		}
		if n.literal[segment] == nil {
			n.literal[segment] = &node{}
		}
		n = n.literal[segment]
	}
	if n.byMethod == nil {
		n.byMethod = map[string]*endpoint{}
	}
	n.byMethod[method] = e
	return nil
}

// find returns the endpoint of a request and the parameters of its path, or nil.
func (r *router) find(method, path string) (*endpoint, map[string]string) {
	if !strings.HasPrefix(path, "/") {
		return nil, nil
	}
	return r.root.find(method, path[1:])
}

func (n *node) find(method, rest string) (*endpoint, map[string]string) {
	segment, tail, more := strings.Cut(rest, "/")
	step := func(next *node) (*endpoint, map[string]string) {
		switch {
		case next == nil:
			return nil, nil
		case more:
			return next.find(method, tail)
		}
		return next.byMethod[method], nil
	}
	if e, params := step(n.literal[segment]); e != nil {
		return e, params
	}
	if segment == "" {
		return nil, nil
	}
	e, params := step(n.param)
	if e != nil {
		if params == nil {
			params = map[string]string{}
		}
		params[n.param.name] = segment
	}
	return e, params
}
