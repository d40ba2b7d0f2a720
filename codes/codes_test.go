package codes

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// classes fixes every code, its class, and whether the documents settle it. A change here changes what
// a run does: make it together with the table, never by copying from it.
//
//go:embed testdata/classes.tsv
var classes string

func TestClassesMatchGoldenFile(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(classes), "\n")[1:]
	pinned := map[string]bool{}
	for _, line := range lines {
		cells := strings.Split(line, "\t")
		code, class, judged := cells[0], Class(cells[1]), cells[2] == "judged"
		pinned[code] = true
		if !Known(code) {
			t.Errorf("%s is not in the table", code)
			continue
		}
		e := Lookup(code)
		if e.Code != code || e.Class != class || e.Uncertain != judged {
			t.Errorf("%s: got %s, class %q, uncertain %t; want class %q, uncertain %t",
				code, e.Code, e.Class, e.Uncertain, class, judged)
		}
	}
	for _, e := range All() {
		if !pinned[e.Code] {
			t.Errorf("%s is in the table but not in testdata/classes.tsv", e.Code)
		}
	}
}

// The service's documents, or experience, ask for these to be repeated: a group or a person created a
// moment ago, or a temporary failure of a part of the service.
func TestPatience(t *testing.T) {
	want := map[string]int{
		GroupIDNotExist: 3, GroupIDNotExists: 3,
		PersonIDNotExist: 2, PersonNotFound: 2,
		"FailedOperation.ImageFacedetectFailed": 1,
		"FailedOperation.ImageDownloadError":    1,
		"ResourceUnavailable.Delivering":        1,
		"ResourceUnavailable.GetAuthInfoError":  3,
		"ResourceUnavailable.UnknownStatus":     3,
	}
	for _, e := range append(All(), success, unknown) {
		if e.Grace != want[e.Code] {
			t.Errorf("%s is asked for again %d times, want %d", e.Code, e.Grace, want[e.Code])
		}
	}
}

// What may have been done is read back, and what was billed is not paid for twice.
func TestPatienceOnlyForUnbilledRefusals(t *testing.T) {
	for _, e := range All() {
		sure := e.Class == Photo || e.Class == Row || e.Class == Person || e.Class == Group || e.Class == Account
		if e.Grace > 0 && (!sure || e.Code == NoFaceInPhoto) {
			t.Errorf("%s, which is %s, is asked for again", e.Code, e.Class)
		}
	}
}

func TestCodesAreUnique(t *testing.T) {
	if len(byCode) != len(table) {
		t.Errorf("%d entries have %d codes", len(table), len(byCode))
	}
}

func TestSentences(t *testing.T) {
	for _, e := range append(All(), success, unknown) {
		for _, sentence := range []string{e.Meaning, e.Remedy} {
			if !oneSentence(sentence) {
				t.Errorf("%s: %q is not one sentence that ends in a period", e.Code, sentence)
			}
		}
	}
}

func oneSentence(s string) bool {
	body, ok := strings.CutSuffix(s, ".")
	return ok && len(body) > 10 && len(body) < 200 && // a cell of a spreadsheet, not a page
		!strings.ContainsAny(body, "\n\t!?") &&
		!strings.Contains(body, ". ") && !strings.HasSuffix(body, ".") &&
		strings.Join(strings.Fields(s), " ") == s &&
		s[0] >= 'A' && s[0] <= 'Z'
}

func TestMeaningsAreUnique(t *testing.T) {
	first := map[string]string{}
	for _, e := range All() {
		if other, ok := first[e.Meaning]; ok {
			t.Errorf("%s and %s both mean %q", other, e.Code, e.Meaning)
		}
		first[e.Meaning] = e.Code
	}
}

// flags are those of the command: a remedy may name no other.
var flags = strings.Fields(`--group --create-group --ex --simulate --endpoint --region --dir --images
	--map --qps --workers --existing --alone --retry-rejected --quality --unique
	--match-threshold --rotate --max-errors --max-duration --accept --encoding --min-rows --max-shrink --progress --log-format --quiet --verbose --price`)

