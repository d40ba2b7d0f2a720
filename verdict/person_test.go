package verdict

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/roster"
)

// mention is a good photo a.jpg on line 2, but for what change says.
func mention(change func(*Photo)) Photo {
	p := Photo{Line: 2, Field: "images", Path: "a.jpg", File: File{Key: "a", Bytes: 7, Width: 64, Height: 65}}
	if change != nil {
		change(&p)
	}
	return p
}

// decided is the person's one photo a as enrollment decided on it.
func decided(v enrollment.Verdict) map[string]enrollment.Verdict {
	v.Key = "a"
	return map[string]enrollment.Verdict{"a": v}
}

func TestVerdicts(t *testing.T) {
	row := roster.Row{Line: 2, PersonID: "ana", Photos: []roster.Photo{{Field: "images", Path: "a.jpg"}}}
	bare := roster.Row{Line: 3, PersonID: "ana"}
	enrolled := enrollment.Verdict{Status: enrollment.StatusEnrolled, FaceIDs: []string{"1"}, RequestID: "q", Run: 2}
	first := mention(func(p *Photo) { p.Stage, p.File.Code, p.File.Message = StagePreflight, codes.PhotoShared, "it is Bo's" })
	for name, c := range map[string]struct {
		person Person
		want   []string // line, photo, status, code, stage, run; then words of the message
	}{
		"enrolled": {Person{Rows: []roster.Row{row}, Photos: []Photo{mention(nil)}, Decided: decided(enrolled)},
			[]string{"2 a.jpg enrolled  run-2|"}},
		"reported before": {Person{Rows: []roster.Row{row}, Photos: []Photo{mention(nil)}, Decided: decided(enrolled), Reported: map[string]bool{"a": true}},
			[]string{"2 a.jpg unchanged  run-2|"}},
		"reported before, and another name": {
			Person{Rows: []roster.Row{row}, Photos: []Photo{mention(nil)}, Decided: decided(enrolled), Reported: map[string]bool{"a": true}, Differs: "name"},
			[]string{"2 a.jpg unchanged Run.DiffersFromService run-2|what differs: name"}},
		"refused as a whole": {
			Person{Rows: []roster.Row{row, bare}, Stage: StageRoster, Photos: []Photo{mention(nil)}, Refused: map[int]roster.Fault{
				2: {Line: 2, Field: "gender", Code: codes.PersonGenderIllegal, Message: "no gender"}, 3: {Line: 3, Code: codes.RosterOtherRow, Message: "line 2"}}},
			[]string{"2 a.jpg rejected " + codes.PersonGenderIllegal + " run-1|no gender", "3  rejected Roster.OtherRow run-1|line 2"}},
		"a bad photo": {
			Person{Rows: []roster.Row{row}, Photos: []Photo{mention(func(p *Photo) { p.Stage, p.File.Code, p.File.Message = StagePreflight, codes.ImageEmpty, "no bytes" })}},
			[]string{"2 a.jpg rejected " + codes.ImageEmpty + " run-1|no bytes"}},
		"refused by the service in an earlier run": {
			Person{Rows: []roster.Row{row}, Photos: []Photo{mention(func(p *Photo) {
				p.Stage, p.File.Code, p.Earlier = "CreatePerson", codes.NoFaceInPhoto, &Earlier{RequestID: "q", Run: 2}
			})}},
			[]string{"2 a.jpg rejected " + codes.NoFaceInPhoto + " run-2|"}},
		"not looked into": {
			Person{Rows: []roster.Row{row}, Photos: []Photo{mention(func(p *Photo) { p.Unseen = true })}},
			[]string{"2 a.jpg not_attempted Run.NotAttempted run-1|"}},
		"named twice": {
			Person{Rows: []roster.Row{row}, Decided: decided(enrolled),
				Photos: []Photo{mention(nil), mention(func(p *Photo) { p.Place, p.Path, p.First = 1, "b.jpg", &Photo{Path: "a.jpg", Line: 2} })}},
			[]string{"2 a.jpg enrolled  run-2|", "2 b.jpg enrolled  run-2|the same photo as a.jpg on line 2"}},
		"named twice, and another person's": {
			Person{Rows: []roster.Row{row}, Photos: []Photo{first, mention(func(p *Photo) { p.Place, p.Path, p.First = 1, "b.jpg", &first })}},
			[]string{"2 a.jpg rejected " + codes.PhotoShared + " run-1|Bo's", "2 b.jpg rejected " + codes.PhotoShared + " run-1|Bo's"}},
		"a row without photos beside a good one": {Person{Rows: []roster.Row{row, bare}, Photos: []Photo{mention(nil)}, Decided: decided(enrolled)},
			[]string{"2 a.jpg enrolled  run-2|", "3  enrolled  run-1|"}},
		"a row without photos beside a bad one": {
			Person{Rows: []roster.Row{row, bare}, Photos: []Photo{mention(nil)}, Decided: decided(enrollment.Verdict{Status: enrollment.StatusFailed, Code: codes.RunExhausted})},
			[]string{"2 a.jpg failed Run.Exhausted run-1|", "3  failed Roster.OtherRow run-1|"}},
		"in doubt, with a face": {
			Person{Rows: []roster.Row{row}, Photos: []Photo{mention(nil)}, Decided: decided(enrollment.Verdict{Status: enrollment.StatusInDoubt, Code: codes.RunInDoubt, Unclear: []string{"9"}})},
			[]string{"2 a.jpg in_doubt Run.InDoubt run-1|one face has appeared since, and someone else may have added it: 9"}},
		"no room": {
			Person{Rows: []roster.Row{row}, Photos: []Photo{mention(nil)}, Faces: 5, Decided: decided(enrollment.Verdict{Status: enrollment.StatusRejected, Code: codes.PersonFaceNumExceed})},
			[]string{"2 a.jpg rejected " + codes.PersonFaceNumExceed + " run-1|the person has 5 faces at the service"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.person.Run, c.person.RunNames = "run-1", map[int64]string{2: "run-2"}
			got := Of(c.person)
			if len(got) != len(c.want) {
				t.Fatalf("%d verdicts, want %d: %+v", len(got), len(c.want), got)
			}
			for i, v := range got {
				want, message, _ := strings.Cut(c.want[i], "|")
				if says := fmt.Sprint(v.Line, " ", v.Photo, " ", v.Status, " ", v.Code, " ", v.Run); says != want || !strings.Contains(v.Message, message) {
					t.Errorf("%s: %s\nwant %s: %s", says, v.Message, want, message)
				}
				if !v.Status.Well() && v.Fix == "" {
					t.Errorf("%s: it does not say what to do", want)
				}
			}
		})
	}
}

