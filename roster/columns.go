package roster

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// columns lists the known columns in the order in which faults are reported. Each has other names too:
// those that mean nothing else, and loose ones that exports use where they have no better name. Names
// are compared without regard to case, width, spaces, - and _.
var columns = []struct {
	name    string
	aliases []string
	looser  []string
}{
	{"person_id", []string{"人员id", "人员编号", "人員id", "人員編號"}, []string{
		"工号", "编号", "工號", "編號", "學號", "学号", "员工号", "员工编号", "职工号", "职工编号", "学生编号", "考号", "会员号",
		"employee no", "employee number", "employee id", "staff no", "staff number", "staff id", "student no", "student number",
		"student id", "member id", "user id", "person no", "person number", "personnel number", "badge no", "badge id"}},
	{"person_name", []string{"姓名", "人员姓名", "人员名称"}, []string{
		"员工姓名", "学生姓名", "职工姓名", "名字", "name", "full name", "employee name", "staff name", "student name", "display name"}},
	{"gender", []string{"性别", "性別"}, []string{"sex"}},
	{"group_id", []string{"人员库id", "人员库", "人員庫id", "人員庫"}, nil},
	{"images", []string{"图片", "照片", "圖片"}, []string{
		"证件照", "相片", "头像", "人脸照片", "人脸图片", "照片路径", "图片路径", "照片文件", "照片文件名", "image", "photo", "photos", "picture", "pictures",
		"photo path", "image path", "picture path", "photo file", "image file", "photo file name", "portrait", "face photo", "face image"}},
	{"image_1", numbered(1), nil},
	{"image_2", numbered(2), nil},
	{"image_3", numbered(3), nil},
	{"image_4", numbered(4), nil},
	{"image_5", numbered(5), nil},
	{"ex_0", nil, nil}, {"ex_1", nil, nil}, {"ex_2", nil, nil}, {"ex_3", nil, nil}, {"ex_4", nil, nil},
}

func numbered(n int) (names []string) {
	for _, name := range []string{"图片", "照片", "photo ", "picture "} {
		names = append(names, fmt.Sprint(name, n))
	}
	return names
}

// Columns returns the names of the known columns: what --map accepts.
func Columns() []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// How surely a name in a header means a known column.
const (
	unheard = iota
	loosely // exports use this name where they have no better one
	surely
)

// meaning is what a name in a header may mean.
type meaning struct {
	column string
	how    int
}

// meanings holds every name of every known column, as bare returns it.
var meanings = gatherMeanings()

func gatherMeanings() map[string]meaning {
	all := make(map[string]meaning)
	for _, c := range columns {
		all[bare(c.name)] = meaning{c.name, surely}
		for _, name := range c.aliases {
			all[bare(name)] = meaning{c.name, surely}
		}
		for _, name := range c.looser {
			all[bare(name)] = meaning{c.name, loosely}
		}
	}
	return all
}

// meaningOf returns what a name may mean. A name with an explanation in brackets may mean something
// else than the name alone: 照片(备份) is another photo.
func meaningOf(name string) meaning {
	if m, ok := meanings[bare(name)]; ok {
		return m
	}
	folded := fold(name)
	i := strings.IndexAny(folded, "([")
	if i <= 0 || strings.ContainsAny(folded[i:], "/?") || strings.Contains(folded[i:], "是否") {
		return meaning{} // Photo (Y/N) says whether there is one
	}
	m := meanings[bare(folded[:i])]
	m.how = min(m.how, loosely)
	return m
}

// known returns the known column with this name, or "".
func known(name string) string { return meaningOf(name).column }

// fold returns a name as it is compared: of one case and width, without invisible characters around
// it.
func fold(name string) string { return strings.ToLower(norm.NFKC.String(trim(name))) }

// bare returns a name without what exports add to it, such as a star or a colon, and without
// separators between its words.
func bare(name string) string {
	name = fold(name)
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(" \t\r\n_-.*:#'\"", c) {
			return -1
		}
		return c
	}, name)
}

func isImage(column string) bool { return strings.HasPrefix(column, "image") }

// columnFlags returns what --map and --ex want: known column -> name in the header.
func (o Options) columnFlags() (map[string]string, error) {
	asked := make(map[string]string)
	for _, column := range slices.Sorted(maps.Keys(o.Map)) {
		m := meanings[bare(column)]
		if m.how != surely {
			return nil, &Unusable{
				Message: fmt.Sprintf("--map %s=%s: there is no column %s to map to", column, o.Map[column], quote(column)),
				Remedy:  "use one of " + strings.Join(Columns(), ", ")}
		}
		asked[m.column] = o.Map[column]
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

// flagFor returns the flag that maps a column of the header to a known one.
func flagFor(column, header string) string {
	if strings.ContainsAny(header, " \t'\"*()&;|<>$`\\#") {
		header = "'" + strings.ReplaceAll(header, "'", `'\''`) + "'"
	}
	if i, ok := strings.CutPrefix(column, "ex_"); ok {
		return "--ex " + i + "=" + header
	}
	return "--map " + column + "=" + header
}

// namesColumn reports whether a header's cell names a column that is known or asked for.
func (o Options) namesColumn(name string) bool {
	folded := fold(name)
	named := func(asked string) bool { return fold(asked) == folded }
	return known(name) != "" || slices.ContainsFunc(slices.Collect(maps.Values(o.Map)), named) ||
		slices.ContainsFunc(slices.Collect(maps.Values(o.Ex)), named)
}