func TestRemediesNameOnlyFlagsThatExist(t *testing.T) {
	flag := regexp.MustCompile(`--[a-z-]+`)
	for _, e := range All() {
		for _, name := range flag.FindAllString(e.Meaning+" "+e.Remedy, -1) {
			if !slices.Contains(flags, name) {
				t.Errorf("%s speaks of %s, which enroll does not have", e.Code, name)
			}
		}
	}
}

func TestRemediesNameOnlyCodesThatExist(t *testing.T) {
	code := regexp.MustCompile(`\b[A-Z][A-Za-z]+\.[A-Z][A-Za-z]+`)
	for _, e := range All() {
		for _, name := range code.FindAllString(e.Meaning+" "+e.Remedy, -1) {
			if !Known(name) {
				t.Errorf("%s points to %s, which is unknown", e.Code, name)
			}
		}
	}
}

func TestReadingOrderHasEveryFault(t *testing.T) {
	for _, e := range All() {
		if !slices.Contains(faults, e.Fault) {
			t.Errorf("%s: fault %q has no place in the list", e.Code, e.Fault)
		}
	}
}

func TestFaultsFitClasses(t *testing.T) {
	fit := map[Class][]Fault{
		OK:          {Nobody},
		AlreadyDone: {Nobody},
		Throttle:    {ServiceSide},
		Conflict:    {ServiceSide},
		Transient:   {ServiceSide, Nobody},
		Ambiguous:   {ServiceSide},
		Photo:       {PhotoFault, RosterFault, ToolFault, Nobody},
		Row:         {RosterFault, ToolFault},
		Person:      {RosterFault, GroupFault, ServiceSide, ToolFault},
		Group:       {GroupFault, ToolFault},
		Account:     {AcctFault, GroupFault, ServiceSide, ToolFault},
	}
	for _, e := range All() {
		if !slices.Contains(fit[e.Class], e.Fault) {
			t.Errorf("%s: class %q is the fault of %q", e.Code, e.Class, e.Fault)
		}
	}
}

func TestFaceMismatchNamesFirstPhoto(t *testing.T) {
	if remedy := Lookup(RunFaceMismatch).Remedy; !strings.Contains(remedy, "first photo") {
		t.Errorf("the remedy does not say that the first photo may be the wrong one: %q", remedy)
	}
}

func TestLookupByLongestPrefix(t *testing.T) {
	for _, c := range []struct {
		name, code, like string
		class            Class
	}{
		{"a new billing state stops the run", "ResourceUnavailable.New", "ResourceUnavailable", Account},
		{"a new failure may have happened", "FailedOperation.New", "FailedOperation", Ambiguous},
		{"a new refusal by quota is one", "RequestLimitExceeded.New", RequestLimitExceeded, Throttle},
		{"a new refusal of the caller stops the run", "AuthFailure.New", "AuthFailure", Account},
		{"a new value is the row's", "InvalidParameterValue.New", "InvalidParameterValue", Row},
		{"a longer prefix wins", "ResourceUnavailable.Delivering.New", "ResourceUnavailable.Delivering", Account},
		{"levels that nobody knows are skipped", "ResourceInUse.New.Newer", "ResourceInUse", Conflict},
		{"a dot at the end is no new code", "InternalError.", "InternalError", Ambiguous},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := Lookup(c.like)
			want.Code, want.Uncertain = c.code, true
			if got := Lookup(c.code); got != want || got.Class != c.class {
				t.Errorf("got %+v, want %+v of class %q", got, want, c.class)
			}
			if Known(c.code) {
				t.Error("it is called known")
			}
		})
	}
}

func TestLookupUnknownIsAmbiguous(t *testing.T) {
	for _, code := range []string{"Novelty", "Novelty.Of.A.Kind", "FailedOperationNew", "failedoperation", ".", "Run.New"} {
		e := Lookup(code)
		if e.Code != code || e.Class != Ambiguous || !e.Uncertain || e.Retry() != RetryYes {
			t.Errorf("%q: %+v", code, e)
		}
	}
}

