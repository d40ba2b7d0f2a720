package enrollment

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"enroll.example/enroll/codes"
)

var update = flag.Bool("update", false, "write the golden files anew")

// situation is a call about to be made, which is answered with every code.
type situation struct {
	heading string
	want    Want
	policy  Policy
	before  []move
}

var situations = []situation{
	{heading: "CreatePerson", want: ana("a b")},
	{heading: "CreatePerson of one", want: ana("a")},
	{
		heading: "CreateFace of two", want: ana("a b c"),
		before: []move{call("CreatePerson a", created("1"))},
	},
	{
		heading: "CreateFace of one", want: ana("a b"),
		before: []move{call("CreatePerson a", created("1"))},
	},
	{
		heading: "GetPerson", want: ana("a"), policy: addAnyway,
		before: []move{call("CreatePerson a", taken)},
	},
	{
		heading: "GetPerson in doubt", want: ana("a"),
		before: []move{call("CreatePerson a", lostReply)},
	},
	{
		heading: "GetPersonList", want: ana("a"),
		before: []move{call("CreatePerson a", lostReply), call("GetPersonBaseInfo", there("Ana", "1"))},
	},
	{
		heading: "DeleteFace", want: ana("a b c"),
		before: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
		},
	},
}

// groupSituations are the same for calls about a group.
var groupSituations = []struct {
	heading string
	before  []groupStep
}{
	{heading: "GetGroupInfo"},
	{heading: "CreateGroup", before: []groupStep{{"GetGroupInfo staff", answered(codes.GroupIDNotExist)}}},
}

// The golden file has for every code and call what is done next, and the verdict of the call's first photo if
// nothing more happened; for a group, whether it can be used. A code that does not count at once is answered
// until it does.
func TestEveryCodeAtEveryCall(t *testing.T) {
	var out bytes.Buffer
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	line := []string{"code", "class"}
	for _, m := range situations {
		line = append(line, m.heading)
	}
	for _, m := range groupSituations {
		line = append(line, m.heading)
	}
	fmt.Fprintln(table, strings.Join(line, "\t"))
	for _, e := range append([]codes.Entry{{Code: "Never.Seen"}}, codes.All()...) {
		line := []string{e.Code, string(codes.Lookup(e.Code).Class)}
		for _, m := range situations {
			line = append(line, m.leadsTo(t, e.Code))
		}
		for _, m := range groupSituations {
			line = append(line, groupLeadsTo(t, m.before, e.Code))
		}
		fmt.Fprintln(table, strings.Join(line, "\t"))
	}
	table.Flush()
	golden(t, "testdata/codes.txt", out.Bytes())
}

func (m situation) leadsTo(t *testing.T, code string) string {
	s := newSim(t, m.want)
	s.policy = m.policy
	s.play(m.before...)
	made := s.next()
	key := m.want.Photos[0].Key
	if len(made.Photos) > 0 {
		key = made.Photos[0].Key
	} else if s.known.open() != nil {
		key = s.known.open().call.Photos[0].Key
	}
	again := s.answerUntilFinal(made, code)
	next, ok := Next(s.want, s.known, s.policy)
	return repeats(again) + s.nextText(made, next, ok) + ": " + s.verdictOn(key, code)
}

// answerUntilFinal answers a call with a code, and again for as long as that does not count; it returns how
// often it did not.
func (s *sim) answerUntilFinal(made Call, code string) (again int) {
	s.Helper()
	for ; !made.Final(answered(code)); again++ {
		s.learn(made, answered(code))
		next := s.next()
		if callText(next) != callText(made) || next.GraceTries != again+1 {
			s.Fatalf("%s is not made again, but %s, asked %d times", callText(made), callText(next), next.GraceTries)
		}
		made = next
	}
	s.learn(made, answered(code))
	return again
}

func repeats(again int) string {
	if again == 0 {
		return ""
	}
	return fmt.Sprintf("%d x again, ", again)
}

