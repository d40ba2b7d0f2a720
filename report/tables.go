package report

import (
	"fmt"
	"strconv"
	"strings"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/legible"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// resultColumns are those of results.csv (docs/contract.md, "results.csv").
var resultColumns = []string{
	"line", "person_id", "photo", "status", "code", "stage", "face_id", "request_id", "attempts",
	"bytes", "width", "height", "fix", "sha256", "message", "run", "enroll_warning",
}

// serviceColumns are the columns of results.csv with names given by the service, which scripts look up:
// face_id and request_id.
var serviceColumns = []int{6, 7}

// table is one of the report's CSV files. Its header is written first, even when no row follows.
type table struct {
	csv *roster.Writer
}

func newTable(w *roster.Writer, header []string) (*table, error) {
	t := &table{csv: w}
	return t, t.csv.Write(header)
}

func (t *table) flush() error {
	t.csv.Flush()
	return t.csv.Error()
}

// addResults adds a line for each photo of a row.
func (t *table) addResults(o journal.Outcome) error {
	for _, v := range o.Verdicts {
		err := t.csv.Write([]string{
			strconv.Itoa(v.Line), o.Row.PersonID, v.Photo, string(v.Status), v.Code, v.Stage, v.FaceID,
			v.RequestID, strconv.Itoa(v.Attempts), count(v.Bytes), count(int64(v.Width)), count(int64(v.Height)),
			"", v.Key, v.Message, v.Run, warning(o.Row),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// count prints a number that is unknown when it is 0.
func count(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// errorColumns follow the roster's own in errors.csv (docs/contract.md, "errors.csv"). The last is never empty: some
// spreadsheets drop empty cells at the end of a line.
var errorColumns = []string{
	"enroll_status", "enroll_code", "enroll_stage", "enroll_field", "enroll_photo", "enroll_message", "enroll_fix",
	"enroll_retry", "enroll_attempts", "enroll_photos_ok", "enroll_request_id", "enroll_warning", "enroll_raw", "enroll_cells",
	"enroll_line", "enroll_run",
}

// addFaults adds the one line of a row that is not wholly enrolled.
func (t *table) addFaults(o journal.Outcome, status enrollment.Status, r journal.Run) error {
	worst := worstOf(o.Verdicts)
	ok, attempts := 0, 0
	for _, v := range o.Verdicts {
		attempts += v.Attempts
		if v.Status.Well() && v.Photo != "" {
			ok++
		}
	}
	return t.csv.Write(append(cells(o.Row, len(r.About.Header)),
		string(status), worst.Code, worst.Stage, worst.Field, atFault(worst), message(o.Verdicts), worst.Fix,
		codes.Lookup(worst.Code).Retry(), strconv.Itoa(attempts), strconv.Itoa(ok), worst.RequestID,
		warning(o.Row), o.Row.Raw, o.Row.Print,
		strconv.Itoa(o.Row.Line), r.Name))
}

// warning returns the warnings of a row, enrolled or not.
func warning(row roster.Row) string {
	var says []string
	for _, w := range row.Warnings {
		says = append(says, w.Message)
	}
	return strings.Join(says, " | ")
}

// cells returns the row's original cells, as many as the header has. What a row stored by an earlier
// version has beyond them is joined into the last cell.
func cells(row roster.Row, columns int) []string {
	out := make([]string, columns)
	copy(out, row.Cells)
	if columns > 0 && len(row.Cells) > columns {
		out[columns-1] = strings.Join(row.Cells[columns-1:], ",")
	}
	return out
}

// worstOf returns the verdict that a row's code is taken from: the first of the worst kind.
func worstOf(verdicts []verdict.Verdict) verdict.Verdict {
	worst := verdicts[0]
	for _, v := range verdicts[1:] {
		if enrollment.Worse(v.Status, worst.Status) {
			worst = v
		}
	}
	return worst
}

// atFault returns the photo that a verdict is about.
func atFault(v verdict.Verdict) string {
	if v.Whole {
		return ""
	}
	return v.Photo
}

// message lists everything that is wrong with a row, each photo by its path.
func message(verdicts []verdict.Verdict) string {
	var says []string
	for _, v := range verdicts {
		switch {
		case v.Status.Well():
		case v.Whole || v.Photo == "":
			return v.Message
		case strings.Contains(v.Message, v.Photo):
			says = append(says, v.Message)
		default:
			says = append(says, fmt.Sprintf("photo %s: %s", legible.Quote(v.Photo), v.Message))
		}
	}
	return strings.Join(says, " | ")
}
