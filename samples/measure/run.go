package measure

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// Roster draws this many people with this many photos each into dir, and returns the roster.
func Roster(dir string, people, photos int) (string, error) {
	generate := exec.Command("go", "run", "./samples/generate", "-dir", dir,
		"-people", strconv.Itoa(people), "-photos", strconv.Itoa(photos), "-size", "128")
	if out, err := generate.CombinedOutput(); err != nil {
		return "", fmt.Errorf("drawing the roster: %w: %s", err, out)
	}
	return filepath.Join(dir, "people.csv"), nil
}

// Run returns a run of the roster at a simulator's URL, with the simulator's keys.
func Run(enroll, url, roster string, flags ...string) *exec.Cmd {
	run := exec.Command(enroll, append(append([]string{"run", "--endpoint", url, "--create-group", "--quiet"}, flags...), roster)...)
	run.Env = append(os.Environ(), "TENCENTCLOUD_SECRET_ID=SIMULATORID", "TENCENTCLOUD_SECRET_KEY=SIMULATORKEY")
	return run
}