func groupLeadsTo(t *testing.T, before []groupStep, code string) string {
	policy := Policy{CreateGroups: true}
	k := playGroup(t, policy, before)
	again := 0
	made, _ := NextGroup(Group{ID: "staff"}, k, policy)
	for {
		r := answered(code)
		r.Run, r.Sent, r.Done = 1, made.After, made.After
		k = k.Learn(made, r)
		if made.Final(r) {
			break
		}
		again++
		made, _ = NextGroup(Group{ID: "staff"}, k, policy)
	}
	next, ok := NextGroup(Group{ID: "staff"}, k, policy)
	return repeats(again) + groupNextText(made, next, ok) + ": " + groupStateText(k, ok)
}

func groupNextText(made, next Call, ok bool) string {
	switch wait := next.After.Sub(made.After); {
	case !ok:
		return "ends"
	case wait == SettleTime:
		return "look in 10 s"
	case next.Action == made.Action && wait > 0:
		return "again later"
	case next.Action == made.Action:
		return "again AT ONCE" // should stand nowhere
	}
	return string(next.Action)
}

func groupStateText(k GroupKnown, more bool) string {
	_, refused := k.Refused()
	switch {
	case more:
		return "open"
	case k.Usable():
		return "usable"
	case refused:
		return "refused"
	}
	return "not judged"
}

// nextText returns what follows a call that got a code.
func (s *sim) nextText(made, next Call, ok bool) string {
	switch wait := next.After.Sub(s.now); {
	case !ok:
		return "ends"
	case callText(next) == callText(made) && wait > 0:
		return "again later"
	case callText(next) == callText(made):
		return "again AT ONCE" // should stand nowhere
	case next.Action == made.Action && len(made.Photos) == len(next.Photos):
		return "next photo"
	case next.Action == made.Action:
		return "one by one"
	case next.Action == GetPerson && made.Action == DeleteFace && wait < time.Second:
		return "look"
	case next.Action == GetPerson && s.known.InDoubt():
		return "look in 6 s"
	case next.Action == GetPerson:
		return "look"
	}
	return string(next.Action)
}

func (s *sim) verdictOn(key, code string) string {
	for _, v := range Verdicts(s.want, s.known, s.policy) {
		if v.Key != key {
			continue
		}
		switch v.Code {
		case code, "", codes.RunNotAttempted, codes.RunInDoubt:
			return string(v.Status)
		}
		return string(v.Status) + " " + v.Code
	}
	return "not wanted"
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		g, w := at(gotLines, i), at(wantLines, i)
		if g != w {
			t.Errorf("%s line %d:\n got %s\nwant %s", name, i+1, g, w)
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// What a code leads to must agree with its class, whatever the golden file has.
func TestEveryCodeFollowsItsClass(t *testing.T) {
	for _, e := range codes.All() {
		t.Run(e.Code, func(t *testing.T) {
			s := newSim(t, ana("a b"))
			s.answerUntilFinal(s.next(), e.Code)
			next, ok := Next(s.want, s.known, s.policy)
			verdict := Verdicts(s.want, s.known, s.policy)[0]
			switch e.Class {
			case codes.Throttle, codes.Conflict:
				check(t, ok && callText(next) == "CreatePerson a" && next.After.After(s.now), "is not sent again after a wait")
			case codes.Transient, codes.Ambiguous:
				check(t, ok && next.Action == GetPerson && verdict.Status == StatusInDoubt, "is not looked for")
			case codes.Photo:
				standsAgain := e.Code == codes.PhotoChanged
				check(t, ok && callText(next) == "CreatePerson b", "does not leave the other photo alone")
				check(t, (verdict.Status == StatusFailed) == standsAgain, "is not the photo's fault")
			case codes.Row, codes.Person, codes.Group:
				check(t, !ok && verdict.Status == StatusRejected && verdict.Code == e.Code, "does not end the person's run")
			case codes.Account:
				check(t, !ok && verdict.Status == StatusNotAttempted && verdict.Code == e.Code, "does not stop the run, or blames the photo")
			case codes.AlreadyDone:
				check(t, !ok && s.known.Foreign() && verdict.Code == codes.RunPersonExists, "does not mean that the person exists")
			}
		})
	}
}

func check(t *testing.T, ok bool, otherwise string) {
	t.Helper()
	if !ok {
		t.Error(otherwise)
	}
}
