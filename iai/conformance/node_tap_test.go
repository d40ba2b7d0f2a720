package conformance

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tap is node's report of a run in TAP format.
type tap struct {
	tests, passed int
	failures      []string // each a test's name and node's output for it
	notes         []string // what is outside of tests: an unreadable file, counts
}

var (
	tapNote    = regexp.MustCompile(`(?m)^# (.*)$`)
	tapCount   = regexp.MustCompile(`(?m)^# (tests|pass) (\d+)$`)
	tapFailure = regexp.MustCompile(`(?m)^( *)not ok \d+ - (.*)\n *---\n([^\0]*?)^ *\.\.\.$`)
)

// readTAP leaves out tests that failed only because a subtest did.
func readTAP(said string) (report tap) {
	for _, count := range tapCount.FindAllStringSubmatch(said, -1) {
		n, _ := strconv.Atoi(count[2])
		if count[1] == "tests" {
			report.tests = n
		} else {
			report.passed = n
		}
	}
	for _, f := range tapFailure.FindAllStringSubmatch(said, -1) {
		if !strings.Contains(f[3], "failureType: 'subtestsFailed'") {
			report.failures = append(report.failures, f[2]+"\n"+f[3])
		}
	}
	for _, note := range tapNote.FindAllStringSubmatch(said, -1) {
		if !strings.HasPrefix(note[1], "Subtest: ") {
			report.notes = append(report.notes, note[1])
		}
	}
	return report
}

func TestReadTAP(t *testing.T) {
	report := readTAP(`TAP version 13
# Subtest: groups
    # Subtest: a group is made
    ok 1 - a group is made
      ---
      duration_ms: 5
      ...
    # Subtest: a group is deleted
    not ok 2 - a group is deleted
      ---
      failureType: 'testCodeFailure'
      error: 'no such group'
      ...
    1..2
not ok 1 - groups
  ---
  failureType: 'subtestsFailed'
  error: '1 subtest failed'
  ...
1..1
# a warning
# tests 2
# suites 0
# pass 1
# fail 1
`)
	if report.tests != 2 || report.passed != 1 {
		t.Errorf("%d tests, %d passed", report.tests, report.passed)
	}
	if len(report.failures) != 1 || !strings.HasPrefix(report.failures[0], "a group is deleted\n") ||
		!strings.Contains(report.failures[0], "no such group") || strings.Contains(report.failures[0], "subtest") {
		t.Errorf("%q", report.failures)
	}
	if len(report.notes) != 5 || report.notes[0] != "a warning" {
		t.Errorf("%q", report.notes)
	}
}
