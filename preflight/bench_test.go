package preflight

import (
	"strconv"
	"testing"
)

// One core checks about 400 portraits of 480 px a second, or 10 photos of 12 MP (6 that EXIF rotates);
// the quota is 50 calls a second.
func BenchmarkCheck(b *testing.B) {
	for name, photo := range map[string][]byte{
		"480x480":        jpg(gradient(480, 480)),
		"12MP":           jpg(gradient(4000, 3000)),
		"12MP on a side": oriented(jpg(gradient(4000, 3000)), 6),
	} {
		b.Run(name, func(b *testing.B) {
			photos := folder(b, map[string][]byte{"a.jpg": photo})
			b.SetBytes(int64(len(photo)))
			for b.Loop() {
				if f := check(b, photos, "a.jpg"); f.Code != "" {
					b.Fatal(f.Message)
				}
			}
		})
	}
}

// A second run compares stamps only.
func BenchmarkStat(b *testing.B) {
	photos := folder(b, map[string][]byte{"2024/a.jpg": jpg(gradient(64, 64))})
	for b.Loop() {
		if _, refusal := photos.Stat("2024/a.jpg"); refusal != nil {
			b.Fatal(refusal.Message)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	photo := padded(jpg(gradient(64, 64)), 1<<20)
	files, sources := map[string][]byte{}, []source{}
	for i := range 4 {
		name := strconv.Itoa(i)
		files[name] = photo
		sources = append(sources, sourceOf(photo, name))
	}
	photos := folder(b, files)
	b.SetBytes(4 << 20)
	for b.Loop() {
		_, release, err := photos.read(b.Context(), sources)
		if err != nil {
			b.Fatal(err)
		}
		release()
	}
}
