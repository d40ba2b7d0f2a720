// Package measure is shared by the measurements next to it: a simulator in a process of its own, a
// roster of good people, a run of enroll at the simulator.
package measure

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
)

// Simulator is a simulator that runs in another process.
type Simulator struct {
	URL string
	cmd *exec.Cmd
}

// Start starts one with these flags of enroll simulate, on a free port.
func Start(enroll string, flags ...string) (*Simulator, error) {
	s := &Simulator{cmd: exec.Command(enroll, append([]string{"simulate", "--addr", "127.0.0.1:0"}, flags...)...)}
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	if _, err := fmt.Fscanf(out, "listening on %s\n", &s.URL); err != nil {
		s.Stop()
		return nil, fmt.Errorf("the simulator does not say where it listens: %w", err)
	}
	return s, nil
}

// Stop ends it and waits for its end.
func (s *Simulator) Stop() {
	s.cmd.Process.Signal(os.Interrupt)
	s.cmd.Wait()
}

// Memory returns its resident memory, in bytes.
func (s *Simulator) Memory() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(text), "VmRSS:")
	var kib int64
	if _, err := fmt.Sscan(after, &kib); err != nil {
		return 0, fmt.Errorf("the system does not tell the memory of a process: %w", err)
	}
	return kib << 10, nil
}

// Get queries a simulator, and lets read decode the reply.
func Get(url string, read func(*json.Decoder) error) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, answer.Status)
	}
	return read(json.NewDecoder(answer.Body))
}
