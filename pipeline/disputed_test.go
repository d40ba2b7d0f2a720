package pipeline

import (
	"slices"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// These are stories of a photo that was enrolled for the wrong person, and is wanted for the right
// one: the holder is looked at only by a run that was told to try again what was refused.

func TestClaimPassesWhenHolderIsGone(t *testing.T) {
	for name, c := range map[string]struct {
		holder, right string // ids
		since         time.Duration
		gone          func(*fake.Service, string)
		passes        bool
	}{
		"deleted":                          {"123", "A-123", time.Hour, (*fake.Service).Drop, true},
		"deleted, the ids almost the same": {"123", "00123", time.Hour, (*fake.Service).Drop, true},
		"deleted a moment ago":             {"123", "A-123", time.Second, (*fake.Service).Drop, true},
		"without that face": {"123", "A-123", time.Hour, func(s *fake.Service, id string) {
			s.Alter(id, func(p *fake.Person) { p.Faces = []fake.Face{{ID: "another", Key: "other"}} })
		}, true},
		"still there":                          {"123", "A-123", time.Hour, func(*fake.Service, string) {}, false},
		"still there, the ids almost the same": {"123", "00123", time.Hour, func(*fake.Service, string) {}, false},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, fake.Options{}, func(t *testing.T, r *rig) {
				key := r.photo("one.jpg")
				r.photo("li.jpg")
				r.roster(c.holder+",Ana,,one.jpg", "li,Li,,li.jpg")
				r.once()
				time.Sleep(c.since)
				c.gone(r.service, c.holder)
				r.roster(c.right+",Ana,,one.jpg", "li,Li,,li.jpg")
				code := codes.PhotoShared
				if strings.TrimLeft(c.right, "0") == c.holder {
					code = codes.RosterAlmostSame
				}
				_, all := r.once()
				want(t, all, "2 one.jpg", enrollment.StatusRejected, code)
				r.config.Policy.RetryRejected = true
				before := len(r.service.Calls(enrollment.GetPerson))
				_, all = r.once()
				if looks := len(r.service.Calls(enrollment.GetPerson)) - before; looks < 1 || looks > 2 {
					t.Errorf("%d looks at the holder", looks)
				}
				if !c.passes {
					want(t, all, "2 one.jpg", enrollment.StatusRejected, code)
					return
				}
				want(t, all, "2 one.jpg", enrollment.StatusEnrolled, "")
				if n := r.service.Enrolled(key); n != 1 {
					t.Errorf("the photo is enrolled %d times", n)
				}
				r.config.Policy.RetryRejected = false
				_, all = r.once()
				want(t, all, "2 one.jpg", enrollment.StatusUnchanged, "")
			})
		})
	}
}

// All photos of one who is not in the roster any more are another's now.
func TestRenumberedPersonIsReported(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		for _, name := range []string{"1.jpg", "2.jpg", "3.jpg"} {
			r.photo(name)
		}
		r.roster("ana,Ana,,1.jpg;2.jpg", "bo,Bo,,3.jpg")
		r.once()
		r.roster("a-1,Ana,,1.jpg;2.jpg", "b-1,Bo,,3.jpg", "bo,Bo,,3.jpg")
		_, all := r.once()
		if says := all["2 1.jpg"].Message; !strings.Contains(says, "it looks as if ana was renumbered to a-1") {
			t.Error(says)
		}
		if says := all["3 3.jpg"].Message; strings.Contains(says, "renumbered") {
			t.Error("bo is in the roster still: ", says)
		}
	})
}

// Who is looked at is left alone meanwhile: two calls on one person never overlap.
func TestHolderInRosterIsLookedAtLast(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		for _, name := range []string{"one.jpg", "two.jpg"} {
			r.photo(name)
		}
		r.roster("ana,Ana,,one.jpg")
		r.once()
		time.Sleep(time.Hour)
		r.config.Policy.RetryRejected = true
		r.roster("bo,Bo,,one.jpg", "ana,Ana,,two.jpg")
		_, all := r.once()
		want(t, all, "2 one.jpg", enrollment.StatusRejected, codes.PhotoShared)
		want(t, all, "3 two.jpg", enrollment.StatusEnrolled, "")
		if n := r.service.Overlaps(); n != 0 {
			t.Errorf("%d overlaps", n)
		}
		if looks := r.service.Calls(enrollment.GetPerson); !slices.ContainsFunc(looks, func(c fake.Record) bool { return c.Call.Person == "ana" }) {
			t.Error("nobody looked at ana")
		}
	})
}
