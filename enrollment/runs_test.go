package enrollment

import (
	"fmt"
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// ends looks at the verdicts in the middle of a story.
func ends(want string) move {
	return happens(func(s *sim) { s.Helper(); s.ends(want) })
}

// lookAt is the look at a known person before a later run adds faces: others may have changed
// them since, and what is lost must be told from what they did.
func lookAt(faces string) move { return call("GetPersonBaseInfo", there("Ana", faces)) }

func TestFacesAddedBetweenRunsAreNotOurs(t *testing.T) {
	runCases(t, []testCase{
		{
			name: "a lost upload that did not land is sent again",
			want: ana("a"), policy: addAnyway,
			moves: []move{
				call("CreatePerson a", created("1")),
				nextRun(func(s *sim) { s.want = ana("a b c") }),
				lookAt("1 7777"),
				call("CreateFace b c", lostReply),
				lookAt("1 7777"),
				call("CreateFace b c", added("2 3")),
			},
			end: "a enrolled 1, b enrolled 2, c enrolled 3",
		},
		{
			name: "and they take up room",
			want: ana("a"), policy: addAnyway,
			moves: []move{
				call("CreatePerson a", created("1")),
				nextRun(func(s *sim) { s.want = ana("a b") }),
				lookAt("1 6 7 8 9"),
			},
			end: "a enrolled 1, b rejected InvalidParameterValue.PersonFaceNumExceed",
		},
	})
}

// addsPhoto adds photo b to the roster.
func addsPhoto(s *sim) { s.want = ana("a b") }

// soon puts the next run a few seconds after the last one.
func soon(s *sim) { s.now = s.now.Add(5*time.Second - 24*time.Hour) }

var changesByOtherClientsCases = []testCase{
	{
		name: "a face was taken away: its photo is sent again", want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c") }),
			lookAt("1"), call("CreateFace b c", added("3 4")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 4",
	},
	{
		name: "a face that is not seen a moment after it was added is not sent again", want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c") }, soon),
			lookAt("1"), call("CreateFace c", added("3")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3",
	},
	{
		name: "the person was made anew by somebody else", want: ana("a"),
		moves: []move{call("CreatePerson a", created("1")), nextRun(addsPhoto), lookAt("8 9")},
		end:   "a rejected Run.PersonExists, b rejected Run.PersonExists",
	},
	{
		name: "the person was deleted", want: ana("a"),
		moves: []move{
			call("CreatePerson a", created("1")), nextRun(addsPhoto),
			call("GetPersonBaseInfo", notThere), waitsForReads(),
			call("CreatePerson a", created("2")), call("CreateFace b", added("3")),
		},
		end: "a enrolled 2, b enrolled 3",
	},
	{
		name: "the person was not seen, and yet is there", want: ana("a"),
		moves: []move{
			call("CreatePerson a", created("1")), nextRun(addsPhoto),
			call("GetPersonBaseInfo", notThere), waitsForReads(),
			call("CreatePerson a", taken), lookAt("1"), call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "a lost upload of which nothing is there is not in doubt, whatever else was taken away", want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c") }),
			lookAt("1 2"), call("CreateFace c", lostReply),
			lookAt("1"), call("GetPersonBaseInfo", there("Ana", "1")), call("CreateFace c", added("5")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 5",
	},
}

// What others did to a person of ours is seen when there is something to add.
func TestChangesByOtherClients(t *testing.T) {
	runCases(t, changesByOtherClientsCases)
}

func TestFullPersonIsCheckedOnRequest(t *testing.T) {
	full := []move{call("CreatePerson a", created("1")), call("CreateFace b c d e", added("2 3 4 5")), nextRun()}
	runCases(t, []testCase{
		{
			name: "no call is spent", want: ana("a b c d e f"), moves: full,
			end: "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 5, f rejected InvalidParameterValue.PersonFaceNumExceed",
		},
		{
			name: "a face was deleted at the service", want: ana("a b c d e f"), policy: Policy{RetryRejected: true},
			moves: after(full, nextRun(), lookAt("1 2 3 4"), call("CreateFace e", added("6"))),
			end:   "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 6, f rejected InvalidParameterValue.PersonFaceNumExceed",
		},
	})
}

// blurredPhoto is a photo that is refused for its quality.
var blurredPhoto = []move{
	call("CreatePerson a", created("1")),
	call("CreateFace b", retCodes(ints(-1601), "")),
}

const (
	blurredRefused = "a enrolled 1, b rejected FailedOperation.FaceQualityNotQualified"
	bothEnrolled   = "a enrolled 1, b enrolled 2"
)

// sentAgain is the refused photo in the next run, after a change.
func sentAgain(change func(*sim)) []move {
	return after(blurredPhoto, ends(blurredRefused), nextRun(change), lookAt("1"), call("CreateFace b", added("2")))
}

var beginCases = []testCase{
	{
		name:  "a refused photo is not sent again",
		want:  ana("a b"),
		moves: after(blurredPhoto, nextRun(), nextRun()),
		end:   blurredRefused,
	},
	{
		name:  "but is under another quality",
		want:  ana("a b"),
		moves: sentAgain(func(s *sim) { s.want.Options.Quality = number(1) }),
		end:   bothEnrolled,
	},
	{
		name:  "or another threshold",
		want:  ana("a b"),
		moves: sentAgain(func(s *sim) { s.want.Options.Threshold = number(40) }),
		end:   bothEnrolled,
	},
	{
		name:  "or when photos may be rotated",
		want:  ana("a b"),
		moves: sentAgain(func(s *sim) { s.want.Options.Rotate = true }),
		end:   bothEnrolled,
	},
	{
		name:  "or on request",
		want:  ana("a b"),
		moves: sentAgain(func(s *sim) { s.policy.RetryRejected = true }),
		end:   bothEnrolled,
	},
	{
		name:  "that nobody else may look alike says nothing of a photo's quality",
		want:  ana("a b"),
		moves: after(blurredPhoto, nextRun(func(s *sim) { s.want.Options.Unique = number(3) })),
		end:   blurredRefused,
	},
	{
		name:  "the same quality written twice is the same quality",
		want:  ana("a b"),
		moves: after(blurredPhoto, nextRun(func(s *sim) { s.want.Options = Options{} })),
		end:   blurredRefused,
	},
	{
		name:   "on request means once a run",
		want:   ana("a"),
		policy: Policy{RetryRejected: true},
		moves: []move{
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
			nextRun(),
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
		},
		end: "a rejected InvalidParameterValue.NoFaceInPhoto",
	},
	{
		name: "a face that matched too little is judged again when the person's faces changed",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", retCodes(ints(-1604), "")),
			nextRun(),
			ends("a enrolled 1, b rejected Run.FaceMismatch"),
			nextRun(func(s *sim) { s.want = ana("a b c") }),
			lookAt("1"),
			call("CreateFace c", added("2")),
			call("CreateFace b", added("3")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 2",
	},
	{
		name: "faces that came with the same upload are no change",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", retCodes(ints(-1604, 0), "2")),
			nextRun(),
		},
		end: "a enrolled 1, b rejected Run.FaceMismatch, c enrolled 2",
	},
	{
		name: "an account that is refused stops everything, and nothing is blamed on the photos",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", answered("ResourceUnavailable.InArrears")),
			ends("a enrolled 1, b not_attempted ResourceUnavailable.InArrears"),
			nextRun(),
			lookAt("1"),
			call("CreateFace b", added("2")),
		},
		end: bothEnrolled,
	},
	{
		name: "a fault of the row stops the person for this run",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", answered(codes.PersonNameIllegal)),
			ends("a rejected InvalidParameterValue.PersonNameIllegal, b rejected InvalidParameterValue.PersonNameIllegal"),
			nextRun(func(s *sim) { s.want.Name = "Ana_Maria" }),
			call("CreatePerson a", created("1")),
			call("CreateFace b", added("2")),
		},
		end: bothEnrolled,
	},
	{
		name: "so does a fault of the group",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", answered("InvalidParameterValue.GroupFaceNumExceed")),
			ends("a enrolled 1, b rejected InvalidParameterValue.GroupFaceNumExceed"),
			nextRun(),
			lookAt("1"),
			call("CreateFace b", added("2")),
		},
		end: bothEnrolled,
	},
	{
		name: "attempts are counted anew",
		want: ana("a"), policy: Policy{Attempts: 1},
		moves: []move{
			call("CreatePerson a", neverSent),
			ends("a failed Run.Exhausted"),
			nextRun(),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
}

func TestBegin(t *testing.T) {
	runCases(t, beginCases)
}

func TestUnsentCallChangesNothing(t *testing.T) {
	s := newSim(t, ana("a b"))
	s.play(call("CreatePerson a", throttling))
	was := s.known
	s.learn(s.next(), Result{Unsent: true, Code: codes.RunNotAttempted})
	if got, want := inFull(Verdicts(s.want, s.known, s.policy)...), inFull(Verdicts(s.want, was, s.policy)...); got != want {
		t.Errorf("verdicts:\n got %s\nwant %s", got, want)
	}
	before, _ := Next(s.want, was, s.policy)
	after, _ := Next(s.want, s.known, s.policy)
	if !sameCalls(before, after) {
		t.Errorf("the next call was %v and is %v", before, after)
	}
}

// Known is a value: what is learned of one future must not show in another.
func TestKnownIsAValue(t *testing.T) {
	s := newSim(t, ana("a b c d"))
	s.play(
		call("CreatePerson a", created("1")),
		call("CreateFace b c d", answered(codes.ImageSizeExceed)), // so that faces come one by one
		call("CreateFace b", added("2")),
		call("CreateFace c", added("3")),
	)
	next := s.next()
	one := s.known.Learn(next, Result{Run: 1, RetCodes: ints(0), FaceIDs: []string{"4"}})
	two := s.known.Learn(next, Result{Run: 1, RetCodes: ints(0), FaceIDs: []string{"5"}})
	for _, c := range []struct {
		known Known
		want  string
	}{{s.known, "[1 2 3]"}, {one, "[1 2 3 4]"}, {two, "[1 2 3 5]"}} {
		if got := fmt.Sprint(c.known.Faces()); got != c.want {
			t.Errorf("faces %s, want %s", got, c.want)
		}
	}
}

func TestDiffers(t *testing.T) {
	s := newSim(t, ana("a"))
	if got := s.known.Differs(s.want); got != "" {
		t.Errorf("nothing known: %q", got)
	}
	s.play(call("CreatePerson a", created("1")))
	for _, c := range []struct {
		name, group, want string
	}{
		{"Ana", "staff", ""},
		{"Anna", "staff", "name"},
		{"Ana", "guests", "group"},
		{"Anna", "guests", "name, group"},
	} {
		w := s.want
		w.Name, w.Group = c.name, c.group
		if got := s.known.Differs(w); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.name, c.group, got, c.want)
		}
	}
}

func TestOwnership(t *testing.T) {
	for _, c := range []struct {
		name                   string
		moves                  []move
		ours, foreign, inDoubt bool
		faces                  int
	}{
		{name: "nobody knows yet"},
		{name: "ours when we created it", moves: []move{call("CreatePerson a", created("1"))}, ours: true, faces: 1},
		{name: "foreign when it was there", moves: []move{call("CreatePerson a", taken)}, foreign: true},
		{name: "in doubt when the reply was lost", moves: []move{call("CreatePerson a", lostReply)}, inDoubt: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(t, ana("a"))
			s.play(c.moves...)
			k := s.known
			if k.Ours() != c.ours || k.Foreign() != c.foreign || k.InDoubt() != c.inDoubt || len(k.Faces()) != c.faces {
				t.Errorf("ours %t, foreign %t, in doubt %t, faces %q", k.Ours(), k.Foreign(), k.InDoubt(), k.Faces())
			}
		})
	}
}

var lostWriteBesideSecondWriterCases = []testCase{
	{
		name: "as many faces as were sent, where we were told of others: theirs, perhaps",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2 3"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "fewer: they are not taken back",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "none: it did not land, whoever else is there",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1"),
			call("CreateFace b c", added("2 3")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3",
	},
	{
		name: "once the faces in question are deleted, the photos are sent again",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2"),
			nextRun(), lookAt("1"), call("CreateFace b c", added("3 4")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 4",
	},
	{
		name: "somebody vouches for being alone: it is settled",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2"),
			nextRun(func(s *sim) { s.policy.Alone = true }), lookAt("1 2"),
			call("DeleteFace 2", deleted), lookAt("1"),
			call("CreateFace b", added("3")), call("CreateFace c", added("4")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 4",
	},
	{
		name: "a person who is there after a lost CreatePerson may be theirs",
		want: ana("a"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", lostReply), lookAt("1"),
			call("GetPersonList", onList("Ana", "1", time.Second)),
		},
		end: "a in_doubt Run.InDoubt",
	},
	{
		name: "and certainly is if she was there before",
		want: ana("a"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", lostReply), lookAt("1"),
			call("GetPersonList", onList("Ana", "1", -time.Hour)),
			call("CreateFace a", added("2")),
		},
		end: "a enrolled 2",
	},
	{
		name: "a call of theirs was in service, and none of ours",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", answered(codes.ConflictOperation)),
			call("CreateFace b c", lostReply), lookAt("1 2 3"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "whatever spoke of others, whoever vouches is believed",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", answered(codes.ConflictOperation)),
			call("CreateFace b c", lostReply), lookAt("1 2 3"), nextRun(), vouchAlone(), lookAt("1 2 3"),
		},
		end: "a enrolled 1, b enrolled 2 3, c enrolled 2 3",
	},
	{
		name: "a face of hers went unasked, the day before",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c d") }), lookAt("1"),
			call("CreateFace b c d", lostReply), lookAt("1 4"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt, d in_doubt Run.InDoubt",
	},
	{
		name: "others were seen at other people of the folder by the time of the look",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply),
			happens(func(s *sim) {
				look := s.next()
				look.Shared = true
				s.learn(look, there("Ana", "1 2"))
			}),
			nextRun(), lookAt("1 2"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
}

// What is there after a lost write says nothing of whose it is where others write too.
func TestLostWriteBesideSecondWriter(t *testing.T) {
	runCases(t, lostWriteBesideSecondWriterCases)
}

// An older copy of the journal does not know what was enrolled since.
func TestUnknownFaces(t *testing.T) {
	later := nextRun(func(s *sim) { s.want = ana("a b") })
	runCases(t, []testCase{
		{
			name: "nothing is added beside them unasked", want: ana("a"),
			moves: []move{call("CreatePerson a", created("1")), later, lookAt("1 2")},
			end:   "a enrolled 1, b rejected Run.UnknownFaces",
		},
		{
			name: "they are looked for in each run", want: ana("a"),
			moves: []move{
				call("CreatePerson a", created("1")), later, lookAt("1 2"),
				nextRun(), lookAt("1"), call("CreateFace b", added("3")),
			},
			end: "a enrolled 1, b enrolled 3",
		},
		{
			name: "whoever says so adds beside them", want: ana("a"),
			moves: []move{
				call("CreatePerson a", created("1")), later, lookAt("1 2"), allowAdding(), call("CreateFace b", added("3")),
			},
			end: "a enrolled 1, b enrolled 3",
		},
		{
			name: "a set that landed unseen is known", want: ana("a b c"),
			moves: []move{
				call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2 3"),
				nextRun(func(s *sim) { s.want = ana("a b c d") }), lookAt("1 2 3"), call("CreateFace d", added("4")),
			},
			end: "a enrolled 1, b enrolled 2 3, c enrolled 2 3, d enrolled 4",
		},
	})
}
