package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
	"enroll.example/enroll/preflight"
)

// watched is a service of which each call is shown before it is made, one at a time.
type watched struct {
	API
	mu   sync.Mutex // held while show runs
	show func(enrollment.Call)
}

func (w *watched) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	w.mu.Lock()
	w.show(call)
	w.mu.Unlock()
	return w.API.Do(ctx, call)
}

// watch is a run of which each call is shown before it is made, with the photos as iai would read
// them. They are still open when the run has ended.
func (r *rig) watch(ctx, drain context.Context, show func(*preflight.Photos, enrollment.Call)) (*preflight.Photos, error) {
	r.t.Helper()
	r.begin()
	c, photos := r.ready()
	r.t.Cleanup(func() { photos.Close() })
	c.API = &watched{API: c.API, show: func(call enrollment.Call) { show(photos, call) }}
	_, err := Run(ctx, drain, c)
	r.close()
	return photos, err
}

// readable reports whether a photo's bytes can be read.
func readable(photos *preflight.Photos, key string) bool {
	_, release, err := photos.Read(context.Background(), []string{key})
	release()
	return err == nil
}

// held returns how many of the photos have a path. Their files are unchanged.
func held(photos *preflight.Photos, keys []string) (n int) {
	for _, key := range keys {
		if readable(photos, key) {
			n++
		}
	}
	return n
}

func TestPhotosAreHeldWhileTheirPersonIsDriven(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		keys := r.people(5, 2)
		r.config.Workers = 1
		writes := 0
		photos, err := r.watch(t.Context(), t.Context(), func(photos *preflight.Photos, call enrollment.Call) {
			for _, photo := range call.Photos {
				writes++
				if !readable(photos, photo.Key) {
					t.Errorf("%s for %s: a photo cannot be read", call.Action, call.Person)
				}
			}
			if n := held(photos, keys); n > 2 {
				t.Errorf("%s for %s: %d photos are held, want those of one person", call.Action, call.Person, n)
			}
		})
		if err != nil || writes != len(keys) {
			t.Errorf("%d photos were sent, want %d; %v", writes, len(keys), err)
		}
		if n := held(photos, keys); n != 0 {
			t.Errorf("everyone is settled, and %d photos are held", n)
		}
	})
}

func TestPhotoIsReadFromItsDuplicate(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		key := r.photo("a.jpg")
		r.file("copy.jpg", draw("a.jpg"))
		r.roster("ana,Ana,,a.jpg", "ana,Ana,,copy.jpg")
		sent := 0
		photos, err := r.watch(t.Context(), t.Context(), func(photos *preflight.Photos, call enrollment.Call) {
			if len(call.Photos) == 0 {
				return
			}
			sent++
			r.aside("a.jpg")
			if !readable(photos, key) {
				t.Error("its first file is gone, and the other one is not read")
			}
		})
		if err != nil || sent != 1 || readable(photos, key) {
			t.Errorf("sent %d times, held afterwards: %t, %v", sent, readable(photos, key), err)
		}
	})
}

// A file that appears under the path as written is not the one that was judged.
func TestPhotoIsReadFromTheFileThatWasJudged(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		if err := os.Mkdir(filepath.Join(r.dir, "staff"), 0o700); err != nil {
			t.Fatal(err)
		}
		key := r.photo("staff/a.jpg")
		r.roster(`ana,Ana,,staff\a.jpg`)
		sent := 0
		_, err := r.watch(t.Context(), t.Context(), func(photos *preflight.Photos, call enrollment.Call) {
			if len(call.Photos) == 0 {
				return
			}
			sent++
			r.photo(`staff\a.jpg`)
			if !readable(photos, key) {
				t.Error("the judged file is unchanged, and is not read")
			}
		})
		if err != nil || sent != 1 {
			t.Errorf("sent %d times, %v", sent, err)
		}
	})
}

func TestPhotosAreNotHeldAfterAnEarlyEnd(t *testing.T) {
	for name, c := range map[string]struct {
		fault fake.Fault // of each CreatePerson
		end   func(kill, drain func())
		fails bool
	}{
		"the program fails": {fault: fake.Fault{Err: errors.New("the disk is full")}, fails: true},
		"it is killed":      {end: func(kill, _ func()) { kill() }, fails: true},
		"it is drained":     {end: func(_, drain func()) { drain() }},
		"the account fails": {fault: fake.Fault{Answer: "AuthFailure.SecretIdNotFound"}},
	} {
		t.Run(name, func(t *testing.T) {
			faults := func(call enrollment.Call, _ int) fake.Fault {
				if call.Action == enrollment.CreatePerson {
					return c.fault
				}
				return fake.Fault{}
			}
			story(t, fake.Options{Latency: time.Second, Faults: faults}, func(t *testing.T, r *rig) {
				keys := r.people(10, 2)
				ctx, kill := context.WithCancel(t.Context())
				defer kill()
				drain, begin := context.WithCancel(t.Context())
				defer begin()
				sent := 0
				r.config.Workers = 1
				photos, err := r.watch(ctx, drain, func(photos *preflight.Photos, call enrollment.Call) {
					if len(call.Photos) == 0 {
						return
					}
					sent++
					if !readable(photos, call.Photos[0].Key) {
						t.Error("a photo cannot be read")
					}
					if c.end != nil {
						c.end(kill, begin)
					}
				})
				if (err != nil) != c.fails || sent == 0 {
					t.Errorf("%d calls with photos, %v", sent, err)
				}
				if n := held(photos, keys); n != 0 {
					t.Errorf("%d photos are held", n)
				}
			})
		})
	}
}

func TestPhotosAreNotHeldWhileAListIsRead(t *testing.T) {
	lost := func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson && n == 1 {
			return fake.Fault{Lose: fake.After}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Faults: lost, Skew: 40 * time.Second}, func(t *testing.T, r *rig) {
		keys := r.people(3, 2)
		lists, added := 0, 0
		photos, err := r.watch(t.Context(), t.Context(), func(photos *preflight.Photos, call enrollment.Call) {
			switch call.Action {
			case enrollment.ListPersons:
				lists++
				if n := held(photos, keys); n != 0 {
					t.Errorf("%d photos are held", n)
				}
			case enrollment.CreateFace:
				added++
				if !readable(photos, call.Photos[0].Key) {
					t.Errorf("%s is driven again, and a photo cannot be read", call.Person)
				}
			}
		})
		if err != nil || lists == 0 || added == 0 {
			t.Errorf("%d lists were read, %d photos added, %v", lists, added, err)
		}
		if n := held(photos, keys); n != 0 {
			t.Errorf("everyone is settled, and %d photos are held", n)
		}
	})
}
