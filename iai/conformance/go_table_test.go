package conformance

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the tables in docs/simulator.md")

// The columns: one table for the calls on groups, and one for those on people and faces.
var (
	ofTheGroup = []string{"CreateGroup", "GetGroupInfo", "GetGroupList", "ModifyGroup", "DeleteGroup",
		"GetPersonList", "GetPersonListNum"}
	ofThePerson = []string{"CreatePerson", "GetPersonBaseInfo", "ModifyPersonBaseInfo", "DeletePerson", "CreateFace",
		"DeleteFace", "GetPersonGroupInfo", "ModifyPersonGroupInfo", "CopyPerson", "DeletePersonFromGroup", "DetectFace"}
)

const (
	tableBegins = "<!-- begin: calls and codes -->\n"
	tableEnds   = "<!-- end: calls and codes -->\n"
)

// codeStories is what the stories show of one code: which calls get it, and when.
type codeStories struct{ calls, when []string }

func allStories() map[string]*codeStories {
	all := map[string]*codeStories{}
	for _, stories := range chapters() {
		for _, s := range stories {
			if all[s.code] == nil {
				all[s.code] = &codeStories{}
			}
			all[s.code].calls = append(all[s.code].calls, s.call)
			all[s.code].when = append(all[s.code].when, s.when)
		}
	}
	for _, t := range all {
		t.calls, t.when = once(t.calls), once(t.when)
	}
	return all
}

func once(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}

func TestDocsTable(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "simulator.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(page), tableBegins)
	section, after, ended := strings.Cut(rest, tableEnds)
	if !begun || !ended {
		t.Fatalf("%s does not have the two lines between which the tables stand", path)
	}
	want := tables()
	if *update {
		if err := os.WriteFile(path, []byte(before+tableBegins+want+tableEnds+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if section != want {
		t.Errorf("%s is not as the stories have it; run: go test ./iai/conformance -run Table -update", path)
	}
}

func tables() string {
	var b strings.Builder
	all := allStories()
	cells := 0
	for _, t := range all {
		cells += len(t.calls)
	}
	total := len(every()) * len(ofService())
	fmt.Fprintf(&b, `
● the simulator answers so by itself, as a test shows; · only on demand, by a rule such as
`+"`{\"action\": \"CreateFace\", \"answer\": \"InternalError\"}`"+`. Of %d pairs of a call and a code, %d are ●, and %d are ·;
each of them is tested with the official SDK. A code that is in neither table and in no list is · for every call.
`, total, cells, total-cells)
	writeReasons(&b, all)
	writeVerdicts(&b)
	writeEverywhere(&b, all)
	writeTable(&b, "Calls on groups", ofTheGroup, all)
	writeTable(&b, "Calls on people and faces", ofThePerson, all)
	writeDemanded(&b, all)
	return b.String()
}

// writeEverywhere lists the codes that every call can get by itself; the tables leave them out.
func writeEverywhere(b *strings.Builder, all map[string]*codeStories) {
	var codes []string
	for _, code := range slices.Sorted(maps.Keys(all)) {
		if all[code].everywhere() {
			codes = append(codes, "`"+code+"`")
		}
	}
	fmt.Fprintf(b, "\n### ● for every call\n\n%s.\n", strings.Join(codes, ", "))
}

func (t *codeStories) everywhere() bool { return len(t.calls) == len(every()) }

// writeTable leaves out the codes that every call can get by itself, and those that its calls get only
// on demand.
func writeTable(b *strings.Builder, title string, columns []string, all map[string]*codeStories) {
	fmt.Fprintf(b, "\n### %s\n\n| | %s |\n|---|%s\n", title, strings.Join(columns, " | "), strings.Repeat(":-:|", len(columns)))
	for _, code := range slices.Sorted(maps.Keys(all)) {
		cells, byItself := all[code].row(columns)
		if byItself && !all[code].everywhere() {
			fmt.Fprintf(b, "| `%s` | %s |\n", code, strings.Join(cells, " | "))
		}
	}
}

func (t *codeStories) row(columns []string) (cells []string, byItself bool) {
	for _, call := range columns {
		if slices.Contains(t.calls, call) {
			cells, byItself = append(cells, "●"), true
		} else {
			cells = append(cells, "·")
		}
	}
	return cells, byItself
}

func writeReasons(b *strings.Builder, all map[string]*codeStories) {
	b.WriteString("\n### When the simulator answers so by itself\n\n")
	for _, code := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(b, "- `%s`: %s.\n", code, strings.Join(all[code].when, "; or "))
	}
}

// writeVerdicts lists what has no code: CreateFace succeeds whatever it finds of a photo.
func writeVerdicts(b *strings.Builder) {
	b.WriteString("\n### What CreateFace says of a photo, in RetCode\n\n- `0`: it was added.\n")
	for _, v := range verdicts {
		fmt.Fprintf(b, "- `%s`: %s.\n", v.retCode, v.of)
	}
	b.WriteString("- `-1000`: none of its faults; only where a rule's `apply_images` is fewer.\n")
}

func writeDemanded(b *strings.Builder, all map[string]*codeStories) {
	var demanded []string
	for _, code := range ofService() {
		if all[code] == nil {
			demanded = append(demanded, "`"+code+"`")
		}
	}
	fmt.Fprintf(b, "\n### Only on demand, from every call\n\n%s.\n\n", strings.Join(demanded, ", "))
}
