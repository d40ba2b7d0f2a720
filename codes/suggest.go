package codes

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// longestTyped bounds the work: the longest code has 54 characters.
const longestTyped = 80

// Suggest returns up to three known codes that may have been meant, of the closest kind of match only:
// a single result can be used as the code itself. It matches codes in any case, by their last part
// alone, by a piece, with typing errors, and RetCodes such as -1604.
func Suggest(typed string) []string {
	typed = strings.ToLower(strings.TrimSpace(typed))
	if code, ok := fromRetCode(typed); ok {
		return []string{code}
	}
	if typed == "" || len(typed) > longestTyped {
		return nil
	}
	return closest(typed)
}

// closest returns the codes of the best kind of match, the nearest three of them.
func closest(typed string) []string {
	type near struct {
		code string
		like likeness
	}
	var found []near
	for _, e := range table {
		if like, ok := compare(strings.ToLower(e.Code), typed); ok {
			found = append(found, near{e.Code, like})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.like.kind, b.like.kind), cmp.Compare(a.like.far, b.like.far))
	})
	var names []string
	for _, f := range found[:min(3, len(found))] {
		if f.like.kind == found[0].like.kind {
			names = append(names, f.code)
		}
	}
	return names
}

// likeness orders candidates: a lower kind is closer, and within it the lower distance.
type likeness struct{ kind, far int }

const (
	sameCode = iota
	sameLastPart
	pieceOf
	slip
)

func compare(code, typed string) (likeness, bool) {
	part, typedPart := lastPart(code), lastPart(typed)
	switch {
	case typed == code:
		return likeness{kind: sameCode}, true
	case typedPart == part:
		return likeness{kind: sameLastPart}, true
	case len(typed) >= 4 && strings.Contains(code, typed):
		return likeness{pieceOf, len(code) - len(typed)}, true
	}
	far := min(edits(code, typed), edits(part, typedPart))
	return likeness{slip, far}, far <= len(typedPart)/4
}

// lastPart returns what people remember of a code; the family before it they often get wrong.
func lastPart(code string) string {
	return code[strings.LastIndexByte(code, '.')+1:]
}

// edits returns the Levenshtein distance in bytes; codes are ASCII.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// fromRetCode parses "-1604", "1604" and "RetCode:-1604", as people copy them from the service's
// documents.
func fromRetCode(typed string) (string, bool) {
	n, err := strconv.Atoi(strings.TrimLeft(strings.TrimPrefix(typed, "retcode"), " :=-"))
	if err != nil {
		return "", false
	}
	code, ok := retCodes[-n]
	return code, ok
}