func TestDecidingNamesRuns(t *testing.T) {
	p := Person{
		Decided: decided(enrollment.Verdict{Run: 3}),
		Photos:  []Photo{mention(nil), mention(func(p *Photo) { p.Earlier = &Earlier{Run: 2} })},
	}
	if runs := p.Deciding(); !slices.Equal(runs, []int64{3, 2}) {
		t.Errorf("%v", runs)
	}
}

func TestNotReached(t *testing.T) {
	row := roster.Row{
		Line: 2, Photos: []roster.Photo{{Field: "images", Path: "a.jpg"}, {Field: "images", Path: "b.jpg"}},
		Faults: []roster.Fault{{Field: "images", Photo: "b.jpg", Code: codes.RosterMalformed, Message: "a control character"}},
	}
	got := NotReached(row, "run-1")
	if len(got) != 2 || got[0].Code != codes.RunNotAttempted || !got[0].Whole || got[1].Code != codes.RosterMalformed || got[1].Whole {
		t.Errorf("%+v", got)
	}
	row.Faults[0].Photo = ""
	if got := NotReached(row, "run-1"); got[0].Code != codes.RosterMalformed || !got[0].Whole {
		t.Errorf("a fault of the person is not one of each photo: %+v", got)
	}
	row.Photos, row.Faults = nil, nil
	if got := NotReached(row, "run-1"); len(got) != 1 || got[0].Status != enrollment.StatusNotAttempted || got[0].Message == "" {
		t.Errorf("%+v", got)
	}
}
