package conformance

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
)

// byRule are codes that the simulator returns only where a rule says so.
var byRule = []string{codes.ServerError}

func TestEveryCallHasItsStories(t *testing.T) {
	told := map[string]bool{}
	for _, s := range successes() {
		told[s.call] = true
	}
	for _, call := range every() {
		if calls[call] == nil || !told[call] {
			t.Errorf("%s: there is no success of the typed client", call)
		}
		if !slices.Contains(slices.Concat(ofTheGroup, ofThePerson), call) {
			t.Errorf("%s has no column in docs/simulator.md", call)
		}
	}
	if len(calls) != len(every()) || len(ofTheGroup)+len(ofThePerson) != len(every()) {
		t.Error("a story is about a call that the simulator does not have")
	}
}

func TestEveryCodeOfTheSimulatorHasAStory(t *testing.T) {
	told := allStories()
	for _, code := range sourceCodes(t) {
		if told[code] == nil && !slices.Contains(byRule, code) {
			t.Errorf("%s: the simulator speaks of it, and no story shows when", code)
		}
		if told[code] != nil && slices.Contains(byRule, code) {
			t.Errorf("%s is not given by a rule only", code)
		}
	}
	for code := range told {
		if !slices.Contains(ofService(), code) {
			t.Errorf("%s has a story, and is not a code of the service", code)
		}
	}
}

// sourceCodes returns every code in the simulator's source: a constant in a refusal.go, or one of package
// codes.
func sourceCodes(t *testing.T) []string {
	found := map[string]bool{}
	common := constants(t, filepath.Join("..", "..", "codes", "names.go"))
	for _, folder := range []string{filepath.Join("..", "simulator"), filepath.Join("..", "simulator", "account")} {
		for _, code := range constants(t, filepath.Join(folder, "refusal.go")) {
			found[code] = true
		}
		for _, name := range mentioned(t, folder) {
			if code := common[name]; code != "" {
				found[code] = true
			}
		}
	}
	maps.DeleteFunc(found, func(code string, _ bool) bool { return strings.HasPrefix(code, "Simulator.") }) // of records
	if len(found) < 60 {
		t.Fatalf("%d codes found in the simulator's source", len(found))
	}
	return slices.Sorted(maps.Keys(found))
}

// constants returns the string constants of a file by name.
func constants(t *testing.T, path string) map[string]string {
	named := map[string]string{}
	ast.Inspect(parsed(t, path), func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, value := range spec.Values {
				if text, ok := value.(*ast.BasicLit); ok && text.Kind == token.STRING {
					named[spec.Names[i].Name], _ = strconv.Unquote(text.Value)
				}
			}
		}
		return true
	})
	return named
}

// mentioned returns the names of package codes that a folder's source uses.
func mentioned(t *testing.T, folder string) (names []string) {
	paths, _ := filepath.Glob(filepath.Join(folder, "*.go"))
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		ast.Inspect(parsed(t, path), func(n ast.Node) bool {
			if of, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := of.X.(*ast.Ident); ok && pkg.Name == "codes" {
					names = append(names, of.Sel.Name)
				}
			}
			return true
		})
	}
	return names
}

func parsed(t *testing.T, path string) *ast.File {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
