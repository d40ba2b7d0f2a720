package enrollment

import (
	"os"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
)

// stateOf names what is known of a person as the table in the package doc does.
func stateOf(k Known) string {
	s := []string{"unknown", "absent", "present"}[k.presence]
	if k.presence == present && k.foreign {
		s = "foreign"
	}
	if w := k.open(); w != nil {
		switch {
		case w.step == unresolved:
			s = "unresolved"
		case w.extra != nil:
			s = "rolling back"
		case w.call.Action == CreatePerson:
			s = "created?"
		default:
			s = "added?"
		}
	}
	if k.tombstone != nil {
		s += "+tombstone"
	} else if k.late() != nil {
		s += "+late"
	}
	return s
}

// observed names what a call has shown.
func observed(before Known, call Call, r Result) string {
	if w := before.open(); w != nil && call.Action == GetPerson && tooEarly(r.Sent, w.until) {
		return "nothing"
	}
	if len(r.Changed) > 0 || r.Fate() == NotSent || !call.Final(r) {
		return "nothing"
	}
	class := classOf(r.Code)
	switch {
	case class == codes.Throttle, class == codes.Conflict, class == codes.Account:
		return "nothing"
	case r.Fate() == Unknown && call.Action.Write():
		return string(call.Action) + " without an answer"
	case r.Fate() == Unknown:
		return "nothing"
	}
	return observedAnswer(call, r, class)
}

// observedAnswer names what an answer that counts has shown.
func observedAnswer(call Call, r Result, class codes.Class) string {
	gone := codes.NoSuchPerson(r.Code)
	switch call.Action {
	case CreatePerson:
		switch {
		case r.Code == "" && r.SimilarPersonID == "":
			return "created"
		case class == codes.AlreadyDone, r.SimilarPersonID == call.Person:
			return "exists"
		}
		return "not created"
	case CreateFace:
		if r.Code == "" {
			return "added"
		}
		return "not added"
	case DeleteFace:
		return "deleted"
	case GetPerson:
		if gone {
			return "gone"
		}
		return "seen"
	case ListPersons:
		if gone {
			return "not listed"
		}
		return "listed"
	}
	return "nothing"
}

// transition is a row of the table in the package doc.
type transition struct{ from, observation, to string }

const runBegins = "a run begins"

// transitions reads the table in the package doc.
func transitions(t *testing.T) map[transition]bool {
	t.Helper()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	table := map[transition]bool{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimPrefix(line, "//"), "|")
		if len(cells) != 3 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		for to := range strings.SplitSeq(cells[2], ", ") {
			table[transition{cells[0], cells[1], to}] = true
		}
	}
	return table
}

// checkTransitions compares the transitions of all stories with the table. Some are rare, so that every row
// occurs is checked only for half a million stories and more.
func checkTransitions(t *testing.T, met map[transition]int) {
	t.Helper()
	table := transitions(t)
	for m := range met {
		if !table[m] {
			t.Errorf("%s, %s: %s is not in the table of the package doc", m.from, m.observation, m.to)
		}
	}
	for row := range table {
		if *stories >= 500_000 && met[row] == 0 {
			t.Errorf("%s, %s: %s is in the table of the package doc and never occurs", row.from, row.observation, row.to)
		}
	}
}

// noteTransition records how the state has changed. That a call without information leaves the state as it
// was is a rule, and has no row.
func (l *life) noteTransition(before Known, observation string) {
	from, to := stateOf(before), stateOf(l.known)
	switch observation {
	case runBegins:
		if from == to {
			return
		}
	case "nothing":
		l.must(from == to, "a call without information leaves the state as it was: %s became %s", from, to)
		return
	}
	if l.met == nil {
		l.met = map[transition]int{}
	}
	l.met[transition{from, observation, to}]++
}
