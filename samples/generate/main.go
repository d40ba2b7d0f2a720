// Generate writes a roster with its photos, for trying enroll without photos of real people.
//
//	go run ./samples/generate [-dir DIR] [-seed N]
//	go run ./samples/generate -people N [-photos M] [-size PX] [-dir DIR] [-seed N]
//
// The first form writes people.csv: some forty people on some fifty rows, half of them good in many
// ways (people.go), half of them refused for every reason that a roster, a photo or the service can
// have (see refusals.go). expected.csv lists the code that each refused person, photo or row gets, in
// a run with default flags against the simulator.
//
// The second form writes a roster of N good people with M photos each, in the group bench, for
// measurements.
//
// The same seed writes the same bytes. Every photo except the BMPs has a comment that says to the
// simulator whom it shows (package face). Existing files in DIR are not removed.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"enroll.example/enroll/samples/face"
)

func main() {
	dir := flag.String("dir", filepath.Join("samples", "out"), "folder to write to")
	seed := flag.Uint64("seed", 1, "another seed is other people")
	people := flag.Int("people", 0, "write so many good people instead, for measuring")
	photos := flag.Int("photos", 1, "photos a person, with -people: 1 to 5")
	size := flag.Int("size", 128, "px of each photo, with -people: 64 to 4000")
	flag.Parse()
	if flag.NArg() > 0 || *people < 0 || *photos < 1 || *photos > 5 || *size < 64 || *size > 4000 {
		flag.Usage()
		os.Exit(64)
	}
	sample := newSample(*seed)
	if *people > 0 {
		sample.bench(*people, *photos, *size)
	} else {
		sample.good()
		sample.refused()
	}
	if err := sample.write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "generate: error:", err)
		os.Exit(73)
	}
	fmt.Printf("%d rows and %d photos in %s\n", len(sample.rows)-1, len(sample.photos), filepath.Join(*dir, "people.csv"))
}

// seedOf derives an identity from a person's name, a different one for every seed of the sample.
func (s *sample) seedOf(who string) uint64 { return face.Seed(fmt.Sprint(s.seed, "/", who)) }
