package preflight

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"enroll.example/enroll/codes"
)

// foreign is a kind of text that is not a path below the root: the message says what it is, the remedy
// what to do.
type foreign struct {
	form   *regexp.Regexp // of the text without quotation marks and full width, with / for \
	code   string
	says   string // follows the photo's name
	remedy string
	path   bool // its end is a path, so the file may be here as well
	secret bool // it is the photo itself, of which nothing is shown: says is the whole message
}

// Remedies.
const (
	copyHere     = "Copy the photos into the photo folder, and put their paths relative to that folder in the cell."
	downloadHere = "Download the photo into the photo folder first, and put its path relative to that folder in the cell."
	saveHere     = "Save the picture as a file in the photo folder, and put its path relative to that folder in the cell."
	writePath    = "Put the path itself in the cell."
)

// foreignKinds are tried in this order.
var foreignKinds = []foreign{
	{form: regexp.MustCompile(`(?i)^(data:|base64,)|^(/9j/|iVBORw0KGgo)[A-Za-z0-9+/=]{16}`), code: codes.PhotoOutside, secret: true,
		says: "the cell contains the data of a picture, not the path of a file; enroll reads only files", remedy: saveHere},
	{form: regexp.MustCompile(`(?i)^=.*\b(DISPIMG|IMAGE) *\(`), code: codes.PhotoMissing,
		says: "is a picture inside the spreadsheet, which a CSV cannot contain", remedy: saveHere},
	{form: regexp.MustCompile(`^=[\pL\d_. ]+\(`), code: codes.PhotoMissing,
		says: "is a spreadsheet formula, not the path that it shows", remedy: writePath},
	{form: regexp.MustCompile(`^#[A-Z/0]+[!?]$`), code: codes.PhotoMissing,
		says: "is what a spreadsheet shows in place of a missing value", remedy: writePath},
	{form: regexp.MustCompile(`(?i)^file:/*`), code: codes.PhotoOutside, path: true,
		says: "is the address of a file on another machine", remedy: copyHere},
	{form: regexp.MustCompile(`(?i)^(smb|afp|nfs|cifs):/`), code: codes.PhotoOutside, path: true,
		says: "lies on a network share", remedy: copyHere},
	{form: regexp.MustCompile(`(?i)^(blob:)?([a-z][a-z0-9+.-]+://|(https?|ftps?):/)|^www\.[^/]+/`), code: codes.PhotoOutside,
		says: "is a web address; enroll reads only files", remedy: downloadHere},
	{form: regexp.MustCompile(`^(//[?.]/)?[A-Za-z]:`), code: codes.PhotoOutside, path: true,
		says: "begins with a drive letter, like a path on a Windows machine", remedy: copyHere},
	{form: regexp.MustCompile(`^//`), code: codes.PhotoOutside, path: true,
		says: "lies on a network share", remedy: copyHere},
	{form: regexp.MustCompile(`^~[\w.-]*(/|$)`), code: codes.PhotoOutside, path: true,
		says: "begins with ~, which means a home folder only in a shell", remedy: copyHere},
	{form: regexp.MustCompile(`(?i)^(%[A-Z_][\w()]+%|\$(env:)?[A-Z_]\w*|\$\{\w+\})(/|$)`), code: codes.PhotoOutside, path: true,
		says: "begins with a variable, which is not expanded in a roster", remedy: copyHere},
}

// matchForeign recognises a text that is not a path below the root.
func matchForeign(written string) (foreign, bool) {
	text := strings.TrimFunc(norm.NFKC.String(written), func(c rune) bool {
		return unicode.IsSpace(c) || strings.ContainsRune("\"'“”‘’<>", c)
	})
	text = strings.ReplaceAll(text, `\`, "/")
	for _, f := range foreignKinds {
		if f.form.MatchString(text) {
			return f, true
		}
	}
	return foreign{}, false
}
