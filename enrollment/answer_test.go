package enrollment

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"enroll.example/enroll/codes"
)

// Calls that the answers are for.
var (
	twoPhotos = []Photo{{Key: "b"}, {Key: "c"}}
	creating  = Call{Action: CreatePerson, Person: "p1", Photos: twoPhotos[:1]}
	adding    = Call{Action: CreateFace, Person: "p1", Photos: twoPhotos}
	deleting  = Call{Action: DeleteFace, Person: "p1", FaceIDs: []string{"2"}}
	reading   = Call{Action: GetPerson, Person: "p1"}
	paging    = Call{Action: ListPersons, Group: "staff", Limit: 3}
	finding   = Call{Action: ListPersons, Person: "p1", Group: "staff"}
)

// page is an answer to paging.
func page(persons ...Listed) Result { return Result{Persons: persons} }

const realFace = "3817000000000000001"

// Ids and lists at their limits.
var (
	longestFace, tooLongFace = strings.Repeat("7", 64), strings.Repeat("7", 65)

	hundredFaces = facesUpTo(100)
	tooManyFaces = facesUpTo(101)
)

func facesUpTo(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprint("f", i))
	}
	return ids
}

var impossibleAnswersAreBadRepliesCases = map[string]struct {
	call   Call
	result Result
	ok     bool
}{
	"a face":                                      {creating, created(realFace), true},
	"a face of 64 bytes":                          {creating, created(longestFace), true},
	"a similar person":                            {creating, similarTo("ann-2%@#&_"), true},
	"neither face nor person":                     {creating, created(""), false},
	"a face and a similar person":                 {creating, Result{FaceID: realFace, SimilarPersonID: "bo"}, false},
	"a face of 65 bytes":                          {creating, created(tooLongFace), false},
	"a face with a blank":                         {creating, created("38 17"), false},
	"a face with a bar between":                   {creating, created("38|17"), false},
	"a face with colours":                         {creating, created("\x1b[31m3817"), false},
	"a face with a direction mark":                {creating, created("3817\u202e"), false},
	"a face in another script":                    {creating, created("三八一七"), false},
	"a similar person with a bell":                {creating, similarTo("bo\a"), false},
	"a similar person of 65 bytes":                {creating, similarTo(tooLongFace), false},
	"two faces":                                   {adding, added("31 32"), true},
	"no face of two":                              {adding, retCodes(ints(-1601, -1604), ""), true},
	"one face of two":                             {adding, retCodes(ints(-1601, 0), "31"), true},
	"a face that is empty":                        {adding, Result{RetCodes: ints(0, -1601), FaceIDs: []string{""}}, false},
	"one face for two photos":                     {adding, added("31 31"), false},
	"two faces for three photos":                  {adding, added("31 32 33"), false},
	"a face more than was added":                  {adding, retCodes(ints(0, -1601), "31 32"), false},
	"a face less than was added":                  {adding, retCodes(ints(0, 0), "31"), false},
	"nothing of two photos":                       {adding, Result{}, false},
	"faces that are gone":                         {deleting, Result{FaceIDs: []string{"2"}}, true},
	"nothing of what was deleted":                 {deleting, deleted, true},
	"a deleted face that is none":                 {deleting, Result{FaceIDs: []string{"2\n"}}, false},
	"a person":                                    {reading, there("Ana", "1 2 3 4 5"), true},
	"a person without a face":                     {reading, there("Ana", ""), true},
	"a person without a name":                     {reading, there("", "1"), false},
	"a person with the same face twice":           {reading, there("Ana", "1 2 1"), false},
	"a person with a face that is empty":          {reading, Result{Name: "Ana", FaceIDs: []string{"1", ""}}, false},
	"a person with a hundred faces":               {reading, Result{Name: "Ana", FaceIDs: hundredFaces}, true},
	"a person with a hundred and one":             {reading, Result{Name: "Ana", FaceIDs: tooManyFaces}, false},
	"an empty page":                               {paging, page(), true},
	"a page of three":                             {paging, page(Listed{Person: "a"}, Listed{Person: "b"}, Listed{Person: "c"}), true},
	"a page of four where three may be":           {paging, page(Listed{Person: "a"}, Listed{Person: "b"}, Listed{Person: "c"}, Listed{Person: "d"}), false},
	"a page with a person without an id":          {paging, page(Listed{Name: "Ana"}), false},
	"a page with an odd face":                     {paging, page(Listed{Person: "a", FaceIDs: []string{"\x1b"}}), false},
	"a page of another calendar":                  {paging, page(Listed{Person: "a", Created: time.UnixMilli(1e15)}), false},
	"a person on a list":                          {finding, onList("Ana", "1", 0), true},
	"a person on a list with the same face twice": {finding, onList("Ana", "1 1", 0), false},
	"a group":     {Call{Action: GetGroup, Group: "staff"}, Result{Name: "Staff"}, true},
	"a new group": {Call{Action: CreateGroup, Group: "staff"}, Result{}, true},
}

