package main

import (
	"fmt"
	"os"
	"os/exec"
)

// The key that a simulator knows by default.
const (
	secretID  = "SIMULATORID"
	secretKey = "SIMULATORKEY"
)

// process is a simulator that runs.
type process struct {
	url string
	cmd *exec.Cmd
}

// start starts a simulator on a free port.
func (b bench) start() (*process, error) {
	return simulate(b.enroll, "--addr", "127.0.0.1:0", "--qps", fmt.Sprint(b.qps),
		"--window", b.window, "--arrival-jitter", b.arrivalJitter.String())
}

func simulate(enroll string, flags ...string) (*process, error) {
	p := &process{cmd: exec.Command(enroll, append([]string{"simulate"}, flags...)...)}
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
