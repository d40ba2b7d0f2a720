package roster

import (
	"fmt"
	"slices"
	"strings"
)

// complete says which columns are missing, or that there is no header at all.
func (h *header) complete(map[string]string) error {
	if len(h.at) == 0 {
		return h.noHeader()
	}
	var missing, flags []string
	for _, column := range []string{"person_id", "person_name", "images"} {
		if !h.has(column) {
			missing = append(missing, column)
			flags = append(flags, h.flag(column))
		}
	}
	switch len(missing) {
	case 0:
		return nil
	case 1:
		return &Unusable{Message: fmt.Sprintf("column %s is missing; the header has %s", missing[0], h.list()),
			Remedy: "add it, or set which column it is with " + flags[0]}
	}
	return &Unusable{Message: fmt.Sprintf("columns %s are missing; the header has %s", strings.Join(missing, " and "), h.list()),
		Remedy: "add them, or set which columns they are with " + strings.Join(flags, " ")}
}

// has reports whether there is such a column; for images, any image column will do.
func (h *header) has(column string) bool {
	for placed := range h.at {
		if placed == column || column == "images" && isImage(placed) {
			return true
		}
	}
	return false
}

func (h *header) noHeader() error {
	u := &Unusable{Message: "no header: none of its columns is known; it has " + h.list(),
		Remedy: "the first line must name at least the columns person_id, person_name and images; or set which columns they are with " +
			strings.Join([]string{h.flag("person_id"), h.flag("person_name"), h.flag("images")}, " ")}
	switch {
	case len(h.names) == 1 && strings.ContainsAny(fold(h.names[0]), ",;^~:/") && !looksLikePhoto(h.names[0]):
		u.Message = "no header: the first line is a single cell, " + h.list()
		u.Remedy = "separate the cells with commas, semicolons, tabs or pipes; this file uses none of these"
	case slices.ContainsFunc(h.names, looksLikePhoto):
		u.Message = "no header: the first line looks like a row of data: " + h.list()
		u.Remedy = "put a line above it that names the columns, such as person_id,person_name,images"
	case strings.Contains(strings.Join(h.names, ""), "\uFFFD"):
		u.Remedy = "save the file as CSV UTF-8, or set its encoding with --encoding"
	}
	return u
}

// hints are parts of names that suggest a column, in lower case.
var hints = map[string][]string{
	"person_id":   {"号", "编码", "代码", "id", "no.", "number", "code", "nr", "matricul", "badge", "kennung"},
	"person_name": {"姓", "名", "name", "nom", "nombre"},
	"images":      {"图", "照", "像", "photo", "image", "pic", "foto", "bild", "file", "path", "portrait"},
	"gender":      {"性", "gender", "sex"},
	"group_id":    {"group", "库", "组"},
}

// flag returns the flag that maps a column to a missing one: ready to be used where exactly one unused
// column has a similar name.
func (h *header) flag(column string) string {
	var sound []string
	for i, name := range h.names {
		if h.sounds(column, name) && !h.taken(i) {
			sound = append(sound, trim(name))
		}
	}
	if len(sound) == 1 {
		return flagFor(column, sound[0])
	}
	return flagFor(column, "COLUMN")
}

func (h *header) sounds(column, name string) bool {
	return slices.ContainsFunc(hints[column], func(part string) bool { return strings.Contains(fold(name), part) })
}

func (h *header) taken(i int) bool {
	for _, at := range h.at {
		if at == i {
			return true
		}
	}
	return false
}

// looksLikePhoto reports whether a cell names a picture file.
func looksLikePhoto(cell string) bool {
	cell = fold(cell)
	return slices.ContainsFunc([]string{".jpg", ".jpeg", ".png", ".bmp"}, func(ending string) bool { return strings.Contains(cell, ending) })
}

// list shows the names of the first dozen columns.
func (h *header) list() string {
	if len(h.names) == 0 {
		return "none"
	}
	var shown []string
	for _, name := range h.names[:min(len(h.names), 12)] {
		shown = append(shown, quote(trim(name)))
	}
	if more := len(h.names) - len(shown); more > 0 {
		shown = append(shown, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(shown, ", ")
}

func (h *header) notOne(column, want string, found int) error {
	flag := flagFor(column, want)
	if found > 1 {
		return &Unusable{Message: fmt.Sprintf("%s: %d columns are named %s", flag, found, quote(want)), Remedy: "rename all but one"}
	}
	return &Unusable{Message: fmt.Sprintf("%s: the header has no column %s; it has %s", flag, quote(want), h.list()),
		Remedy: "use one of these"}
}
