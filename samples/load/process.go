package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// process is a simulator that runs.
type process struct {
	url string
	cmd *exec.Cmd
}

func (l load) start() (*process, error) {
	args := []string{"simulate", "--addr", "127.0.0.1:0", "--qps", "0", "--latency", "0", "--jitter", "0"}
	if l.state != "" {
		args = append(args, "--state", l.state)
	}
	p := &process{cmd: exec.Command(l.enroll, args...)}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if _, err := fmt.Fscanf(out, "listening on %s\n", &p.url); err != nil {
		p.stop()
		return nil, fmt.Errorf("the simulator does not say where it listens: %w", err)
	}
	return p, nil
}

func (p *process) stop() {
	p.cmd.Process.Signal(os.Interrupt)
	p.cmd.Wait()
}

// memory is what the process holds in the machine's memory, in bytes.
func (p *process) memory() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
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
