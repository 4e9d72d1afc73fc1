package tables_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"importchecker/infra/tables"
	"importchecker/infra/tables/emulator"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
)

// template is the application's template.
const template = "../../template.yaml"

// sample is a template with CloudFormation functions, short and long.
var sample = filepath.Join("testdata", "template.yaml")

func read(t *testing.T, path string) tables.Table {
	t.Helper()
	list, err := tables.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("got %d tables, want one", len(list))
	}
	return list[0]
}

// TestTemplate checks that the application's table is the one that package store writes, with the protections
// that decisions need.
func TestTemplate(t *testing.T) {
	got := read(t, template)
	want := tables.Table{
		LogicalID:   "Table",
		BillingMode: "PAY_PER_REQUEST",
		Keys: []tables.Key{{AttributeName: store.PartitionKey, KeyType: "HASH"},
			{AttributeName: store.SortKey, KeyType: "RANGE"}},
		Attributes: []tables.Attribute{{AttributeName: store.PartitionKey, AttributeType: "S"},
			{AttributeName: store.SortKey, AttributeType: "S"}},
		StreamView: "KEYS_ONLY",
		TTL:        store.Expires,
		Encrypted:  true,
		Recovery:   true,
		Protected:  true,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestFunctions(t *testing.T) {
	got, want := read(t, sample), read(t, template)
	want.Protected = false // is a condition there
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestParse(t *testing.T) {
	text, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	whole := string(text)
	for _, row := range []struct {
		name, old, new string
		want           string // part of the error; empty for none
	}{
		{"as it is", "", "", ""},
		{"long functions", `!Sub "${AWS::StackName}-${Stage}"`, `{"Fn::Sub": "x"}`, ""},
		{"long reference", "Value: !Ref Stage", "Value: {Ref: Stage}", ""},
		{"time to live off", "Enabled: true", "Enabled: false", ""},
		{"an index", "      TimeToLiveSpecification:", `      GlobalSecondaryIndexes:
        - IndexName: by-sort-key
          KeySchema: [{AttributeName: SK, KeyType: HASH}]
          Projection: {ProjectionType: KEYS_ONLY}
      TimeToLiveSpecification:`, ""},
		{"a property unknown here", "BillingMode:", "KinesisStreamSpecification: {StreamArn: x}\n      BillingMode:",
			"KinesisStreamSpecification"},
		{"a local index", "BillingMode:", "LocalSecondaryIndexes: []\n      BillingMode:", "LocalSecondaryIndexes"},
		{"a key left to CloudFormation", "AttributeName: SK\n          KeyType",
			"AttributeName: !Ref Stage\n          KeyType", `key "" has no definition`},
		{"a key not defined", "AttributeName: SK\n          AttributeType", "AttributeName: XX\n          AttributeType",
			`key "SK" has no definition`},
		{"no type of an attribute", "AttributeType: S", "AttributeType: !Ref Stage", "lacks its name or type"},
		{"provisioned", "PAY_PER_REQUEST", "PROVISIONED", "billing mode"},
		{"no table", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "no resource of type"},
		{"no YAML", "Resources:", "Resources: [", "yaml"},
	} {
		edited := strings.Replace(whole, row.old, row.new, 1)
		if edited == whole && row.old != "" {
			t.Fatalf("%s: nothing was replaced", row.name)
		}
		_, err := tables.Parse([]byte(edited))
		if row.want == "" && err != nil || row.want != "" && !strings.Contains(fmt.Sprint(err), row.want) {
			t.Errorf("%s: got error %v, want %q", row.name, err, row.want)
		}
	}
	if _, err := tables.Read(filepath.Join("testdata", "none.yaml")); !strings.Contains(fmt.Sprint(err), "none.yaml") {
		t.Errorf("got error %v, want one that names the file", err)
	}
}

func TestCreateTableInput(t *testing.T) {
	in := read(t, template).CreateTableInput("T")
	if aws.ToString(in.TableName) != "T" || in.BillingMode != "PAY_PER_REQUEST" || len(in.KeySchema) != 2 ||
		len(in.AttributeDefinitions) != 2 || in.StreamSpecification.StreamViewType != "KEYS_ONLY" ||
		!aws.ToBool(in.StreamSpecification.StreamEnabled) || !aws.ToBool(in.SSESpecification.Enabled) ||
		!aws.ToBool(in.DeletionProtectionEnabled) {
		t.Errorf("got %+v", in)
	}
}

// TestCreate compares the table on an emulator with the template.
func TestCreate(t *testing.T) {
	c := emulator.Table(t, emulator.Config(t), template)
	client, err := dynamo.NewClient(c)
	if err != nil {
		t.Fatal(err)
	}
	name := c.Table
	table := read(t, template)
	// It exists, and is left unchanged.
	if err := table.Create(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	out, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
	if err != nil {
		t.Fatal(err)
	}
	want, got := table.CreateTableInput(name), out.Table
	if !reflect.DeepEqual(got.KeySchema, want.KeySchema) {
		t.Errorf("got key %v, want %v", got.KeySchema, want.KeySchema)
	}
	if got.StreamSpecification == nil ||
		got.StreamSpecification.StreamViewType != want.StreamSpecification.StreamViewType {
		t.Errorf("got stream %v, want %v", got.StreamSpecification, want.StreamSpecification)
	}
	ttl, err := client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &name})
	if err != nil {
		t.Fatal(err)
	}
	if got := aws.ToString(ttl.TimeToLiveDescription.AttributeName); got != table.TTL {
		t.Errorf("got time to live in %q, want %q", got, table.TTL)
	}
}
