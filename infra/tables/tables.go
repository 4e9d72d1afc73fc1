package tables

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"gopkg.in/yaml.v3"
)

// A Table is a table declared by the template.
type Table struct {
	LogicalID   string
	BillingMode string
	Keys        []Key
	Attributes  []Attribute
	Indexes     []Index
	StreamView  string // the stream's view type; empty for no stream
	TTL         string // the attribute of the time to live; empty for none
	Encrypted   bool   // with a KMS key
	Recovery    bool   // point-in-time recovery
	Protected   bool   // deletion protection
}

// An Attribute is an attribute of a key.
type Attribute struct {
	AttributeName string `yaml:"AttributeName"`
	AttributeType string `yaml:"AttributeType"` // S, N or B
}

// A Key is one attribute of a key schema.
type Key struct {
	AttributeName string `yaml:"AttributeName"`
	KeyType       string `yaml:"KeyType"` // HASH or RANGE
}

// An Index is a global secondary index.
type Index struct {
	IndexName  string `yaml:"IndexName"`
	KeySchema  []Key  `yaml:"KeySchema"`
	Projection struct {
		ProjectionType   string   `yaml:"ProjectionType"`
		NonKeyAttributes []string `yaml:"NonKeyAttributes"`
	} `yaml:"Projection"`
}

// properties are the known properties of AWS::DynamoDB::Table.
type properties struct {
	TableName              any         `yaml:"TableName"`
	TableClass             any         `yaml:"TableClass"`
	Tags                   any         `yaml:"Tags"`
	BillingMode            string      `yaml:"BillingMode"`
	AttributeDefinitions   []Attribute `yaml:"AttributeDefinitions"`
	KeySchema              []Key       `yaml:"KeySchema"`
	GlobalSecondaryIndexes []Index     `yaml:"GlobalSecondaryIndexes"`
	StreamSpecification    struct {
		StreamViewType string `yaml:"StreamViewType"`
	} `yaml:"StreamSpecification"`
	TimeToLiveSpecification struct {
		AttributeName string `yaml:"AttributeName"`
		Enabled       bool   `yaml:"Enabled"`
	} `yaml:"TimeToLiveSpecification"`
	SSESpecification struct {
		SSEEnabled     bool `yaml:"SSEEnabled"`
		SSEType        any  `yaml:"SSEType"`
		KMSMasterKeyID any  `yaml:"KMSMasterKeyId"`
	} `yaml:"SSESpecification"`
	PointInTimeRecoverySpecification struct {
		PointInTimeRecoveryEnabled bool `yaml:"PointInTimeRecoveryEnabled"`
		RecoveryPeriodInDays       any  `yaml:"RecoveryPeriodInDays"`
	} `yaml:"PointInTimeRecoverySpecification"`
	DeletionProtectionEnabled bool `yaml:"DeletionProtectionEnabled"`
}

// Read reads the tables of a template file, in order.
func Read(path string) ([]Table, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read tables: %w", err)
	}
	list, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("read tables of %s: %w", path, err)
	}
	return list, nil
}

