package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSampleVerdicts runs the sample roster and holds its report against
// expected.csv, where the generator has written which code each of its faults must get.
func TestSampleVerdicts(t *testing.T) {
	dir := t.TempDir()
	draw := exec.Command("go", "run", "./samples/generate", "-dir", dir)
	draw.Dir = filepath.Join("..", "..")
	if out, err := draw.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var out, complaints bytes.Buffer
	args := []string{"run", "--simulate", "--create-group", "--quality", "1", "--qps", "200", filepath.Join(dir, "people.csv")}
	if code := run(t.Context(), args, &out, &complaints); code != 3 {
		t.Fatalf("exit %d\n%s\n%s", code, out.String(), complaints.String())
	}
	want := map[[2]string]string{} // code by person and photo; an empty photo stands for all
	for _, c := range table(t, filepath.Join(dir, "expected.csv"))[1:] {
		want[[2]string{c[0], c[1]}] = c[2]
	}
	for _, c := range table(t, filepath.Join(dir, "people.enroll", "results.csv"))[1:] {
		person, photo, code := strings.TrimPrefix(c[1], "'"), c[2], c[4]
		due, ok := want[[2]string{person, photo}]
		if !ok {
			due = want[[2]string{person, ""}]
		}
		if code != due {
			t.Errorf("line %s, %s %s: %q, want %q", c[0], person, photo, code, due)
		}
	}
}

func table(t *testing.T, path string) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
