package enrollment

import (
	"testing"

	"enroll.example/enroll/codes"
)

var photosTakeFewestCallsCases = []testCase{
	{
		name:  "one photo: one call",
		want:  ana("a"),
		moves: []move{call("CreatePerson a", created("1"))},
		end:   "a enrolled 1",
	},
	{
		name: "five photos: two calls",
		want: ana("a b c d e"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d e", added("2 3 4 5")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 5",
	},
	{
		name: "sixth photo: rejected and not sent",
		want: ana("a b c d e f"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d e", added("2 3 4 5")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 5, " +
			"f rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name: "sixth photo: takes the place of a refused one",
		want: ana("a b c d e f"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d e", retCodes(ints(0, -1101, 0, 0), "2 3 4")),
			call("CreateFace f", added("5")),
		},
		end: "a enrolled 1, b enrolled 2, c rejected InvalidParameterValue.NoFaceInPhoto, " +
			"d enrolled 3, e enrolled 4, f enrolled 5",
	},
	{
		name: "no photos: no person",
		want: ana(""),
	},
	{
		name: "enrolled person: no call in the next run",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", added("2")),
			nextRun(),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "photos removed from the roster: their faces still count",
		want: ana("a b c d e"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d e", added("2 3 4 5")),
			nextRun(func(s *sim) { s.want = ana("e f") }),
		},
		end: "e enrolled 5, f rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name: "faces of older rosters: the rest of the room is used",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", added("2 3")),
			nextRun(func(s *sim) { s.want = ana("d e f") }),
			lookAt("1 2 3"),
			call("CreateFace d e", added("4 5")),
		},
		end: "d enrolled 4, e enrolled 5, f rejected InvalidParameterValue.PersonFaceNumExceed",
	},
}

func TestPhotosTakeFewestCalls(t *testing.T) {
	runCases(t, photosTakeFewestCallsCases)
}

func TestUploadsArePacked(t *testing.T) {
	const frame, quotes = 4_000, 3 // what a body has besides base64 texts, from want.go
	fit := BodyBytes - frame - 2*quotes
	for _, c := range []struct {
		name   string
		base64 []int
		room   int
		want   int
	}{
		{"four small photos go together", []int{9, 9, 9, 9}, 4, 4},
		{"a fifth waits for the next call", []int{9, 9, 9, 9, 9}, 4, 4},
		{"a person's room counts", []int{9, 9, 9}, 2, 2},
		{"one at a time when asked", []int{9, 9, 9}, 1, 1},
		{"two photos that fill the body to the byte go together", []int{fit / 2, fit - fit/2}, 4, 2},
		{"two photos that exceed the body by one byte do not", []int{fit / 2, fit - fit/2 + 1}, 4, 1},
		{"a third that exceeds the limit waits", []int{fit / 2, fit - fit/2 - 10, 100}, 4, 2},
		{"a photo too large for any body goes alone, and the service judges", []int{BodyBytes, 9}, 4, 1},
		{"order is the roster's: a small one behind a large one does not overtake", []int{fit - 9, 100, 1}, 4, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var photos []Photo
			for _, n := range c.base64 {
				photos = append(photos, Photo{Base64: n})
			}
			packed := pack(photos, c.room)
			if len(packed) != c.want {
				t.Errorf("packed %d photos, want %d", len(packed), c.want)
			}
		})
	}
}

var photoAnswersAreAssignedCases = []testCase{
	{
		name: "first photo refused for its image: the next one creates the person",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
			call("CreatePerson b", answered(codes.ImageDecodeFailed)),
			call("CreatePerson c", created("1")),
		},
		end: "a rejected InvalidParameterValue.NoFaceInPhoto, b rejected FailedOperation.ImageDecodeFailed, c enrolled 1",
	},
	{
		name: "all photos refused: no person",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
			call("CreatePerson b", answered(codes.FaceQualityNotQualified)),
		},
		end: "a rejected InvalidParameterValue.NoFaceInPhoto, b rejected FailedOperation.FaceQualityNotQualified",
	},
	{
		name: "RetCodes: one verdict per photo, and faces for those that were added",
		want: ana("a b c d e"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d e", retCodes(ints(-1101, 0, -1102, 0), "2 3")),
		},
		end: "a enrolled 1, b rejected InvalidParameterValue.NoFaceInPhoto, c enrolled 2, " +
			"d rejected FailedOperation.ImageDecodeFailed, e enrolled 3",
	},
	{
		name: "RetCodes for size, quality and similarity: codes of their own",
		want: ana("a b c d"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d", retCodes(ints(-1109, -1601, -1604), "")),
		},
		end: "a enrolled 1, b rejected Run.ImageSizeRefused, " +
			"c rejected FailedOperation.FaceQualityNotQualified, d rejected Run.FaceMismatch",
	},
	{
		name: "algorithm failed on some: only those are sent again, after a wait",
		want: ana("a b c d"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d", retCodes(ints(-1000, 0, 77), "2")),
			waits(200),
			call("CreateFace b d", retCodes(ints(0, -1101), "3")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 2, d rejected InvalidParameterValue.NoFaceInPhoto",
	},
	{
		name:   "algorithm always fails: the photo has failed, and is not rejected",
		want:   ana("a b"),
		policy: Policy{Attempts: 2},
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", retCodes(ints(-1000), "")),
			call("CreateFace b", retCodes(ints(-1000), "")),
		},
		end: "a enrolled 1, b failed FailedOperation.ServerError",
	},
	{
		name: "upload refused for an image: photos are sent one by one",
		want: ana("a b c d"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d", answered(codes.ImageSizeExceed)),
			call("CreateFace b", added("2")),
			call("CreateFace c", answered(codes.ImageSizeExceed)),
			call("CreateFace d", added("3")),
		},
		end: "a enrolled 1, b enrolled 2, c rejected FailedOperation.ImageSizeExceed, d enrolled 3",
	},
	{
		name: "body too large after all: photos are sent one by one",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", answered(codes.RequestSizeExceeded)),
			call("CreateFace b", added("2")),
			call("CreateFace c", added("3")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3",
	},
	{
		name: "changed file: not sent, and failed for this run only",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", Result{Unsent: true, Code: codes.PhotoChanged, Changed: []string{"a"}}),
			call("CreatePerson b", created("1")),
			call("CreateFace c", Result{Unsent: true, Code: codes.PhotoChanged, Changed: []string{"c"}}),
			ends("a failed Preflight.Changed, b enrolled 1, c failed Preflight.Changed"),
			nextRun(),
			lookAt("1"),
			call("CreateFace a c", added("2 3")),
		},
		end: "a enrolled 2, b enrolled 1, c enrolled 3",
	},
}

