package pipeline

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

func TestRosterWithoutAnyFileMakesNoCalls(t *testing.T) {
	story(t, fake.Options{Groups: []string{"other"}}, func(t *testing.T, r *rig) {
		r.photo("Bo-1.jpg")
		r.roster("ana,Ana,,https://example.com/ana.jpg", "bo,Bo,,bo-1.jpg;bo-2.jpg", "li,Li,other,../li.jpg")
		outcome, all := r.once()
		if n := len(r.service.Calls()); n != 0 {
			t.Errorf("%d calls were made", n)
		}
		if outcome.Stop != Complete || outcome.Absent != (Absent{Photos: 4, First: "bo-1.jpg", Like: "Bo-1.jpg"}) {
			t.Errorf("%+v", outcome)
		}
		want(t, all, "2 https://example.com/ana.jpg", enrollment.StatusRejected, codes.PhotoOutside)
		want(t, all, "3 bo-1.jpg", enrollment.StatusRejected, codes.PhotoMissing)
		want(t, all, "3 bo-2.jpg", enrollment.StatusRejected, codes.PhotoMissing)
		want(t, all, "4 ../li.jpg", enrollment.StatusRejected, codes.PhotoOutside)
		if fix := all["3 bo-1.jpg"].Fix; fix != "Put Bo-1.jpg in the cell if that is the photo." {
			t.Errorf("the remedy for a photo that has a like one: %s", fix)
		}
		if fix := all["3 bo-2.jpg"].Fix; fix != codes.Lookup(codes.PhotoMissing).Remedy {
			t.Errorf("the remedy for a photo that has none: %s", fix)
		}
	})
}

func TestOnePresentPhotoMakesAnOrdinaryRun(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		r.photo("ana.jpg")
		r.roster("bo,Bo,,bo.jpg", "ana,Ana,,ana.jpg", "li,Li,,li.jpg")
		outcome, all := r.once()
		if outcome.Absent.Photos != 0 {
			t.Errorf("%+v", outcome.Absent)
		}
		want(t, all, "2 bo.jpg", enrollment.StatusRejected, codes.PhotoMissing)
		want(t, all, "3 ana.jpg", enrollment.StatusEnrolled, "")
	})
}

func TestRosterWithoutPhotosIsNotAbsent(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		r.roster("ana,Ana,,")
		if outcome, _ := r.once(); outcome.Absent != (Absent{}) {
			t.Errorf("%+v", outcome.Absent)
		}
	})
}

// What the roster itself refuses is no matter of the folder.
func TestRefusedPhotoIsNotAbsent(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		r.roster("ana,Ana,,a\x01.jpg")
		outcome, all := r.once()
		if outcome.Absent != (Absent{}) {
			t.Errorf("%+v", outcome.Absent)
		}
		want(t, all, "2 a\x01.jpg", enrollment.StatusRejected, codes.RosterMalformed)
	})
}

// A folder that is not mounted today is no reason to lose what was in doubt yesterday.
func TestDoubtOutlastsRunWithoutPhotos(t *testing.T) {
	lost := true
	story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
		if lost && call.Action.Write() {
			return fake.Fault{Lose: fake.After}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(2, 1)
		r.killed(800 * time.Millisecond)
		want(t, r.tell(), "2 0-0.jpg", enrollment.StatusInDoubt, codes.RunInDoubt)
		lost = false
		calls := len(r.service.Calls())
		r.roster("p0,Person0,,elsewhere/0-0.jpg", "p1,Person1,,elsewhere/1-0.jpg")
		r.aside("0-0.jpg", "1-0.jpg")
		_, all := r.once()
		want(t, all, "2 elsewhere/0-0.jpg", enrollment.StatusRejected, codes.PhotoMissing)
		if n := len(r.service.Calls()) - calls; n != 0 {
			t.Errorf("%d calls were made", n)
		}
		r.people(2, 1)
		_, all = r.once()
		want(t, all, "2 0-0.jpg", enrollment.StatusEnrolled, "")
		want(t, all, "3 1-0.jpg", enrollment.StatusEnrolled, "")
	})
}

func TestTwoSpellingsAreOnePhoto(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		key := r.photo("Mu\u0308ller.jpg")
		r.roster("m,M,,M\u00FCller.jpg;Mu\u0308ller.jpg;.\\M\u00FCller.jpg")
		_, all := r.once()
		for name, v := range all {
			if v.Status != enrollment.StatusEnrolled || v.Key != key {
				t.Errorf("%s: %+v", name, v)
			}
		}
		if n := len(all); n != 3 {
			t.Errorf("%d verdicts", n)
		}
		if n := len(r.service.Calls(enrollment.CreatePerson)) + len(r.service.Calls(enrollment.CreateFace)); n != 1 {
			t.Errorf("%d writes", n)
		}
	})
}

// The roster has another spelling than the file had: the journal knows it by the file's.
func TestMissingPhotoIsReportedByItsSpelling(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		r.photo("Mu\u0308ller.jpg")
		r.photo("b.jpg")
		r.roster("m,M,,M\u00FCller.jpg", "b,B,,b.jpg")
		r.config.Workers = 1
		r.killed(800 * time.Millisecond)
		r.aside("Mu\u0308ller.jpg")
		all := r.tell()
		if v, ok := all["2 M\u00FCller.jpg"]; !ok || v.Code == codes.RunNotAttempted || v.Key == "" {
			t.Errorf("%+v", v)
		}
	})
}
