package roster

import (
	"fmt"
	"slices"
	"strings"
)

// complete says what is missing, or that there is no header at all.
func (h *header) complete(map[string]string) error {
	if len(h.at) == 0 {
		return h.noHeader()
	}
	var missing, flags []string
	for _, column := range []string{"person_id", "person_name", "images"} {
		if !h.has(column) {
			missing = append(missing, column)
			flags = append(flags, flagFor(column))
		}
	}
	switch len(missing) {
	case 0:
		return nil
	case 1:
		return &Unusable{Message: fmt.Sprintf("column %s is missing; the header has %s", missing[0], h.list()),
			Remedy: "add it, or say which column it is with " + flags[0]}
	}
	return &Unusable{Message: fmt.Sprintf("columns %s are missing; the header has %s", strings.Join(missing, " and "), h.list()),
		Remedy: "add them, or say which columns they are with " + strings.Join(flags, " ")}
}

// has tells whether there is such a column; for images, any image column will do.
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
		Remedy: "the first line must name the columns, person_id, person_name and images at least; or say which they are with --map person_id=COLUMN --map person_name=COLUMN --map images=COLUMN"}
	switch {
	case slices.ContainsFunc(h.names, looksLikeData):
		u.Message = "no header: the first line looks like a row of data: " + h.list()
	case strings.Contains(strings.Join(h.names, ""), "\uFFFD"):
		u.Remedy = "save the file as CSV in UTF-8: this encoding is not known here"
	}
	return u
}

func looksLikeData(name string) bool {
	name = fold(name)
	return strings.Contains(name, ".jp") || strings.Contains(name, ".png") || strings.Contains(name, ".bmp")
}

// list shows the columns' names, the first dozen of them.
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
	flag := strings.ReplaceAll(flagFor(column), "COLUMN", want)
	if found > 1 {
		return &Unusable{Message: fmt.Sprintf("%s: %d columns are named %s", flag, found, quote(want)), Remedy: "rename all but one"}
	}
	return &Unusable{Message: fmt.Sprintf("%s: the header has no column %s; it has %s", flag, quote(want), h.list()),
		Remedy: "name one of these"}
}
