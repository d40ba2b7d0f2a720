package codes

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// width fits a terminal of 80 columns with a margin.
const width = 78

const uncertainNote = "The service's documents do not settle what this code means for a call; this is our judgement."

// Explain prints one entry for a reader at a terminal.
func Explain(w io.Writer, e Entry) error {
	var page strings.Builder
	fmt.Fprintf(&page, "%s\n\n", e.Code)
	line(&page, "Fault", e.Fault.Words())
	line(&page, "Class", fmt.Sprintf("%s: %s", e.Class, e.Class.Words()))
	if e.Patience > 0 {
		line(&page, "First", fmt.Sprintf("the call is made again, %s, before that counts", times(e.Patience)))
	}
	line(&page, "Means", e.Meaning)
	line(&page, "To do", e.Remedy)
	line(&page, "Retry", retryWords[e.Retry()])
	if e.Uncertain {
		line(&page, "Note", uncertainNote)
	}
	_, err := io.WriteString(w, page.String())
	return err
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// List prints every entry, by fault.
func List(w io.Writer) error {
	var page strings.Builder
	var last Fault
	for _, e := range All() {
		if e.Fault != last {
			heading(&page, e.Fault)
			last = e.Fault
		}
		fmt.Fprintf(&page, "  %s\n", e.Code)
		wrap(&page, "      ", "      ", e.Meaning)
	}
	_, err := io.WriteString(w, page.String())
	return err
}

func heading(page *strings.Builder, f Fault) {
	if page.Len() > 0 {
		page.WriteByte('\n')
	}
	fmt.Fprintf(page, "At fault: %s\n\n", f.Words())
}

func line(page *strings.Builder, label, text string) {
	wrap(page, fmt.Sprintf("  %-7s", label), strings.Repeat(" ", 9), text)
}

// wrap breaks text at spaces. A word longer than a line, such as a made-up code, is not broken.
func wrap(page *strings.Builder, first, rest, text string) {
	row, indent := first, len(first)
	for _, word := range strings.Fields(text) {
		length := utf8.RuneCountInString(row)
		if length > indent && length+1+utf8.RuneCountInString(word) > width {
			page.WriteString(row + "\n")
			row, indent, length = rest, len(rest), len(rest)
		}
		if length > indent {
			row += " "
		}
		row += word
	}
	page.WriteString(row + "\n")
}

// Words says whose fault it is, and so who can do something about it.
func (f Fault) Words() string {
	switch f {
	case Nobody:
		return "nobody"
	case PhotoFault:
		return "the photo"
	case RosterFault:
		return "the row in the roster"
	case GroupFault:
		return "the group, or an option of the run"
	case AcctFault:
		return "the account, its credentials or this machine's clock"
	case ServiceSide:
		return "the service, or the way to it"
	case ToolFault:
		return "enroll itself"
	}
	return string(f)
}

// Words says what happens to the call.
func (c Class) Words() string {
	switch c {
	case OK:
		return "it is done"
	case AlreadyDone:
		return "what was asked for holds already"
	case Throttle:
		return "refused before it was executed, and sent again later"
	case Conflict:
		return "refused because something else was running, and sent again later"
	case Transient:
		return "it may pass when sent again"
	case Ambiguous:
		return "it may have taken effect or not, so enroll looks before it sends again"
	case Photo:
		return "this photo will not pass; the person's other photos may"
	case Row:
		return "what the roster says of this person will not pass"
	case Person:
		return "what the service holds of this person stands in the way"
	case Group:
		return "nobody of this group will pass as the run is set up"
	case Account:
		return "no call will pass, so the run stops"
	}
	return string(c)
}

var retryWords = map[string]string{
	RetryYes:      "yes, as it is",
	RetryAfterFix: "after the fix",
	RetryNo:       "no, it would change nothing",
}
