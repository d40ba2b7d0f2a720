package roster

import (
	"bufio"
	"bytes"
	"io"
	"math"
	"os"

	"enroll.example/enroll/roster/charset"
)

// Guarded reports whether a file has a header with a column enroll_run, as this program writes. It
// returns false for what it cannot read; Open says what is wrong with it.
func Guarded(path string) bool {
	_, guarded := peekAt(path)
	return guarded
}

// FirstRun returns the run in the first row of a file that this program wrote; "" where there is none.
func FirstRun(path string) string {
	run, _ := peekAt(path)
	return run
}

func peekAt(path string) (run string, guarded bool) {
	if stat, err := os.Stat(path); err != nil || !stat.Mode().IsRegular() {
		return "", false
	}
	file, err := os.Open(path)
	if err != nil {
		return "", false
	}
	defer file.Close() // only read from
	head, err := io.ReadAll(io.LimitReader(file, window))
	if err != nil {
		return "", false
	}
	text := asText(head)
	for _, comma := range []byte(separators) {
		if run, guarded = firstRun(text, comma); guarded {
			return run, true
		}
	}
	return "", false
}

// asText returns the beginning of a file as UTF-8; in any encoding without a mark the names of our own
// columns are the same bytes.
func asText(head []byte) []byte {
	c, size, marked := charset.Mark(head)
	if !marked {
		c, marked = charset.UnmarkedUTF16(head)
	}
	if !marked {
		return head
	}
	return []byte(c.Decode(head[size:]))
}

// firstRun finds the column enroll_run among the first records, and its value below.
func firstRun(text []byte, comma byte) (run string, guarded bool) {
	r := records{lines: lines{in: bufio.NewReader(bytes.NewReader(text)), most: maxRecord}, comma: comma}
	at := -1
	for looked := 0; looked < headerWithin || at >= 0; looked++ {
		rec, err := r.next()
		switch {
		case err != nil:
			return "", guarded
		case at >= 0 && at < len(rec.cells) && trim(rec.cells[at]) != "":
			return trim(Unguard(rec.cells[at])), true
		case at < 0:
			var h header
			h.keep(rec.cells)
			if guarded = h.guarded; guarded {
				at = h.run()
			}
		}
	}
	return "", guarded
}

// run returns the place of the column enroll_run; where there is none, a place that no record has.
func (h header) run() int {
	if at, ok := h.ours["enroll_run"]; ok {
		return at
	}
	return math.MaxInt
}
