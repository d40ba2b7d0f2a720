package preflight

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
)

func sourceOf(photo []byte, paths ...string) source { return source{key: Key(photo), paths: paths} }

func TestReadReturnsJudgedBytes(t *testing.T) {
	ana, bo := []byte("ana's bytes"), []byte("bo's")
	photos := folder(t, map[string][]byte{"ana.jpg": ana, "bo.jpg": bo, "copy of ana.jpg": ana})
	for name, paths := range map[string][]string{
		"its only place":                 {"ana.jpg"},
		"a place that has others' bytes": {"bo.jpg", "ana.jpg"},
		"a place that is gone":           {"gone.jpg", "copy of ana.jpg"},
		"a place that is a folder":       {".", "ana.jpg"},
		"a place outside":                {"../ana.jpg", "ana.jpg"},
	} {
		got, release, err := photos.read(t.Context(), []source{sourceOf(bo, "bo.jpg"), sourceOf(ana, paths...)})
		if err != nil || len(got) != 2 || !bytes.Equal(got[0], bo) || !bytes.Equal(got[1], ana) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		release()
	}
}

func TestReadChangedPhoto(t *testing.T) {
	ana := []byte("ana's bytes")
	photos := folder(t, map[string][]byte{"ana.jpg": []byte("bob's bytes"), "large.jpg": make([]byte, MaxBytes+1)})
	for name, paths := range map[string][]string{
		"other bytes":            {"ana.jpg"},
		"no file":                {"gone.jpg"},
		"more than a photo's":    {"large.jpg"},
		"no place at all":        {},
		"several places, no one": {"ana.jpg", "gone.jpg"},
	} {
		_, release, err := photos.read(t.Context(), []source{sourceOf(ana, paths...)})
		release()
		var changed *ChangedError
		if !errors.As(err, &changed) || changed.Key != Key(ana) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(paths) > 0 && changed.Path != paths[0] {
			t.Errorf("%s: it names %q", name, changed.Path)
		}
	}
	if !idle(photos) {
		t.Error("a failed Read keeps its room")
	}
}

// The file grew between stat and open: it may not take more than its room.
func TestReadGrownFile(t *testing.T) {
	photos := folder(t, map[string][]byte{"a.jpg": []byte("longer than weighed")})
	if photo, ok := photos.bytes("a.jpg", 5); ok {
		t.Errorf("read %q", photo)
	}
}

// What cannot be a photo takes no room.
func TestOversizedFileNeedsNoRoom(t *testing.T) {
	photos := folder(t, map[string][]byte{"a.jpg": []byte("12345"), "b.jpg": []byte("123"), "large.jpg": make([]byte, MaxBytes+1)})
	if _, total := photos.sizes([]source{{paths: []string{"large.jpg", "b.jpg", "a.jpg"}}}); total != 5 {
		t.Errorf("it weighs %d bytes", total)
	}
}

func idle(photos *Photos) bool {
	if !photos.inFlight.TryAcquire(photos.budget) {
		return false
	}
	photos.inFlight.Release(photos.budget)
	return true
}

// budgetFixture is a folder of four photos of 100 bytes and one of 1000, and a budget for three of the
// small ones. It must be made inside the synctest bubble, because the semaphore blocks in it.
func budgetFixture(t *testing.T) (photos *Photos, small []source, large source) {
	dir := t.TempDir()
	write := func(name string, size int) source {
		content := bytes.Repeat([]byte(name[:1]), size)
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
		return sourceOf(content, name)
	}
	for _, name := range []string{"a", "b", "c", "d"} {
		small = append(small, write(name, 100))
	}
	large = write("large", 1000)
	photos, err := Open(dir, 300)
	if err != nil {
		t.Fatal(err)
	}
	return photos, small, large
}

// reading is a Read that may still be waiting.
type reading struct {
	release func()
	err     error
	done    bool
}

func start(ctx context.Context, photos *Photos, sources ...source) *reading {
	r := new(reading)
	go func() {
		_, r.release, r.err = photos.read(ctx, sources)
		r.done = true
	}()
	synctest.Wait()
	return r
}

func TestReadWaitsForBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		photos, small, _ := budgetFixture(t)
		defer photos.Close()
		first := start(t.Context(), photos, small[0], small[1])
		second := start(t.Context(), photos, small[2], small[3])
		if !first.done || second.done {
			t.Fatalf("200 of 300 bytes are taken: first %v, second %v", first.done, second.done)
		}
		first.release()
		first.release() // a second release does nothing
		synctest.Wait()
		if !second.done || second.err != nil {
			t.Fatal("there is room, and the second still waits")
		}
		third := start(t.Context(), photos, small[0], small[1])
		if third.done {
			t.Fatal("releasing twice made room twice")
		}
		second.release()
		synctest.Wait()
		third.release()
		if !idle(photos) {
			t.Error("all is released, and not all room is there")
		}
	})
}

func TestReadOverBudgetRunsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		photos, small, large := budgetFixture(t)
		defer photos.Close()
		alone := start(t.Context(), photos, large)
		if !alone.done || alone.err != nil {
			t.Fatalf("it waits for ever: %v", alone.err)
		}
		next := start(t.Context(), photos, small[0])
		if next.done {
			t.Error("it is not alone")
		}
		alone.release()
		synctest.Wait()
		next.release()
	})
}

func TestReadCancelledWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		photos, small, large := budgetFixture(t)
		defer photos.Close()
		first := start(t.Context(), photos, large)
		ctx, cancel := context.WithCancel(t.Context())
		second := start(ctx, photos, small[0])
		cancel()
		synctest.Wait()
		if !second.done || !errors.Is(second.err, context.Canceled) {
			t.Errorf("%+v", second)
		}
		second.release() // nothing to release
		first.release()
		if !idle(photos) {
			t.Error("a Read that gave up keeps its room")
		}
	})
}

func TestPhotosAreFoundUnderTheirPaths(t *testing.T) {
	ana := []byte("ana's bytes")
	photos := folder(t, map[string][]byte{"ana.jpg": ana, "copy.jpg": ana})
	read := func() error {
		_, release, err := photos.Read(t.Context(), []string{Key(ana)})
		release()
		return err
	}
	var changed *ChangedError
	if err := read(); !errors.As(err, &changed) || changed.ChangedKey() != Key(ana) {
		t.Errorf("a photo that was not added: %v", err)
	}
	photos.Remove(Key(ana), "ana.jpg") // before anything was added
	photos.Add(Key(ana), "gone.jpg")
	photos.Add(Key(ana), "copy.jpg") // for one person
	photos.Add(Key(ana), "copy.jpg") // and for another
	photos.Remove(Key(ana), "copy.jpg")
	photos.Remove(Key(ana), "ana.jpg") // which was not added
	if err := read(); err != nil {
		t.Errorf("one person is settled, the other is not: %v", err)
	}
	photos.Remove(Key(ana), "copy.jpg")
	if err := read(); !errors.As(err, &changed) || changed.Path != "gone.jpg" {
		t.Errorf("a photo that is only where it is gone: %v", err)
	}
	if photos.Remove(Key(ana), "gone.jpg"); len(photos.places.paths) != 0 {
		t.Errorf("left: %v", photos.places.paths)
	}
}

// The race detector watches it.
func TestPhotosAreAddedAndRemovedConcurrently(t *testing.T) {
	ana := []byte("ana's bytes")
	photos := folder(t, map[string][]byte{"ana.jpg": ana, "copy.jpg": ana})
	var people sync.WaitGroup
	for _, path := range []string{"ana.jpg", "copy.jpg", "ana.jpg", "copy.jpg"} {
		people.Go(func() {
			for range 50 {
				photos.Add(Key(ana), path)
				_, release, err := photos.Read(t.Context(), []string{Key(ana)})
				release()
				if err != nil {
					t.Error(err)
				}
				photos.Remove(Key(ana), path)
			}
		})
	}
	people.Wait()
	if len(photos.places.paths) != 0 {
		t.Errorf("left: %v", photos.places.paths)
	}
}
