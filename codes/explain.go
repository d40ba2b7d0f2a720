package codes

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// width fits a terminal of 80 columns with a margin.
const width = 78

const uncertainNote = "The service's documentation does not settle what this code means for a call; this is our judgement."

// Explain prints one entry for a reader at a terminal.
func Explain(w io.Writer, e Entry) error {
	var page strings.Builder
	fmt.Fprintf(&page, "%s\n\n", e.Code)
	line(&page, "Fault", e.Fault.Words())
	line(&page, "Class", fmt.Sprintf("%s: %s", e.Class, e.Class.Words()))
	if e.Grace > 0 {
		line(&page, "Tries", fmt.Sprintf("the call is retried %s before this is final", times(e.Grace)))
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
		return "no one"
	case PhotoFault:
		return "the photo"
	case RosterFault:
		return "the roster row"
	case GroupFault:
		return "the group, or an option of the run"
	case AcctFault:
		return "the account, its credentials or this machine's clock"
	case ServiceSide:
		return "the service, or the network"
	case ToolFault:
		return "enroll itself"
	}
	return string(f)
}

// Words says what happens to the call.
func (c Class) Words() string {
	switch c {
	case OK:
		return "done"
	case AlreadyDone:
		return "nothing is left to do"
	case Throttle:
		return "refused before it ran, and sent again later"
	case Conflict:
		return "refused because something else was running, and sent again later"
	case Transient:
		return "it may succeed when sent again"
	case Ambiguous:
		return "it may or may not have taken effect, so enroll checks before sending again"
	case Photo:
		return "this photo will not be accepted; the person's other photos may"
	case Row:
		return "what the roster says about this person will not be accepted"
	case Person:
		return "the person's state at the service stands in the way"
	case Group:
		return "no one in this group can be enrolled with these settings"
	case Account:
		return "no call will succeed, so the run stops"
	}
	return string(c)
}

var retryWords = map[string]string{
	RetryYes:      "yes, unchanged",
	RetryAfterFix: "after fixing it",
	RetryNo:       "no, it would not help",
}
