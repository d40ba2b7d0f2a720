package pipeline

import (
	"testing"

	"enroll.example/enroll/pipeline/fake"
)

// BenchmarkUnchanged is the second night: 500 people whose photos are all enrolled.
func BenchmarkUnchanged(b *testing.B) {
	r := newRig(b, fake.Options{})
	r.qps = 100_000
	r.people(500, 1)
	r.once()
	calls := len(r.service.Calls())
	for b.Loop() {
		r.once()
	}
	if n := len(r.service.Calls()) - calls; n != 0 {
		b.Errorf("%d calls", n)
	}
	b.ReportMetric(500*float64(b.N)/b.Elapsed().Seconds(), "people/s")
}
