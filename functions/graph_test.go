// Package functions has a folder for each deployed function, and here the tests of all of them.
package functions

import (
	"importchecker/infra/host"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const sdk = "github.com/aws/aws-sdk-go-v2"

// The functions that link what slows their start or is meant for other functions: the AWS services that each
// calls, and the readers of annexes. All but two use the table.
var (
	usesNoSDK    = []string{"authorize", "serve-site"}
	usesBus      = []string{"tell-sellers"}
	readsAnnexes = []string{"import-lists"}
	readsWords   = []string{"check-catalogues", "check-goods", "decide-again", "keep-submissions", "search-tariff"}
	readsSheets  = []string{"check-catalogues"} // sellers' workbooks
)

// annexReaders are the packages that read annexes, and their libraries.
var annexReaders = []string{
	"importchecker/shared/annex", "importchecker/shared/list/compile", "importchecker/shared/services/compile",
	"github.com/xuri/", "golang.org/x/net/html",
}

// sheetReaders are the packages that read workbooks, of annexes and catalogues.
var sheetReaders = []string{"importchecker/shared/annex/xlsx", "importchecker/shared/annex/packed",
	"importchecker/shared/annex/tables"}

// TestImports checks what each function links, since that slows its start. The SDK's config package takes more
// than everything else, and does nothing that the environment does not.
func TestImports(t *testing.T) {
	mains, err := filepath.Glob("*/main.go")
	if err != nil || len(mains) == 0 {
		t.Fatalf("no functions: %v", err)
	}
	for _, main := range mains {
		name := filepath.Dir(main)
		t.Run(name, func(t *testing.T) {
			list := exec.Command("go", "list", "-deps", host.BuildTags, "./"+name)
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
				case strings.HasPrefix(path, sdk) && slices.Contains(usesNoSDK, name):
					t.Errorf("links %s; it talks to no AWS service", path)
				case strings.HasPrefix(path, sdk+"/service/eventbridge") && !slices.Contains(usesBus, name),
					strings.HasPrefix(path, sdk+"/service/s3"):
					t.Errorf("links %s, a service that it does not talk to", path)
				case strings.HasPrefix(path, "importchecker/shared/list/sample"),
					strings.HasPrefix(path, "importchecker/shared/services/sample"):
					t.Errorf("links %s, invented lists", path)
				case slices.Contains(readsSheets, name) && slices.Contains(sheetReaders, path):
				case !slices.Contains(readsAnnexes, name) &&
					slices.ContainsFunc(annexReaders, func(p string) bool { return strings.HasPrefix(path, p) }):
					t.Errorf("links %s, which reads and checks annexes", path)
				case path == "importchecker/shared/search" && !slices.Contains(readsWords, name):
					t.Errorf("links %s; it asks nothing in words", path)
				case path == "importchecker/shared/search/learned":
					t.Errorf("links %s, which has the model that a layer is for", path)
				case strings.HasPrefix(path, "importchecker/infra"), strings.HasPrefix(path, "importchecker/shared/store/bolt"),
					path == "testing":
					t.Errorf("links %s, which is not for a deployed function", path)
				}
			}
		})
	}
}
