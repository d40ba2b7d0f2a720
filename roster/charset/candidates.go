package charset

import (
	"slices"
	"strings"
)

// candidates are the charsets that are weighed, in the order in which equal readings are listed.
// KOI8-U includes the letters of KOI8-R.
var candidates = func() []Charset {
	all := []Charset{UTF8, GB18030}
	for label := range strings.FieldsSeq("big5 euc-kr euc-jp shift_jis windows-1252 windows-1251 windows-1250 windows-1253 windows-1254 " +
		"windows-1255 windows-1256 windows-1257 windows-1258 windows-874 iso-8859-2 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 " +
		"koi8-u ibm866 ibm437 ibm850 ibm852 ibm855 macintosh x-mac-cyrillic iso-2022-jp") {
		all = append(all, Charset{label})
	}
	return all
}()

// others returns the charsets that may be mistaken for c. ISO-2022-JP is recognised separately, and
// UTF-8 is weighed first.
func others(c Charset) []Charset {
	return slices.DeleteFunc(slices.Clone(candidates), func(other Charset) bool {
		return other == c || other == UTF8 || other.label == "iso-2022-jp"
	})
}
