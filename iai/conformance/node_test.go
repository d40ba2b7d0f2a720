package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator"
)

const (
	nodeTimeout  = 10 * time.Minute // for all, including a first installation, on a busy machine
	nodeFarewell = 5 * time.Second  // for processes that are asked to end
)

const nodeKeyID, nodeKey = "CONFORMANCEID", "CONFORMANCEKEY"

// nodeOptions are the options of simulators, by the file of the suite, where not the default.
var nodeOptions = map[string]simulator.Options{
	"quota.test.mjs":   {QPS: 2},
	"overlap.test.mjs": {Latency: 100 * time.Millisecond, Scope: "account"},
}

func TestOfficialNodeSDK(t *testing.T) {
	installed(t, "node")
	installed(t, "npm")
	files, err := filepath.Glob("node/*.test.mjs")
	if err != nil || len(files) == 0 {
		t.Fatalf("the suite is not in node/: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), nodePatience(t))
	t.Cleanup(cancel)
	suite := append(nodeEnvironment(),
		"NODE_PATH="+nodeSDK(ctx, t),
		"PHOTOS="+nodePhotos(t),
		"CODES="+nodeCodes(t),
	)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			nodeTests(ctx, t, file, suite)
		})
	}
}

// nodePatience leaves time to print the output before go test kills everything.
func nodePatience(t *testing.T) time.Duration {
	if deadline, ok := t.Deadline(); ok {
		return min(nodeTimeout, time.Until(deadline)-time.Minute)
	}
	return nodeTimeout
}

// installed skips the test where a program is not installed, but fails in CI, where a skip is not
// read.
func installed(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed, and CI is to run this suite", program)
	}
	t.Skipf("NOT TESTED: %s is not installed, so the official SDK for Node was not tried against the simulator", program)
}

// nodeTests runs one file of the suite against a simulator of its own.
func nodeTests(ctx context.Context, t *testing.T, file string, suite []string) {
	address := nodeSimulator(t, nodeOptions[filepath.Base(file)])
	node := command(ctx, "node", "--test", "--test-reporter=tap", file)
	node.Env = append(append([]string{}, suite...), "SIMULATOR="+address, "SECRET_ID="+nodeKeyID, "SECRET_KEY="+nodeKey)
	said, err := node.CombinedOutput()
	report := readTAP(string(said))
	for _, failed := range report.failures {
		t.Error(failed)
	}
	if len(report.failures) > 0 {
		t.Log(strings.Join(report.notes, "\n"))
	}
	t.Logf("%d tests, %d passed", report.tests, report.passed)
	switch {
	case err != nil && len(report.failures) == 0:
		t.Errorf("%v\n%s", errors.Join(err, context.Cause(ctx)), said)
	case report.tests == 0 || report.passed+len(report.failures) != report.tests:
		t.Errorf("not every test was run to its end:\n%s", said)
	}
}

// nodeSimulator starts a simulator and returns its HOST:PORT.
func nodeSimulator(t *testing.T, o simulator.Options) string {
	t.Helper()
	o.SecretID, o.SecretKey = nodeKeyID, nodeKey
	s, err := simulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := simulator.Listen("127.0.0.1:0", s)
	if err != nil {
		t.Fatal(errors.Join(err, s.Close()))
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return strings.TrimPrefix(l.URL, "http://")
}

// command is a program that ends with ctx: by an interrupt, so that it can end its own processes, and
// by force when it does not end.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = nodeFarewell
	return c
}

// nodeEnvironment returns the environment without http_proxy, which the SDK uses even for loopback.
func nodeEnvironment() (kept []string) {
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "http_proxy=") {
			kept = append(kept, pair)
		}
	}
	return kept
}

// nodeCodes writes the codes of the service to a file: those of a run, of a roster and of an SDK never
// come in a reply.
func nodeCodes(t *testing.T) string {
	t.Helper()
	known := []string{}
	for _, e := range codes.All() {
		switch family, _, _ := strings.Cut(e.Code, "."); family {
		case "Run", "Roster", "Preflight", "ClientError":
		default:
			known = append(known, e.Code)
		}
	}
	text, err := json.Marshal(known)
	if err != nil {
		t.Fatal(err)
	}
	return written(t, filepath.Join(t.TempDir(), "codes.json"), text)
}

func written(t *testing.T, path string, content []byte) string {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// nodeSDK returns the folder that the SDK is installed in. It is kept after the test, under a name
// made of what is installed, because an installation takes as long as the suite.
func nodeSDK(ctx context.Context, t *testing.T) string {
	t.Helper()
	root, err := os.UserCacheDir()
	if err != nil {
		root = t.TempDir()
	}
	began, lists := time.Now(), nodeLists(t)
	dir, err := kept(filepath.Join(root, "enroll-conformance"), sum(lists), func(dir string) error {
		return npmInstall(ctx, dir, lists)
	})
	if err != nil {
		t.Fatal(err)
	}
	modules := filepath.Join(dir, "node_modules")
	t.Logf("the SDK is in %s, after %v", modules, time.Since(began).Round(time.Millisecond))
	return modules
}

// nodeLists returns the files that say what to install.
func nodeLists(t *testing.T) map[string][]byte {
	t.Helper()
	lists := map[string][]byte{}
	for _, name := range []string{"package.json", "package-lock.json"} {
		content, err := os.ReadFile(filepath.Join("node", name))
		if err != nil {
			t.Fatal(err)
		}
		lists[name] = content
	}
	return lists
}

func npmInstall(ctx context.Context, dir string, lists map[string][]byte) error {
	for name, content := range lists {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	npm := command(ctx, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	npm.Dir = dir
	if said, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", errors.Join(err, context.Cause(ctx)), said)
	}
	return nil
}