// Parse reads the tables of a template, in order. A template without tables is an error.
func Parse(template []byte) ([]Table, error) {
	var doc struct {
		Resources yaml.Node `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(template, &doc); err != nil {
		return nil, err
	}
	var list []Table
	for i := 0; i+1 < len(doc.Resources.Content); i += 2 {
		id, resource := doc.Resources.Content[i].Value, doc.Resources.Content[i+1]
		if typ := child(resource, "Type"); typ == nil || typ.Value != "AWS::DynamoDB::Table" {
			continue
		}
		t, err := parseTable(id, child(resource, "Properties"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		list = append(list, t)
	}
	if list == nil {
		return nil, errors.New("no resource of type AWS::DynamoDB::Table")
	}
	return list, nil
}

// child returns the value of a key of a mapping, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func parseTable(id string, n *yaml.Node) (Table, error) {
	if n == nil {
		return Table{}, errors.New("no properties")
	}
	blank(n)
	// Only a decoder has KnownFields, and a decoder reads text.
	text, err := yaml.Marshal(n)
	if err != nil {
		return Table{}, err
	}
	var p properties
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&p); err != nil {
		return Table{}, err
	}
	t := Table{
		LogicalID:   id,
		BillingMode: p.BillingMode,
		Keys:        p.KeySchema,
		Attributes:  p.AttributeDefinitions,
		Indexes:     p.GlobalSecondaryIndexes,
		StreamView:  p.StreamSpecification.StreamViewType,
		Encrypted:   p.SSESpecification.SSEEnabled,
		Recovery:    p.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
		Protected:   p.DeletionProtectionEnabled,
	}
	if p.TimeToLiveSpecification.Enabled {
		t.TTL = p.TimeToLiveSpecification.AttributeName
	}
	return t, t.validate()
}

// blank clears the values that CloudFormation computes.
func blank(n *yaml.Node) {
	if function(n) {
		*n = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
		return
	}
	for _, c := range n.Content {
		blank(c)
	}
}

// function reports whether a value is a call of a CloudFormation function: !Ref Name, or {Ref: Name}.
func function(n *yaml.Node) bool {
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		return true
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		return false
	}
	name := n.Content[0].Value
	return name == "Ref" || strings.HasPrefix(name, "Fn::")
}

// validate returns an error for a table with incomplete keys.
func (t Table) validate() error {
	defined := make(map[string]bool)
	for _, a := range t.Attributes {
		if a.AttributeName == "" || a.AttributeType == "" {
			return errors.New("an attribute definition lacks its name or type")
		}
		defined[a.AttributeName] = true
	}
	keys := append([]Key{}, t.Keys...)
	for _, x := range t.Indexes {
		if x.IndexName == "" || len(x.KeySchema) == 0 || x.Projection.ProjectionType == "" {
			return errors.New("an index lacks its name, key or projection")
		}
		keys = append(keys, x.KeySchema...)
	}
	for _, k := range keys {
		if !defined[k.AttributeName] || k.KeyType == "" {
			return fmt.Errorf("key %q has no definition or type", k.AttributeName)
		}
	}
	switch {
	case len(t.Keys) == 0:
		return errors.New("no key schema")
	case t.BillingMode != string(types.BillingModePayPerRequest):
		return fmt.Errorf("billing mode %q: only PAY_PER_REQUEST is made here", t.BillingMode)
	}
	return nil
}

// CreateTableInput returns the request that creates the table, as declared, under a name. Time to live and
// recovery are set by other requests.
func (t Table) CreateTableInput(name string) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:   aws.String(name),
		BillingMode: types.BillingMode(t.BillingMode),
		KeySchema:   keySchema(t.Keys),
	}
	for _, a := range t.Attributes {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{
			AttributeName: aws.String(a.AttributeName),
			AttributeType: types.ScalarAttributeType(a.AttributeType),
		})
	}
	for _, x := range t.Indexes {
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(x.IndexName),
			KeySchema: keySchema(x.KeySchema),
			Projection: &types.Projection{
				ProjectionType:   types.ProjectionType(x.Projection.ProjectionType),
				NonKeyAttributes: x.Projection.NonKeyAttributes,
			},
		})
	}
	if t.StreamView != "" {
		in.StreamSpecification = &types.StreamSpecification{
			StreamEnabled:  aws.Bool(true),
			StreamViewType: types.StreamViewType(t.StreamView),
		}
	}
	if t.Encrypted {
		in.SSESpecification = &types.SSESpecification{Enabled: aws.Bool(true)}
	}
	if t.Protected {
		in.DeletionProtectionEnabled = aws.Bool(true)
	}
	return in
}

func keySchema(keys []Key) []types.KeySchemaElement {
	var list []types.KeySchemaElement
	for _, k := range keys {
		list = append(list, types.KeySchemaElement{
			AttributeName: aws.String(k.AttributeName),
			KeyType:       types.KeyType(k.KeyType),
		})
	}
	return list
}
