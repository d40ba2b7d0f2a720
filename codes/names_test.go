package codes

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
)

func TestNamedCodesAreInTable(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "names.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok {
			return true
		}
		count++
		if code, _ := strconv.Unquote(literal.Value); !Known(code) {
			t.Errorf("%s has a name but no entry", literal.Value)
		}
		return true
	})
	if count < 50 {
		t.Errorf("only %d names were seen", count)
	}
}
