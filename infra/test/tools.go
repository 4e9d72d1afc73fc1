package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// The exact versions of the tools. dynoxide has one package for each platform; they are listed here because npm
// selects among them with a package that is not available everywhere.
const (
	dynoxideVersion = "1.2.1"
	samVersion      = "1.170.0" // includes cfn-lint 1.58.0
	cfnLintVersion  = "1.58.0"

	playwrightVersion = "1.65.1" // drives Chromium
	axeVersion        = "4.14.1" // checks accessibility
)

var dynoxidePackages = map[string]string{
	"linux/amd64":  "@dynoxide/linux-x64",
	"linux/arm64":  "@dynoxide/linux-arm64",
	"darwin/arm64": "@dynoxide/darwin-arm64",
}

// dynoxide returns the path of the DynamoDB emulator, and installs it if necessary. The environment variable
// DYNOXIDE names another.
func (r *run) dynoxide(ctx context.Context) (string, error) {
	if path := os.Getenv("DYNOXIDE"); path != "" {
		return path, nil
	}
	platform := runtime.GOOS + "/" + runtime.GOARCH
	name, ok := dynoxidePackages[platform]
	if !ok {
		return "", fmt.Errorf("%w: there is no dynoxide for %s; name one in DYNOXIDE", errSkipped, platform)
	}
	folder := filepath.Join(r.root, ".tools", "dynoxide-"+dynoxideVersion)
	path := filepath.Join(folder, "node_modules", filepath.FromSlash(name), "dynoxide")
	if executable(path) {
		return path, nil
	}
	if _, err := exec.LookPath("npm"); err != nil {
		if err := r.apt(ctx, "npm"); err != nil {
			return "", fmt.Errorf("%w: dynoxide needs npm: %v", errSkipped, err)
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	fmt.Printf("installing %s@%s into %s\n", name, dynoxideVersion, folder)
	err := r.command(ctx, nil, "npm", "install", "--prefix", folder, "--no-save", "--no-package-lock",
		"--no-audit", "--no-fund", name+"@"+dynoxideVersion)
	if err == nil && !executable(path) {
		err = fmt.Errorf("%s is not in the package", path)
	}
	if err != nil {
		return "", fmt.Errorf("%w: dynoxide cannot be had: %v", errSkipped, err)
	}
	return path, nil
}

// poppler installs the programs that read PDF, if necessary.
func (r *run) poppler(ctx context.Context) error {
	lookUp := func() error {
		_, text := exec.LookPath("pdftotext")
		_, lines := exec.LookPath("pdftocairo")
		return errors.Join(text, lines)
	}
	if lookUp() == nil {
		return nil
	}
	err := r.apt(ctx, "poppler-utils")
	if err = errors.Join(err, lookUp()); err != nil {
		return fmt.Errorf("%w: poppler cannot be had: %v", errSkipped, err)
	}
	return nil
}

// samTools returns the folder of the programs sam and cfn-lint, and installs them if necessary.
func (r *run) samTools(ctx context.Context) (string, error) {
	folder := filepath.Join(r.root, ".tools", "sam-"+samVersion)
	bin := filepath.Join(folder, "bin")
	done := filepath.Join(folder, "installed") // written last
	if _, err := os.Stat(done); err == nil {
		return bin, nil
	}
	if _, err := exec.LookPath("python3"); err != nil {
		if err := r.apt(ctx, "python3-venv"); err != nil {
			return "", fmt.Errorf("%w: sam and cfn-lint need python3: %v", errSkipped, err)
		}
	}
	fmt.Printf("installing aws-sam-cli %s into %s\n", samVersion, folder)
	if err := os.RemoveAll(folder); err != nil {
		return "", err
	}
	err := r.command(ctx, nil, "python3", "-m", "venv", folder)
	if err == nil {
		err = r.command(ctx, nil, filepath.Join(bin, "pip"), "install", "--quiet", "--disable-pip-version-check",
			"aws-sam-cli=="+samVersion, "cfn-lint=="+cfnLintVersion)
	}
	if err != nil {
		return "", fmt.Errorf("%w: sam and cfn-lint cannot be had: %v", errSkipped, err)
	}
	return bin, os.WriteFile(done, nil, 0o644)
}

// emulators are the file names of AWS's Runtime Interface Emulator in the package of the SAM command.
var emulators = map[string]string{
	"linux/amd64": "aws-lambda-rie-x86_64",
	"linux/arm64": "aws-lambda-rie-arm64",
}

// lambdaEmulator returns the path of AWS's Runtime Interface Emulator, which
// comes with the SAM command. The environment variable LAMBDA_RIE names another.
func (r *run) lambdaEmulator(ctx context.Context) (string, error) {
	if path := os.Getenv("LAMBDA_RIE"); path != "" {
		return path, nil
	}
	platform := runtime.GOOS + "/" + runtime.GOARCH
	name, ok := emulators[platform]
	if !ok {
		return "", fmt.Errorf("%w: there is no Runtime Interface Emulator for %s", errSkipped, platform)
	}
	bin, err := r.samTools(ctx)
	if err != nil {
		return "", err
	}
	found, err := filepath.Glob(filepath.Join(filepath.Dir(bin), "lib", "python3*", "site-packages", "samcli", "local",
		"rapid", name))
	if err != nil || len(found) != 1 || !executable(found[0]) {
		return "", fmt.Errorf("%w: the SAM command brings no Runtime Interface Emulator: %v", errSkipped, err)
	}
	return found[0], nil
}

// chromium returns the path of a browser: Chromium's headless shell, which takes two thirds of the time, or
// else a whole Chromium. The environment variable CHROMIUM names another.
func (r *run) chromium(ctx context.Context) (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	var errs error
	for _, names := range [][]string{
		{"chromium-headless-shell"},
		{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"},
	} {
		path := firstInPath(names)
		if path != "" {
			return path, nil
		}
		err := r.apt(ctx, names[0])
		if err == nil {
			err = r.apt(ctx, "fonts-noto-cjk") // without them, Chinese pages are empty boxes
		}
		if path = firstInPath(names); err == nil && path != "" {
			return path, nil
		}
		errs = errors.Join(errs, err)
	}
	return "", fmt.Errorf("%w: Chromium cannot be had: %v", errSkipped, errs)
}

// firstInPath returns the path of the first of the programs that is installed; empty if none is.
func firstInPath(names []string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// pagePackages returns the folder of the npm packages for the tests of the page, and installs them if
// necessary.
func (r *run) pagePackages(ctx context.Context) (string, error) {
	folder := filepath.Join(r.root, ".tools", "page-"+playwrightVersion+"-"+axeVersion)
	done := filepath.Join(folder, "installed") // written last
	if _, err := os.Stat(done); err == nil {
		return folder, nil
	}
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			if err := r.apt(ctx, "npm"); err != nil { // which brings node
				return "", fmt.Errorf("%w: the page's tests need %s: %v", errSkipped, program, err)
			}
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	fmt.Printf("installing playwright-core %s and axe-core %s into %s\n", playwrightVersion, axeVersion, folder)
	err := r.command(ctx, nil, "npm", "install", "--prefix", folder, "--no-save", "--no-package-lock",
		"--no-audit", "--no-fund", "playwright-core@"+playwrightVersion, "axe-core@"+axeVersion)
	if err != nil {
		return "", fmt.Errorf("%w: the page's tests cannot be had: %v", errSkipped, err)
	}
	return folder, os.WriteFile(done, nil, 0o644)
}

// apt installs a Debian package, if that needs no password.
func (r *run) apt(ctx context.Context, name string) error {
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return fmt.Errorf("install %s", name)
	}
	fmt.Printf("installing %s\n", name)
	env := []string{"DEBIAN_FRONTEND=noninteractive"}
	if err := r.command(ctx, env, "apt-get", "update", "-q"); err != nil {
		return err
	}
	return r.command(ctx, env, "apt-get", "install", "-qq", "-y", "--no-install-recommends", name)
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() &&
		(runtime.GOOS == "windows" || strings.ContainsRune(info.Mode().Perm().String(), 'x'))
}
