package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/iai/simulator/account"
	"enroll.example/enroll/samples/face"
)

// TestGroupFillsUpMidway has room for three people in one group: the others are told why,
// the other group is not their neighbour's concern, and no one is asked for in vain for long.
func TestGroupFillsUpMidway(t *testing.T) {
	url, sim := crashService(t, simulator.Options{Capacity: account.Capacity{GroupFaces: 6}})
	dir := t.TempDir()
	var roster bytes.Buffer
	roster.WriteString("person_id,person_name,group_id,images\n")
	for who := range 60 {
		var photos []string
		for n := range 2 {
			photos = append(photos, fmt.Sprintf("%d-%d.jpg", who, n))
			if err := os.WriteFile(filepath.Join(dir, photos[n]), face.JPEG(uint64(who), uint64(n), 64), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		group := "day"
		if who >= 57 {
			group = "night"
		}
		fmt.Fprintf(&roster, "p%d,Person%d,%s,%s\n", who, who, group, strings.Join(photos, ";"))
	}
	path := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(path, roster.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TENCENTCLOUD_SECRET_ID", simulatorID)
	t.Setenv("TENCENTCLOUD_SECRET_KEY", simulatorKey)
	var out, complaints bytes.Buffer
	args := []string{"run", "--endpoint", url, "--create-group", "--qps", "500", "--workers", "4", path}
	if code := run(t.Context(), args, &out, &complaints); code != 3 {
		t.Fatalf("exit %d\n%s\n%s", code, out.String(), complaints.String())
	}
	day, night, refused := 0, 0, 0
	for _, p := range sim.State().Persons {
		if p.Groups[0] == "day" {
			day += len(p.Faces)
		} else {
			night += len(p.Faces)
		}
	}
	for _, call := range sim.Requests() {
		if call.Code == "InvalidParameterValue.GroupFaceNumExceed" {
			refused++
		}
	}
	if day > 6 || day < 4 || night != 6 {
		t.Errorf("%d faces in the full group, %d in the other; want up to 6, and 6", day, night)
	}
	if refused < 1 || refused > 8 {
		t.Errorf("%d calls were refused for want of room, want no more than were under way", refused)
	}
	s := summaryOf(t, path)
	if s.Codes["InvalidParameterValue.GroupFaceNumExceed"] != 120-day-night || s.Photos["rejected"] != 120-day-night {
		t.Errorf("photos %v, codes %v", s.Photos, s.Codes)
	}
}
