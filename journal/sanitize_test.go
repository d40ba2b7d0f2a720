package journal

import (
	"database/sql"
	"reflect"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// An earlier version stored whatever the service said. Reading it applies today's checks.
func TestStoredRepliesAreSanitizedOnRead(t *testing.T) {
	loud := "\x1b[31m" + strings.Repeat("7", 1<<20)
	upload := enrollment.Call{Action: enrollment.CreateFace, Person: "ana", Photos: []enrollment.Photo{{Key: "k"}}}
	j := folder(t, t.TempDir())
	recordCall(t, j, upload, enrollment.Result{RequestID: "q", FaceIDs: []string{""}, RetCodes: []int{0}})
	recordCall(t, j, upload, enrollment.Result{RequestID: loud, Code: loud})
	recordCall(t, j, upload, enrollment.Result{RequestID: "q", Code: codes.RunNotAttempted, Unsent: true})
	events, err := j.History(t.Context(), "ana")
	if err != nil || len(events) != 3 {
		t.Fatal(events, err)
	}
	plain := codes.Plain(loud)
	for i, want := range []enrollment.Result{{RequestID: "q", Code: codes.BadReply}, {RequestID: plain, Code: plain}, {RequestID: "q", Code: codes.BadReply}} {
		got := events[i].Result
		got.Run, got.Intended, got.Sent, got.Done = 0, time.Time{}, time.Time{}, time.Time{}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("call %d: %.300v", i+1, got)
		}
	}
	storeRefusal(t, j, Refusal{Key: "k", Code: loud, RequestID: loud, Run: 1})
	if r, ok, err := j.Refused(t.Context(), 2, "k", enrollment.Options{}); err != nil || !ok || r.Code != plain || r.RequestID != plain {
		t.Errorf("refused with %.100q and %.100q, %v", r.Code, r.RequestID, err)
	}
}

func TestSpentCountsByPlainCode(t *testing.T) {
	j := folder(t, t.TempDir())
	r := begin(t, j, "1", KindRun, "/people.csv")
	for _, code := range []string{"\x1b[31mInternalError", "31mInternalError"} {
		id, err := j.RecordIntent(r.ID, creation, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := j.RecordResult(id, creation, enrollment.Result{Code: code, Sent: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	s, err := j.Spent(t.Context(), []int64{r.ID})
	if err != nil || len(s.Codes) != 1 || s.Codes["31mInternalError"] != 2 {
		t.Errorf("%v, %v", s.Codes, err)
	}
}

// storeRefusal stores a refusal as an earlier version did.
func storeRefusal(t *testing.T, j *testJournal, r Refusal) {
	t.Helper()
	err := j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO refusals (key, judgement, person, code, stage, request, run) VALUES (?, ?, ?, ?, ?, ?, ?)",
			r.Key, judgement(enrollment.Options{}), r.Person, r.Code, string(r.Stage), r.RequestID, r.Run)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
