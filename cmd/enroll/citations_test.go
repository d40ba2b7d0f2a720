package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	// citation is a document, and the headings that are named of it.
	citation = regexp.MustCompile(`docs/[a-z]+\.md((?:(?:,| and) "[^"]+")*)`)
	heading  = regexp.MustCompile(`"([^"]+)"`)
	link     = regexp.MustCompile(`\]\(([^)\s]*)\)`)
	fence    = regexp.MustCompile("(?ms)^```.*?^```$")
)

// Comments say where a fact is from, as in (docs/service.md, "Quota").
func TestCitations(t *testing.T) {
	root := filepath.Join("..", "..")
	cited := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, comment := range file.Comments {
			text := strings.Join(strings.Fields(comment.Text()), " ")
			for _, c := range citation.FindAllStringSubmatch(text, -1) {
				cited++
				name, _, _ := strings.Cut(c[0], ",")
				there := headings(t, filepath.Join(root, name))
				for _, h := range heading.FindAllStringSubmatch(c[1], -1) {
					if !there[h[1]] {
						t.Errorf("%v: %s has no heading %q", files.Position(comment.Pos()), name, h[1])
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if cited < 50 {
		t.Errorf("only %d citations were found", cited)
	}
}

func TestLinksBetweenDocuments(t *testing.T) {
	root := filepath.Join("..", "..")
	here, err := filepath.Glob(filepath.Join(root, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	below, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(here, below...) {
		for _, l := range link.FindAllStringSubmatch(document(t, path), -1) {
			if strings.Contains(l[1], "://") {
				continue
			}
			name, anchor, _ := strings.Cut(l[1], "#")
			to := path
			if name != "" {
				to = filepath.Join(filepath.Dir(path), name)
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if anchor != "" && !anchors(t, to)[anchor] {
				t.Errorf("%s: %s has no heading for #%s", path, to, anchor)
			}
		}
	}
}

// document is a text without its blocks of code.
func document(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return fence.ReplaceAllString(string(text), "")
}

func headings(t *testing.T, path string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for line := range strings.Lines(document(t, path)) {
		if level := strings.TrimLeft(line, "#"); level != line && strings.HasPrefix(level, " ") {
			all[strings.TrimSpace(level)] = true
		}
	}
	return all
}

// anchors are the headings as links name them: in lower case, with - for a blank, and else nothing
// but letters, digits, - and _.
func anchors(t *testing.T, path string) map[string]bool {
	t.Helper()
	other := regexp.MustCompile(`[^\pL\pN _-]`)
	all := map[string]bool{}
	for h := range headings(t, path) {
		all[strings.ReplaceAll(other.ReplaceAllString(strings.ToLower(h), ""), " ", "-")] = true
	}
	return all
}
