package verdict

import (
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

func TestBelievedVerdicts(t *testing.T) {
	in := Verdict{Photo: "a.jpg", Status: enrollment.StatusInDoubt, Code: codes.RunInDoubt, Fix: codes.Lookup(codes.RunInDoubt).Remedy}
	for name, c := range map[string]struct{ kept, told Verdict }{
		"a face":              {Verdict{Photo: "a.jpg", Status: enrollment.StatusEnrolled, FaceID: "1"}, Verdict{Photo: "a.jpg", Status: enrollment.StatusEnrolled, FaceID: "1"}},
		"one of several":      {Verdict{Photo: "a.jpg", Status: enrollment.StatusUnchanged, FaceID: "1|2"}, Verdict{Photo: "a.jpg", Status: enrollment.StatusUnchanged, FaceID: "1|2"}},
		"no face":             {Verdict{Photo: "a.jpg", Status: enrollment.StatusEnrolled}, in},
		"one that is empty":   {Verdict{Photo: "a.jpg", Status: enrollment.StatusUnchanged, FaceID: "1|", Code: codes.RunDiffersFromService}, in},
		"a row of no photo":   {Verdict{Status: enrollment.StatusEnrolled}, Verdict{Status: enrollment.StatusEnrolled}},
		"ready, as for check": {Verdict{Photo: "a.jpg", Status: enrollment.StatusReady}, Verdict{Photo: "a.jpg", Status: enrollment.StatusReady}},
		"refused":             {Verdict{Photo: "a.jpg", Status: enrollment.StatusRejected, Code: "x\a", RequestID: "\x1bq"}, Verdict{Photo: "a.jpg", Status: enrollment.StatusRejected, Code: "x", RequestID: "q"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.kept.Sanitized()
			if c.told.Status == enrollment.StatusInDoubt && got.Message == "" {
				t.Error("nothing says why")
			}
			if got.Message = ""; got != c.told {
				t.Errorf("%+v\nwant %+v", got, c.told)
			}
		})
	}
}
