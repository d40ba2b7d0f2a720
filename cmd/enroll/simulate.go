package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator"
)

// serviceTimeout is after how long the service gives a call up, upload included
// (docs/service.md, "Protocol").
const serviceTimeout = 5 * time.Second

func simulateCommand() *cobra.Command {
	var addr, faults string
	var o simulator.Options
	c := &cobra.Command{
		Use:   "simulate [flags]",
		Short: "Serve a simulator of the face service until interrupted",
		Long:  "Serve a simulator of the face service until interrupted.\n\nWhat it saw, over HTTP: GET /_sim/requests, /_sim/stats, /_sim/state; POST /_sim/faults, /_sim/reset, with the header Content-Type: application/json.\ndocs/simulator.md tells the rest.",
		Args:  arguments(0, 0, "nothing"),
		RunE:  func(c *cobra.Command, _ []string) error { return serve(c, addr, faults, o) },
	}
	f := c.Flags()
	f.StringVar(&addr, "addr", "127.0.0.1:8480", "`HOST:PORT` to serve on; port 0 picks a free one")
	quotaFlags(f, &o)
	timeFlags(f, &o)
	accountFlags(f, &o)
	f.Uint64Var(&o.Seed, "seed", 1, "decides everything random: latency, jitter, probabilities, timeouts, face IDs")
	f.StringVar(&faults, "faults", "", "`file` of fault rules, a JSON array")
	f.StringVar(&o.State, "state", "", "`file` that keeps its state durably (default memory)")
	return c
}

func quotaFlags(f *pflag.FlagSet, o *simulator.Options) {
	f.Float64Var(&o.QPS, "qps", 50, "quota in requests a second, counted at arrival; 0: none")
	f.StringVar(&o.Window, "window", "fixed", "how the quota counts: `fixed|sliding|bucket`")
	f.StringVar(&o.Per, "quota-per", "interface", "what has a quota of its own, a group of interfaces or each action: `interface|action`")
	f.StringVar(&o.Refusal, "refusal", codes.RequestLimitExceeded, "with which the quota refuses: `code` of a limit of requests")
	f.StringVar(&o.Scope, "concurrent-scope", "off", "where two face writes may not overlap: `person|group|account|off`")
}

func timeFlags(f *pflag.FlagSet, o *simulator.Options) {
	f.DurationVar(&o.Latency, "latency", 300*time.Millisecond, "time to serve a call")
	f.DurationVar(&o.Jitter, "jitter", 50*time.Millisecond, "at most this much more or less than --latency, uniform")
	f.DurationVar(&o.Tail, "latency-p99", 0, "what one call in a hundred exceeds, log-normal around --latency; 0: the jitter is all")
	f.DurationVar(&o.ArrivalJitter, "arrival-jitter", 0, "mean delay before the quota's count, exponential")
	f.DurationVar(&o.Timeout, "timeout", serviceTimeout, "after which a call is answered "+codes.RequestTimeout+", applied or not as the seed has it; 0: never")
	f.DurationVar(&o.ReadLag, "read-lag", 0, "reads answer from what was there so long ago")
}

func accountFlags(f *pflag.FlagSet, o *simulator.Options) {
	f.IntVar(&o.Capacity.Groups, "max-groups", 100_000, "groups that the account holds; fewer, to see it full")
	f.IntVar(&o.Capacity.Faces, "max-faces", 50_000_000, "faces that the account holds")
	f.IntVar(&o.Capacity.GroupFaces, "max-group-faces", 3_000_000, "faces that one group holds")
	f.StringVar(&o.URLs, "urls", "loopback", "where photos named by URL are fetched: `loopback|any|none`")
	f.BoolVar(&o.StrictNames, "strict-names", false, "people's names are letters, digits, - and _ only; whether the service has it so is not known")
	f.BoolVar(&o.Look, "look", false, "find faces in the pixels of photos; otherwise every photo shows one")
	f.StringVar(&o.SecretID, "secret-id", simulatorID, "the `id` of the key that it knows")
	f.StringVar(&o.SecretKey, "secret-key", simulatorKey, "its `secret`")
	f.StringVar(&o.Token, "token", "", "makes the key a temporary one, which needs this `X-TC-Token`")
	f.BoolVar(&o.NeedRegion, "need-region", false, "require X-TC-Region, as the Chinese endpoint does")
}

// exposure says what others can do to a simulator that they reach. A key of its own keeps them from
// calls only: what lies under /_sim/ needs none.
func exposure(o simulator.Options) string {
	const reach = "whoever reaches this machine can ask the simulator what it holds, and change it; without --addr only this machine can"
	if o.SecretID == simulatorID && o.SecretKey == simulatorKey && o.Token == "" {
		return reach + ". Its key is known to everybody; --secret-id and --secret-key set another"
	}
	return reach
}

// serve answers until a signal comes.
func serve(c *cobra.Command, addr, faults string, o simulator.Options) error {
	if faults != "" {
		f, err := os.Open(faults)
		if err != nil {
			return &failure{exitNoInput, fmt.Errorf("--faults: %w", err), "name a file with a JSON array of rules"}
		}
		defer f.Close()
		if o.Faults, err = simulator.ReadFaults(f); err != nil {
			return usage(fmt.Errorf("%s: %w", faults, err), "each rule has keys to match a call and one effect on it")
		}
	}
	s, err := simulator.New(o)
	switch {
	case errors.Is(err, simulator.ErrHeld):
		return &failure{exitHeld, err, "end the other one, or name another --state"}
	case err != nil && o.State != "":
		return usage(err, "name another --state, or none; enroll simulate --help lists the flags")
	case err != nil:
		return usage(err, "enroll simulate --help lists the flags")
	}
	l, err := simulator.Listen(addr, s)
	if err != nil {
		return &failure{exitUsage, errors.Join(err, s.Close()), "choose another --addr; port 0 picks a free one"}
	}
	if !l.Loopback() {
		fmt.Fprintf(c.ErrOrStderr(), "enroll: warning: %s\n", exposure(o))
	}
	_, drain, signals := listen(c.Context(), io.Discard)
	defer signals.ignore()
	fmt.Fprintf(c.OutOrStdout(), "listening on %s\n", l.URL) // and from now on it can be ended
	select {
	case <-drain.Done():
	case <-l.Done():
	}
	return l.Close()
}
