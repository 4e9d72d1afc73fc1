package gateway

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

const smallTemplate = `
Parameters:
  WebOrigin: {Type: String, Default: "https://shop.example.com"}
  NoDefault: {Type: String}
Globals:
  Function: {Timeout: 10}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth: {DefaultAuthorizer: Sellers}
      CorsConfiguration:
        AllowOrigins: [!Ref WebOrigin]
        AllowMethods: [GET]
        MaxAge: 60
  Read:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/read/
      Environment: {Variables: {TABLE: !Ref Table, X: !GetAtt Table.Arn, Y: {Ref: NoDefault}}}
      Events:
        List: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: get, Path: "/lists/{list}", Auth: {Authorizer: NONE}}}
        Own: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: /own}}
        Rest: {Type: HttpApi, Properties: {ApiId: !Ref Api, Auth: {Authorizer: NONE}}}
        Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
  Authorize:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: functions/authorize/, Timeout: 5}
  Table: {Type: AWS::DynamoDB::Table}
`

func TestParseTemplate(t *testing.T) {
	got, err := parseTemplate([]byte(smallTemplate))
	if err != nil {
		t.Fatal(err)
	}
	want := &Template{
		Functions: []Function{
			{Name: "Authorize", Folder: "functions/authorize", Timeout: 5 * time.Second},
			{Name: "Read", Folder: "functions/read", Timeout: 10 * time.Second, Routes: []Route{
				{Key: "$default", Open: true},
				{Key: "GET /lists/{list}", Open: true},
				{Key: "GET /own"},
			}},
		},
		CORS: CORS{AllowOrigins: []string{"https://shop.example.com"}, AllowMethods: []string{"GET"}, MaxAge: 60},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestParseTemplateRefuses(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"no YAML", "Resources:", "Resources: [", "yaml"},
		{"no API", "AWS::Serverless::HttpApi", "AWS::Serverless::Api", "0 HTTP APIs"},
		{"the same route twice", "Path: /own", `Path: "/lists/{list}"`, "belongs to"},
		{"a path without a method", "Method: GET, Path: /own", "Path: /own", "goes with a method"},
		{"no folder", "CodeUri: functions/read/", "Timeout: 3", "no CodeUri"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(smallTemplate, test.old, test.new, 1)
			if text == smallTemplate {
				t.Fatal("the row changes nothing")
			}
			if _, err := parseTemplate([]byte(text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}
