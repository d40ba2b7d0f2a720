package report

import (
	"fmt"
	"path/filepath"
	"strings"

	"enroll.example/enroll/journal"
)

// ReadAs returns one line that says what a run's roster was read as.
func ReadAs(r journal.Run) string {
	f := r.About.Format
	says := []string{f.Encoding}
	if f.Proof != "" {
		says[0] += " (" + f.Proof + ")"
	}
	says = append(says, f.Separator+"-separated")
	if f.LineEnds != "" {
		says = append(says, f.LineEnds+" line endings")
	}
	header := fmt.Sprintf("header on line %d", f.HeaderLine)
	if f.Above > 0 {
		header += fmt.Sprintf(" (%s above it skipped)", counted(f.Above, "record"))
	}
	if f.Repeated > 0 {
		header += fmt.Sprintf(" (repeated in %s)", counted(f.Repeated, "record"))
	}
	says = append(says, header, counted(r.About.Read, "row"), people(r.About.People))
	return fmt.Sprintf("%s: %s.", filepath.Base(r.Roster), strings.Join(says, ", "))
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