func TestPhotoAnswersAreAssigned(t *testing.T) {
	runCases(t, photoAnswersAreAssignedCases)
}

var existingPersonIsLeftAloneCases = []testCase{
	{
		name:  "another client's person: reported and left alone",
		want:  ana("a b"),
		moves: []move{call("CreatePerson a", taken)},
		end:   "a rejected Run.PersonExists, b rejected Run.PersonExists",
	},
	{
		name:   "with AddToExisting: read and added to",
		want:   ana("a b"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Bob", "1 2")),
			call("CreateFace a b", added("3 4")),
		},
		end: "a enrolled 3, b enrolled 4",
	},
	{
		name:   "with AddToExisting: the room left is filled in roster order",
		want:   ana("a b c"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Bob", "1 2 3")),
			call("CreateFace a b", added("4 5")),
		},
		end: "a enrolled 4, b enrolled 5, c rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name:   "person without faces: four photos per call",
		want:   ana("a b c d e"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Bob", "")),
			call("CreateFace a b c d", added("1 2 3 4")),
			call("CreateFace e", added("5")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 5",
	},
	{
		name:   "full person: takes none",
		want:   ana("a"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Bob", "1 2 3 4 5")),
		},
		end: "a rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name:   "person deleted before the read: created",
		want:   ana("a"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name:   "id taken without a person: not tried for ever",
		want:   ana("a"),
		policy: Policy{AddToExisting: true, Attempts: 2},
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", notThere),
			waitsForReads(),
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", notThere),
		},
		end: "a failed InvalidParameterValue.PersonIdNotExist",
	},
	{
		name: "similar person under another id: none is created, and no other photo is sent",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", similarTo("p9")),
			nextRun(),
		},
		end: "a rejected Run.SimilarPerson, b rejected Run.SimilarPerson",
	},
	{
		name: "similar person, search turned off: sent again",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", similarTo("p9")),
			nextRun(func(s *sim) { s.want.Options.Unique = number(0) }),
			call("CreatePerson a", created("1")),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "similar person, person created since: the photo is sent",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", similarTo("p9")),
			nextRun(func(s *sim) { s.want = ana("b a"); s.want.Options.Unique = number(0) }),
			call("CreatePerson b", created("1")),
			call("CreateFace a", answered("ResourceUnavailable.InArrears")),
			nextRun(func(s *sim) { s.want.Options = Options{} }),
			lookAt("1"),
			call("CreateFace a", added("2")),
		},
		end: "b enrolled 1, a enrolled 2",
	},
	{
		name:  "similar to itself: the person exists",
		want:  ana("a"),
		moves: []move{call("CreatePerson a", similarTo("p1"))},
		end:   "a rejected Run.PersonExists",
	},
	{
		name: "next run: the id may be free",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", taken),
			nextRun(),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name:   "next run without AddToExisting: added photos stay enrolled",
		want:   ana("a"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Bob", "1")),
			call("CreateFace a", added("2")),
			nextRun(func(s *sim) { s.want, s.policy = ana("a b"), Policy{} }),
		},
		end: "a enrolled 2, b rejected Run.PersonExists",
	},
}

func TestExistingPersonIsLeftAlone(t *testing.T) {
	runCases(t, existingPersonIsLeftAloneCases)
}

var changedPersonIsReadAgainCases = []testCase{
	{
		name: "more faces than known: read again, and the room left is used",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", answered(codes.PersonFaceNumExceed)),
			waitsForReads(), // another client has just changed the person
			call("GetPersonBaseInfo", there("Ana", "1 7 8 9")),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2, c rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name: "created person unknown for a moment: sent again",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", notThere),
			waits(1000),
			call("CreateFace b", notThere),
			waits(2000),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "created person unknown for longer: read",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", notThere),
			call("CreateFace b", notThere),
			call("CreateFace b", notThere),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "deleted person: created anew with all photos",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", notThere),
			call("CreateFace b", notThere),
			call("CreateFace b", answered(codes.PersonNotFound)),
			call("GetPersonBaseInfo", notThere),
			ends("a not_attempted Run.NotAttempted, b not_attempted Run.NotAttempted"),
			call("CreatePerson a", created("2")),
			call("CreateFace b", added("3")),
		},
		end: "a enrolled 2, b enrolled 3",
	},
}

func TestChangedPersonIsReadAgain(t *testing.T) {
	runCases(t, changedPersonIsReadAgainCases)
}
