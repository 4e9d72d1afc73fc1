// Package tables reads the tables that a SAM template declares, so that tests and the local server create the
// same tables as a deployment.
//
// It reads the resources of type AWS::DynamoDB::Table. An unknown property is an error, because a table created
// without it would differ from the template's. Values that CloudFormation computes (Ref, Sub, GetAtt and the
// other functions, short or long) are accepted for what has no meaning outside AWS, such as a name, a tag, or
// deletion protection, and refused for a key.
//
// Create does not set what emulators ignore: point-in-time recovery, encryption, deletion protection, tags.
package tables
