// Package emulator provides a DynamoDB for tests, over a real connection.
//
// The environment selects it, by the first of these that is set:
//
//	DYNAMODB_ENDPOINT   URL of one that is running
//	DYNOXIDE            the dynoxide program: npm package @dynoxide/linux-x64
//	DYNAMODB_LOCAL_DIR  the directory of Amazon's DynamoDBLocal.jar; needs java
//
// The last two are started for the test, in memory, on a free port of the loopback interface, and stopped after
// it. DynamoDB Local is licensed to holders of an AWS account, not for redistribution: do not commit it.
//
// If none of them is set, tests that need it are skipped, with a message that says how to run them.
package emulator

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"importchecker/infra/tables"
	"importchecker/shared/store/dynamo"
)

// startTimeout is how long an emulator may take to open its port: Java needs two seconds, more on a busy
// machine.
const startTimeout = 30 * time.Second

const skipped = `no DynamoDB to test against; run
	npm i --prefix DIR --no-save --no-audit --no-fund @dynoxide/linux-x64@1.2.1
	DYNOXIDE=DIR/node_modules/@dynoxide/linux-x64/dynoxide go test ./...`

// Config returns the configuration of a DynamoDB that runs until the test ends, without a table's name, or
// skips the test.
func Config(t testing.TB) dynamo.Config {
	t.Helper()
	return dynamo.Config{
		Region:      "us-east-1",
		Endpoint:    endpoint(t),
		Credentials: dynamo.Environment(Credentials),
	}
}

// Table creates an empty table as a template declares its first one, under a unique name, and deletes it after
// the test. It returns c with that name.
func Table(t testing.TB, c dynamo.Config, template string) dynamo.Config {
	t.Helper()
	list, err := tables.Read(template)
	if err != nil {
		t.Fatal(err)
	}
	client, err := dynamo.NewClient(c)
	if err != nil {
		t.Fatal(err)
	}
	c.Table = "test-" + rand.Text()
	if err := list[0].Create(t.Context(), client, c.Table); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The test's own context is done by then.
		_, err := client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &c.Table})
		if err != nil {
			t.Errorf("delete table: %v", err)
		}
	})
	return c
}

// Credentials replaces os.Getenv for emulators, which accept any key.
func Credentials(name string) string {
	switch name {
	case "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY":
		return "local" // DynamoDB Local accepts only letters and digits
	}
	return ""
}

func endpoint(t testing.TB) string {
	t.Helper()
	if url := os.Getenv("DYNAMODB_ENDPOINT"); url != "" {
		return url
	}
	_, port, _ := net.SplitHostPort(FreeAddress(t))
	if program := os.Getenv("DYNOXIDE"); program != "" {
		return start(t, port, exec.Command(program, "serve", "--host", "127.0.0.1", "--port", port))
	}
	if dir := os.Getenv("DYNAMODB_LOCAL_DIR"); dir != "" {
		cmd := exec.Command("java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
			"-Djava.library.path="+filepath.Join(dir, "DynamoDBLocal_lib"), "-jar", "DynamoDBLocal.jar",
			"-inMemory", "-sharedDb", "-disableTelemetry", "-port", port)
		cmd.Dir = dir
		return start(t, port, cmd)
	}
	t.Skip(skipped)
	return ""
}

// start runs an emulator until the end of the test, and returns its URL once it accepts connections.
func start(t testing.TB, port string, cmd *exec.Cmd) string {
	t.Helper()
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatalf("start emulator: %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	for deadline := time.Now().Add(startTimeout); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("emulator ended: %v\n%s", err, output.Bytes())
		default:
		}
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			c.Close()
			return fmt.Sprintf("http://127.0.0.1:%s", port)
		}
	}
	t.Fatalf("emulator does not listen on port %s", port)
	return ""
}

// WithoutStream returns a copy of a template whose table has no stream, for tests that read none: in dynoxide
// writes get slower with the number of stream records, 25 ms after 8,000 of them, instead of 0.2 ms.
func WithoutStream(t testing.TB, template string) string {
	t.Helper()
	text, err := os.ReadFile(template)
	if err != nil {
		t.Fatal(err)
	}
	const stream = "      StreamSpecification:\n        StreamViewType: KEYS_ONLY\n"
	if !strings.Contains(string(text), stream) {
		t.Fatal("the template declares no stream as this test knows it")
	}
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), stream, "", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
