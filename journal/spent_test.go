package journal

import (
	"database/sql"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// A lost write that landed was billed. That follows from the calls, whatever was killed after them.
func TestSpentCountsLostWritesThatLanded(t *testing.T) {
	j := newFolder(t)
	first := begin(t, j, "1", KindRun, "/people.csv")
	at := time.Now().Add(-time.Hour)
	record(t, j, first, creation, at, enrollment.Result{Code: codes.NetworkError, Sent: at, Done: at})
	second := begin(t, j, "2", KindRun, "/people.csv")
	look := enrollment.Call{Action: enrollment.GetPerson, Person: creation.Person, Group: creation.Group, Alone: true}
	at = at.Add(time.Minute)
	id := record(t, j, second, look, at, enrollment.Result{RequestID: "q", Name: creation.Name, FaceIDs: []string{"1"}, Sent: at, Done: at})
	list := look
	list.Action = enrollment.ListPersons
	record(t, j, second, list, at, enrollment.Result{
		RequestID: "q", Name: creation.Name, FaceIDs: []string{"1"}, Created: at.Add(-time.Minute), Sent: at, Done: at,
	})
	if err := j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE calls SET billed = 1 WHERE id = ?", id)
		return err
	}); err != nil { // as an earlier version left it
		t.Fatal(err)
	}
	for run, want := range map[int64]int{first.ID: 0, second.ID: 1} {
		if s, err := j.Spent(t.Context(), []int64{run}); err != nil || s.Billed != want {
			t.Errorf("run %d: %d calls billed, want %d, %v", run, s.Billed, want, err)
		}
	}
}

func record(t *testing.T, j *testJournal, r Run, call enrollment.Call, at time.Time, result enrollment.Result) int64 {
	t.Helper()
	id, err := j.RecordIntent(r.ID, call, at)
	if err != nil {
		t.Fatal(err)
	}
	if err := j.RecordResult(id, call, result); err != nil {
		t.Fatal(err)
	}
	return id
}
