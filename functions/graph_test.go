// Package functions holds a folder for each deployed function, and here what
// is true of all of them.
package functions

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const sdk = "github.com/aws/aws-sdk-go-v2"

// usesSDK names the functions that talk to an AWS service. The others read
// what is inside them, and start the faster for not linking the SDK.
var usesSDK = []string{"keep-submissions"}

// What a function links costs its start. The SDK's config package costs more
// than all the rest, and does nothing that the environment does not.
func TestImports(t *testing.T) {
	mains, err := filepath.Glob("*/main.go")
	if err != nil || len(mains) == 0 {
		t.Fatalf("no functions: %v", err)
	}
	for _, main := range mains {
		name := filepath.Dir(main)
		t.Run(name, func(t *testing.T) {
			list := exec.Command("go", "list", "-deps", "-tags=lambda.norpc", "./"+name)
			list.Env = append(list.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm64")
			out, err := list.Output()
			if err != nil {
				t.Fatal(err)
			}
			for path := range strings.Lines(string(out)) {
				path = strings.TrimSpace(path)
				switch {
				case strings.HasPrefix(path, sdk+"/config"), strings.HasPrefix(path, sdk+"/feature/"):
					t.Errorf("links %s", path)
				case path == "net/rpc":
					t.Errorf("links %s, which lambda.norpc leaves out", path)
				case strings.HasPrefix(path, sdk) && !slices.Contains(usesSDK, name):
					t.Errorf("links %s; it talks to no AWS service", path)
				case strings.HasPrefix(path, "importchecker/shared/list/sample"), strings.HasPrefix(path, "importchecker/shared/services/sample"):
					t.Errorf("links %s, invented lists", path)
				case strings.HasPrefix(path, "importchecker/shared/list/annex"), strings.HasPrefix(path, "importchecker/shared/list/compile"):
					t.Errorf("links %s, which reads and checks annexes", path)
				case strings.HasPrefix(path, "importchecker/infra"), strings.HasPrefix(path, "importchecker/shared/store/bolt"), path == "testing":
					t.Errorf("links %s, which is not for a deployed function", path)
				}
			}
		})
	}
}
