package main

import (
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestPhotosAreDistinct(t *testing.T) {
	b := bench{qps: 2, minutes: 0.5, dir: t.TempDir()}
	if err := b.draw(); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(b.dir, "people.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows)-1 < 120 {
		t.Fatalf("%d people, %v; want enough for two nights of 30 s", len(rows)-1, err)
	}
	seen := map[[32]byte]bool{}
	for _, row := range rows[1:] {
		photo, err := os.ReadFile(filepath.Join(b.dir, "photos", row[3]))
		if err != nil || len(photo) > 4000 {
			t.Fatalf("a photo of %d bytes, %v", len(photo), err)
		}
		seen[sha256.Sum256(photo)] = true
	}
	if len(seen) != len(rows)-1 {
		t.Errorf("%d photos of %d people", len(seen), len(rows)-1)
	}
}

func TestWatchFindsQuotaInProgress(t *testing.T) {
	refused := 0
	count := func() (int, error) { refused += 10; return refused, nil }
	var f finding
	rest := f.watch(strings.NewReader(`{"rows":1,"rate":4,"quota":0}
enroll: error: something
{"rows":90,"rate":45,"quota":48}
{"rows":140,"rate":48,"quota":48}
{"rows":190,"rate":49,"quota":50}
`), count)
	if rest != "enroll: error: something" {
		t.Errorf("the rest is %q", rest)
	}
	if f.refused != 10 || len(f.beliefs) != 2 {
		t.Fatalf("%+v, want two beliefs, and 10 refused by the first", f)
	}
	want := "the quota was known 7 s after the first person was sent, 6 refusals until then; at the end it was taken for 50/s"
	if got := f.tell(f.beliefs[0].at.Add(-7*time.Second), 4); got != want {
		t.Errorf("it says %q", got)
	}
	if got := (finding{}).tell(start, 0); got != "the quota was not found" {
		t.Errorf("of a run that found nothing it says %q", got)
	}
}

func TestTableHasLineForEachClient(t *testing.T) {
	b := bench{minutes: 10, qps: 50, window: "fixed"}
	var out strings.Builder
	b.print(&out, []line{
		{name: "smooth", count: count{requests: 29000, refused: 3, steady: share{540, 26730, 1}, last: share{60, 2955, 0}}},
	})
	if want := "| smooth | 98.50 % | 99.00 % | 3 | 0.010 % | 0 | 29000 |\n"; !strings.Contains(out.String(), want) {
		t.Errorf("no line %sin\n%s", want, out.String())
	}
	out.Reset()
	b.print(&out, []line{{name: "plain", count: count{requests: 7}, err: errors.New("broken")}})
	if !strings.Contains(out.String(), "\nplain: NOT MEASURED: broken\n") || strings.Contains(out.String(), "| plain") {
		t.Errorf("of a client that broke:\n%s", out.String())
	}
}

func TestInvalidFlags(t *testing.T) {
	for _, args := range []string{"-clients fast", "-minutes 0.1", "-qps 0.5"} {
		if _, err := parse(strings.Fields(args)); err == nil {
			t.Errorf("%s is taken", args)
		}
	}
	if b, err := parse(strings.Fields("-clients smooth,plain -minutes 1.5")); err != nil || len(b.clients) != 2 || b.lasting() != 90*time.Second {
		t.Errorf("%+v, %v", b, err)
	}
}
