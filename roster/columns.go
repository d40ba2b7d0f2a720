package roster

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// columns lists the known columns in the order in which faults are told, each with the
// other names it goes by.
var columns = []struct {
	name    string
	aliases []string
}{
	{"person_id", []string{"人员id"}},
	{"person_name", []string{"姓名", "人员姓名", "人员名称"}},
	{"gender", []string{"性别"}},
	{"group_id", []string{"人员库id", "人员库"}},
	{"images", []string{"图片", "照片"}},
	{"image_1", []string{"图片1", "照片1"}},
	{"image_2", []string{"图片2", "照片2"}},
	{"image_3", []string{"图片3", "照片3"}},
	{"image_4", []string{"图片4", "照片4"}},
	{"image_5", []string{"图片5", "照片5"}},
	{"ex_0", nil}, {"ex_1", nil}, {"ex_2", nil}, {"ex_3", nil}, {"ex_4", nil},
}

// Columns names the known columns: what --map may be given.
func Columns() []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// known gives the known column that goes by this name, or "".
func known(name string) string {
	name = fold(name)
	for _, c := range columns {
		if name == c.name || slices.Contains(c.aliases, name) {
			return c.name
		}
	}
	return ""
}

func fold(name string) string { return strings.ToLower(trim(name)) }

func isImage(column string) bool { return strings.HasPrefix(column, "image") }

// asked is what --map and --ex want: known column -> name in the header.
func (o Options) asked() (map[string]string, error) {
	asked := make(map[string]string)
	for _, column := range slices.Sorted(maps.Keys(o.Map)) {
		name := known(column)
		if name == "" {
			return nil, &Unusable{
				Message: fmt.Sprintf("--map %s=%s: there is no column %s to map to", column, o.Map[column], quote(column)),
				Remedy:  "it may be one of " + strings.Join(Columns(), ", ")}
		}
		asked[name] = o.Map[column]
	}
	for _, i := range slices.Sorted(maps.Keys(o.Ex)) {
		if i < 0 || i > 4 {
			return nil, &Unusable{
				Message: fmt.Sprintf("--ex %d=%s: there is no description field %d", i, o.Ex[i], i),
				Remedy:  "a group has the fields 0 to 4"}
		}
		asked[exColumn(i)] = o.Ex[i]
	}
	return asked, nil
}

func exColumn(i int) string { return fmt.Sprintf("ex_%d", i) }

func flagFor(column string) string {
	if i, ok := strings.CutPrefix(column, "ex_"); ok {
		return "--ex " + i + "=COLUMN"
	}
	return "--map " + column + "=COLUMN"
}

// delimiter is the one under which a header makes most sense: most known columns, then
// most columns.
func delimiter(line string, o Options) byte {
	best, bestScore := byte(','), -1
	for _, comma := range []byte(",;\t") {
		cells, _ := split(line, comma)
		score := min(len(cells), maxColumns)
		for _, cell := range cells {
			if o.speaksOf(cell) {
				score += maxColumns
			}
		}
		if score > bestScore {
			best, bestScore = comma, score
		}
	}
	return best
}

func (o Options) speaksOf(name string) bool {
	name = fold(name)
	named := func(asked string) bool { return fold(asked) == name }
	return known(name) != "" || slices.ContainsFunc(slices.Collect(maps.Values(o.Map)), named) ||
		slices.ContainsFunc(slices.Collect(maps.Values(o.Ex)), named)
}