func TestImpossibleAnswersAreBadReplies(t *testing.T) {
	for name, c := range impossibleAnswersAreBadRepliesCases {
		t.Run(name, func(t *testing.T) {
			c.result.RequestID, c.result.Run, c.result.Sent, c.result.Done = "r-1", 7, firstRun, firstRun.Add(latency)
			want := Result{Code: codes.BadReply, RequestID: "r-1", Run: 7, Sent: firstRun, Done: firstRun.Add(latency)}
			if c.ok {
				want = c.result
			}
			if got := c.result.Sanitized(c.call); !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestNamesArePlainAndBounded(t *testing.T) {
	loud := "\x1b[31m" + strings.Repeat("x", 1<<20) + "\u202e"
	r := Result{RequestID: loud, Name: loud, FaceIDs: []string{"1"}}.Sanitized(reading)
	if len(r.RequestID) != 128 || strings.ContainsAny(r.RequestID, "\x1b[\u202e") || utf8.RuneCountInString(r.Name) != 80 || strings.ContainsAny(r.Name, "\x1b\u202e") || r.Code != "" {
		t.Errorf("request id of %d bytes, name of %d, code %q", len(r.RequestID), len(r.Name), r.Code)
	}
	ours := strings.Repeat("张", 60)
	if got := (Result{Name: ours}).Sanitized(reading).Name; got != ours {
		t.Errorf("a name of 60 characters becomes %s", got)
	}
	listed := page(Listed{Person: strings.Repeat("a", 1<<20), Name: strings.Repeat("张", 1<<20)}).Sanitized(paging).Persons[0]
	if len(listed.Person) != 80 || listed.Name != strings.Repeat("张", 80) {
		t.Errorf("listed with an id of %d bytes and a name of %d", len(listed.Person), len(listed.Name))
	}
}

// Some codes of ours mean that a call was never sent, or a photo never read.
func TestOurCodesAreNotAcceptedFromTheService(t *testing.T) {
	for _, code := range []string{codes.RunNotAttempted, codes.PhotoChanged, codes.RosterNoPhoto, codes.NoCredential, "ClientError.TypeError", "Run.NotAttempted.Really", "\x1bRun.NotAttempted"} {
		said := Result{Code: code, RequestID: "r-1", Unsent: true, Done: firstRun} // as an earlier version recorded it
		if got, want := said.Sanitized(creating), (Result{Code: codes.BadReply, RequestID: "r-1", Done: firstRun}); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v", code, got)
		}
		if code == codes.Plain(code) {
			held := Result{Code: code, Unsent: true, Done: firstRun}
			if got := held.Sanitized(creating); !reflect.DeepEqual(got, held) {
				t.Errorf("%q of our own becomes %+v", code, got)
			}
		}
	}
	for code, want := range map[string]string{"\x1b\a": codes.BadReply, "Internal\x1bError": "InternalError", "Never.Seen": "Never.Seen"} {
		if got := (Result{Code: code, RequestID: "r-1"}).Sanitized(creating).Code; got != want {
			t.Errorf("%q becomes %q, want %q", code, got, want)
		}
	}
}

// A reply came even if nothing is left of its request id.
func TestUnreadableRequestIDIsStillAnAnswer(t *testing.T) {
	said := Result{Code: codes.RunNotAttempted, RequestID: "\x1b", Unsent: true}
	if got := said.Sanitized(creating); got.Code != codes.BadReply || got.Unsent {
		t.Errorf("%+v", got)
	}
}

func TestGroupIsNotRefusedByOurCodes(t *testing.T) {
	said := Result{Code: codes.RunPersonExists, RequestID: "r-1", Run: 1, Sent: firstRun, Done: firstRun}
	k := GroupKnown{}.Learn(Call{Action: GetGroup, Group: "staff"}, said)
	if next, ok := NextGroup(Group{ID: "staff"}, k, Policy{}); !ok || next.Action != GetGroup {
		t.Errorf("after a code of ours: %+v, %t", next, ok)
	}
}

func TestSanitizedIsIdempotent(t *testing.T) {
	for _, r := range []Result{
		created("1"), created(""), {Code: "\x1b", RequestID: "r"}, {Code: codes.BadReply, RequestID: "r", Cause: "why"},
		{Code: codes.BadReply, Cause: "why"}, {Code: codes.RunNotAttempted, Unsent: true}, {Code: codes.RunNotAttempted, RequestID: "\x1b"},
	} {
		once := r.Sanitized(creating)
		if once.Cause != r.Cause {
			t.Errorf("the cause %q becomes %q", r.Cause, once.Cause)
		}
		if again := once.Sanitized(creating); !reflect.DeepEqual(again, once) {
			t.Errorf("%+v, and then %+v", once, again)
		}
	}
}

// emptyFace is a success with a face that has no id.
var emptyFace = Result{RetCodes: ints(0), FaceIDs: []string{""}}

var malformedAnswerCountsAsLostCases = []testCase{
	{
		name: "an upload that landed",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", added("2 2")),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
		},
		end: "a enrolled 1, b enrolled 2 3, c enrolled 2 3",
	},
	{
		name: "an upload that did not land",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", emptyFace),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "an upload answered with a face that was there before",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", added("1")),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "a person that was created",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", created("")),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", onList("Ana", "1", 0)),
		},
		end: "a enrolled 1",
	},
	{
		name: "a person that was not created",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", created("\x1b[31m")),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "a call that by its code was never sent",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", Result{Code: codes.RunNotAttempted, RequestID: "r"}),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "a read",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", Result{Name: "Ana", FaceIDs: []string{""}}),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "a partial upload that is rolled back",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			call("DeleteFace 2", Result{FaceIDs: []string{"2", "2"}}),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b", added("3")),
			call("CreateFace c", added("4")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 4",
	},
	{
		name:   "a service that never answers otherwise",
		want:   ana("a b"),
		policy: Policy{Attempts: 2},
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", emptyFace),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b", emptyFace),
			call("GetPersonBaseInfo", there("Ana", "1")),
		},
		end: "a enrolled 1, b failed Run.Exhausted",
	},
}

func TestMalformedAnswerCountsAsLost(t *testing.T) {
	runCases(t, malformedAnswerCountsAsLostCases)
}

// Journals that were written before answers were checked have such answers.
func TestRecordedMalformedAnswerCountsAsLost(t *testing.T) {
	runCases(t, []testCase{{
		name: "in the next run",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", emptyFace),
			nextRun(),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
		},
		end: "a enrolled 1, b enrolled 2",
	}})
}
