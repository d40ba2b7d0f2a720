package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"enroll.example/enroll/pipeline"
)

// arrows say which of our packages each of ours may import (ARCHITECTURE.md). A package that
// is not named here may not exist.
var arrows = map[string][]string{
	"codes":                 {},
	"legible":               {},
	"ratelimit":             {},
	"roster":                {"codes", "legible", "roster/charset", "roster/spreadsheet"},
	"roster/charset":        {},
	"roster/spreadsheet":    {"legible"},
	"preflight":             {"codes", "legible"},
	"preflight/look":        {},
	"enrollment":            {"codes"},
	"conversation":          {"enrollment", "codes"},
	"verdict":               {"enrollment", "roster", "codes", "legible"},
	"iai":                   {"enrollment", "codes"},
	"iai/simulator":         {"codes", "iai/simulator/account", "preflight/look"},
	"iai/simulator/account": {"codes"},
	"iai/conformance":       {},
	"iai/contract":          {},
	"journal/crash":         {},
	"journal":               {"journal/crash", "enrollment", "verdict", "roster", "codes"},
	"report":                {"journal", "journal/crash", "enrollment", "verdict", "roster", "roster/spreadsheet", "codes", "legible"},
	"pipeline":              {"conversation", "enrollment", "verdict", "preflight", "ratelimit", "journal", "journal/crash", "roster", "codes", "legible"},
	"pipeline/fake":         {"enrollment", "codes"},
	"cmd/enroll": {"codes", "legible", "roster", "roster/charset", "preflight", "enrollment", "iai", "iai/simulator", "ratelimit", "journal",
		"pipeline", "report"},
	"samples/face":     {},
	"samples/generate": {"samples/face", "codes"},
	"samples/measure":  {},
	"samples/quota":    {"samples/face", "samples/measure", "codes"},
	"samples/loss":     {"samples/measure"},
	"samples/load":     {"samples/face", "samples/measure"},
}

// module is this module's path, which who hosts a copy may change (`make module`).
var module = strings.TrimSuffix(reflect.TypeFor[pipeline.Config]().PkgPath(), "/pipeline")

// source is one package of this module, without its tests.
type source struct {
	imports map[string]bool
	docs    int
}

func sources(t *testing.T) map[string]*source {
	all := map[string]*source{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		if dir = filepath.ToSlash(dir); all[dir] == nil {
			all[dir] = &source{imports: map[string]bool{}}
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.ImportsOnly)
		if err != nil {
			return err
		}
		if file.Doc != nil {
			all[dir].docs++
		}
		for _, i := range file.Imports {
			all[dir].imports[strings.Trim(i.Path.Value, `"`)] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestImportArrows(t *testing.T) {
	for dir, s := range sources(t) {
		allowed, ok := arrows[dir]
		if !ok {
			t.Errorf("package %s has no place in the architecture", dir)
		}
		for path := range maps.Keys(s.imports) {
			if ours, ok := strings.CutPrefix(path, module+"/"); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s", dir, ours)
			}
		}
	}
}

func TestPackageDocs(t *testing.T) {
	for dir, s := range sources(t) {
		if s.docs != 1 {
			t.Errorf("package %s has %d docs, want 1", dir, s.docs)
		}
	}
}
