// Package tables reads the tables that a SAM template declares, so that tests
// and the local run make the same tables that a deployment does: the template
// is the one definition.
//
// It reads the resources of type AWS::DynamoDB::Table. A property that it does
// not know is an error, because a table made without it would not be the
// template's. Where a value is left to CloudFormation (Ref, Sub, GetAtt and the
// other functions, short or long) there is nothing to read: that is accepted for
// what has no meaning outside Amazon's service, such as a name, a tag, or
// protection against deletion, and refused for a key.
//
// Not made by Create, because emulators have nothing to show for them:
// point-in-time recovery, encryption, protection against deletion, tags.
package tables
