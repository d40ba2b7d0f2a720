package enrollment

import (
	"testing"

	"enroll.example/enroll/codes"
)

var photosTakeFewestCallsCases = []testCase{
	{
		name:  "one photo is one call",
		want:  ana("a"),
		moves: []move{call("CreatePerson a", created("1"))},
		end:   "a enrolled 1",
	},
	{
		name: "five photos are two calls",
		want: ana("a b c d e"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d e", added("2 3 4 5")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 5",
	},
	{
		name: "a sixth photo is rejected and not sent",
		want: ana("a b c d e f"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d e", added("2 3 4 5")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 5, " +
			"f rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name: "a sixth photo takes the place of one that is refused",
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
		name: "nobody without photos is created",
		want: ana(""),
	},
	{
		name: "who is enrolled costs no call in the next run",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", added("2")),
			nextRun(),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "photos taken from the roster leave faces that count",
		want: ana("a b c d e"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d e", added("2 3 4 5")),
			nextRun(func(s *sim) { s.want = ana("e f") }),
		},
		end: "e enrolled 5, f rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name: "faces that are left of older rosters leave the rest of the room",
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
	const frame, quotes = 4_000, 3 // what a body holds besides base64 texts, from want.go
	fit := BodyBytes - frame - 2*quotes
	for _, c := range []struct {
		name   string
		base64 []int
		room   int
		want   int
	}{
		{"four small photos go together", []int{9, 9, 9, 9}, 4, 4},
		{"the fifth waits for the next call", []int{9, 9, 9, 9, 9}, 4, 4},
		{"a person's room counts", []int{9, 9, 9}, 2, 2},
		{"one at a time when told so", []int{9, 9, 9}, 1, 1},
		{"two photos that fill the body to the byte go together", []int{fit / 2, fit - fit/2}, 4, 2},
		{"one byte more and they do not", []int{fit / 2, fit - fit/2 + 1}, 4, 1},
		{"the third that passes the limit waits", []int{fit / 2, fit - fit/2 - 10, 100}, 4, 2},
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
		name: "the next photo creates the person when the first is refused for its image",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
			call("CreatePerson b", answered(codes.ImageDecodeFailed)),
			call("CreatePerson c", created("1")),
		},
		end: "a rejected InvalidParameterValue.NoFaceInPhoto, b rejected FailedOperation.ImageDecodeFailed, c enrolled 1",
	},
	{
		name: "a person all of whose photos are refused is not created",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
			call("CreatePerson b", answered(codes.FaceQualityNotQualified)),
		},
		end: "a rejected InvalidParameterValue.NoFaceInPhoto, b rejected FailedOperation.FaceQualityNotQualified",
	},
	{
		name: "every RetCode is its photo's own verdict, and the faces go to those that were added",
		want: ana("a b c d e"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d e", retCodes(ints(-1101, 0, -1102, 0), "2 3")),
		},
		end: "a enrolled 1, b rejected InvalidParameterValue.NoFaceInPhoto, c enrolled 2, " +
			"d rejected FailedOperation.ImageDecodeFailed, e enrolled 3",
	},
	{
		name: "size, quality and likeness have codes of their own",
		want: ana("a b c d"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d", retCodes(ints(-1109, -1601, -1604), "")),
		},
		end: "a enrolled 1, b rejected Run.ImageSizeRefused, " +
			"c rejected FailedOperation.FaceQualityNotQualified, d rejected Run.FaceMismatch",
	},
	{
		name: "where the algorithm failed on some, those alone go again after a wait",
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
		name:   "a photo on which the algorithm always fails has failed, and not been refused",
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
		name: "a whole upload refused for an image is sent one by one, so that each gets its own answer",
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
		name: "a body that is too large after all is sent one by one",
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
		name: "a file that changed is not sent, and fails for this run only",
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
		name:  "somebody's person is reported and left alone",
		want:  ana("a b"),
		moves: []move{call("CreatePerson a", taken)},
		end:   "a rejected Run.PersonExists, b rejected Run.PersonExists",
	},
	{
		name:   "or is read and added to, when told to",
		want:   ana("a b"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Someone", "1 2")),
			call("CreateFace a b", added("3 4")),
		},
		end: "a enrolled 3, b enrolled 4",
	},
	{
		name:   "what room is left is filled in roster order",
		want:   ana("a b c"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Someone", "1 2 3")),
			call("CreateFace a b", added("4 5")),
		},
		end: "a enrolled 4, b enrolled 5, c rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name:   "even a person without faces takes four photos a call and no more",
		want:   ana("a b c d e"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Someone", "")),
			call("CreateFace a b c d", added("1 2 3 4")),
			call("CreateFace e", added("5")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 5",
	},
	{
		name:   "a full person takes none",
		want:   ana("a"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Someone", "1 2 3 4 5")),
		},
		end: "a rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name:   "a person who was deleted before we looked is created",
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
		name:   "an id that is taken and yet not there is not asked for again and again",
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
		name: "somebody alike under another id: nobody is created, and no photo is tried in vain",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", similarTo("p9")),
			nextRun(),
		},
		end: "a rejected Run.SimilarPerson, b rejected Run.SimilarPerson",
	},
	{
		name: "who is alike is asked again when the search is turned off",
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
		name: "that somebody is alike says nothing against the photo once the person is there",
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
		name:  "a person similar to itself is there already",
		want:  ana("a"),
		moves: []move{call("CreatePerson a", similarTo("p1"))},
		end:   "a rejected Run.PersonExists",
	},
	{
		name: "somebody may have made room since: the next run asks again",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", taken),
			nextRun(),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name:   "photos that were added stay enrolled when the next run only reports",
		want:   ana("a"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Someone", "1")),
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
		name: "more faces than we knew of: the person is read again and the room that is left is used",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", answered(codes.PersonFaceNumExceed)),
			waitsForReads(), // someone has just changed the person
			call("GetPersonBaseInfo", there("Ana", "1 7 8 9")),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2, c rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name: "a person we created may be unknown for a moment",
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
		name: "unknown for longer, the person is looked for",
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
		name: "a person who was deleted is created anew with all photos",
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
