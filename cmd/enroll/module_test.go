package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// importer is a program in another module, whose tests could run against the simulator like this.
const importer = `package main

import (
	"fmt"
	"net/http/httptest"

	"MODULE/iai/simulator"
)

func main() {
	s, err := simulator.New(simulator.Options{QPS: 50})
	if err != nil {
		panic(err)
	}
	defer s.Close()
	server := httptest.NewServer(s)
	defer server.Close()
	fmt.Println(s.Stats().Billed)
}
`

func TestSimulatorImportsFromAnotherModule(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.sum":  string(sums),
		"go.mod":  "module importer.example\n\ngo 1.26.0\n\nrequire " + module + " v0.0.0\n\nreplace " + module + " => " + root + "\n",
		"main.go": strings.Replace(importer, "MODULE", module, 1),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.CommandContext(t.Context(), "go", "run", "-mod=mod", ".")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "0" {
		t.Errorf("%v\n%s", err, out)
	}
}
