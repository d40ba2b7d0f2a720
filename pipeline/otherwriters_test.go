package pipeline

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// Half of an upload whose reply was lost is taken back, unless others write to people of the folder:
// those who are done are looked at before it is.
func TestWitnessesAreAskedBeforeExplaining(t *testing.T) {
	const unlucky = "p5"
	for name, c := range map[string]struct {
		others bool // have added to people who are done
		alone  bool
		want   enrollment.Status
	}{
		"nobody else is there":                   {want: enrollment.StatusEnrolled},
		"others are":                             {others: true, want: enrollment.StatusInDoubt},
		"and somebody vouches that they are not": {others: true, alone: true, want: enrollment.StatusEnrolled},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var r *rig
				r = newRig(t, fake.Options{Latency: 100 * time.Millisecond, Faults: func(call enrollment.Call, n int) fake.Fault {
					if call.Action != enrollment.CreateFace || call.Person != unlucky || n > 1 {
						return fake.Fault{}
					}
					if c.others {
						time.AfterFunc(time.Second, func() { r.meddle("p0", "p1", "p2") })
					}
					return fake.Fault{Lose: fake.After, Half: 1}
				}})
				r.config.Policy.Alone = c.alone
				r.people(6, 3)
				r.begin()
				if _, err := r.drive(t.Context(), t.Context()); err != nil {
					t.Fatal(err)
				}
				v := r.verdicts()["7 5-1.jpg"]
				if v.Status != c.want {
					t.Errorf("it is %s %s, want %s", v.Status, v.Code, c.want)
				}
				taken := len(r.service.Calls(enrollment.DeleteFace))
				if (taken > 0) != (c.want == enrollment.StatusEnrolled) {
					t.Errorf("%d faces are taken back", taken)
				}
				for _, look := range r.service.Calls(enrollment.GetPerson) {
					if look.Call.Probe {
						t.Error("a look at somebody is no part of her history: whoever is killed meanwhile would meet it")
					}
				}
				if v.Code == codes.RunInDoubt && v.Message == "" {
					t.Error("nothing says why")
				}
				r.close()
			})
		})
	}
}

// meddle adds a face to each of these people.
func (r *rig) meddle(people ...string) {
	for _, id := range people {
		r.service.Alter(id, func(p *fake.Person) {
			p.Faces = append(p.Faces, fake.Face{Key: fmt.Sprint("theirs ", id)})
		})
	}
}