func TestEmptyCodeIsSuccess(t *testing.T) {
	if e := Lookup(""); e.Class != OK || e.Uncertain || e.Retry() != RetryNo {
		t.Errorf("%+v", e)
	}
	if Known("") {
		t.Error("the absence of a code is called a code")
	}
}

func TestRetCode(t *testing.T) {
	for n, want := range map[int]string{
		0:     "",
		-1101: "InvalidParameterValue.NoFaceInPhoto",
		-1102: "FailedOperation.ImageDecodeFailed",
		-1109: "Run.ImageSizeRefused",
		-1601: "FailedOperation.FaceQualityNotQualified",
		-1604: "Run.FaceMismatch",
		-1:    "FailedOperation.ServerError",
		1101:  "FailedOperation.ServerError",
	} {
		if got := RetCode(n); got != want {
			t.Errorf("RetCode(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestRetry(t *testing.T) {
	for code, want := range map[string]string{
		ImageSizeExceed:                         "after-fix",
		NoFaceInPhoto:                           "after-fix",
		PersonNameIllegal:                       "after-fix",
		PersonFaceNumExceed:                     "after-fix",
		GroupIDNotExist:                         "after-fix",
		NoCredential:                            "after-fix",
		"ResourceUnavailable.InArrears":         "after-fix",
		"UnsupportedRegion":                     "after-fix",
		RosterOtherRow:                          "after-fix",
		RunPersonExists:                         "after-fix",
		RunUnknownFaces:                         "after-fix",
		RunSimilarPerson:                        "after-fix",
		RunFaceMismatch:                         "after-fix",
		PhotoShared:                             "after-fix",
		PhotoMissing:                            "after-fix",
		RequestLimitExceeded:                    "yes",
		ConflictOperation:                       "yes",
		ServerError:                             "yes",
		NetworkError:                            "yes",
		PersonIDNotExist:                        "yes",
		"ResourceUnavailable.Delivering":        "yes",
		RunInDoubt:                              "yes",
		RunNotAttempted:                         "yes",
		RunExhausted:                            "yes",
		PhotoChanged:                            "yes",
		GroupIDAlreadyExist:                     "no",
		RunDiffersFromService:                   "no",
		UploadFaceNumExceed:                     "no",
		"DryRunOperation":                       "no",
		"FailedOperation.UpgradeJobIdNotExist":  "no",
		"ResourceUnavailable.NotInAnyListToday": "after-fix",
	} {
		if got := Lookup(code).Retry(); got != want {
			t.Errorf("%s: retry %q, want %q", code, got, want)
		}
	}
}

func TestAllIsSortedAndACopy(t *testing.T) {
	all := All()
	sorted := inOrder(slices.Clone(all))
	if !slices.Equal(all, sorted) {
		t.Error("it is out of order")
	}
	if all[0].Fault != PhotoFault || all[len(all)-1].Fault != Nobody {
		t.Errorf("it begins with %q and ends with %q", all[0].Fault, all[len(all)-1].Fault)
	}
	all[0].Code = "spoilt"
	if All()[0].Code == "spoilt" {
		t.Error("a caller can change the table")
	}
}

func FuzzLookup(f *testing.F) {
	for _, code := range []string{"", ".", "..", "FailedOperation.", "FailedOperation.New", "Run", "\x00.\xff", ServerError} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		e := Lookup(code)
		if e.Code != code || e.Meaning == "" || e.Remedy == "" || e.Class == "" || e.Fault == "" {
			t.Errorf("%q: %+v", code, e)
		}
		if inferred := !Known(code) && code != ""; inferred && !e.Uncertain {
			t.Errorf("%q is not known, yet its entry is certain", code)
		}
		if names := Suggest(code); len(names) > 3 || slices.ContainsFunc(names, func(n string) bool { return !Known(n) }) {
			t.Errorf("%q: suggestions %q", code, names)
		}
	})
}
