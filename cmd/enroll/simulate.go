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
		Long:  "Serve a simulator of the face service until interrupted.\n\nInspect and control it over HTTP: GET /_sim/requests, /_sim/stats, /_sim/state; POST /_sim/faults, /_sim/reset, with the header Content-Type: application/json.\nSee docs/simulator.md.",
		Args:  arguments(0, 0, "nothing"),
		RunE:  func(c *cobra.Command, _ []string) error { return serve(c, addr, faults, o) },
	}
	f := c.Flags()
	f.StringVar(&addr, "addr", "127.0.0.1:8480", "`HOST:PORT` to listen on; port 0 picks a free one")
	quotaFlags(f, &o)
	timeFlags(f, &o)
	accountFlags(f, &o)
	f.Uint64Var(&o.Seed, "seed", 1, "seed of everything random: latency, jitter, probabilities, timeouts, face IDs")
	f.StringVar(&faults, "faults", "", "`file` with fault rules, a JSON array")
	f.StringVar(&o.State, "state", "", "`file` in which to keep its state durably (default memory)")
	return c
}

func quotaFlags(f *pflag.FlagSet, o *simulator.Options) {
	f.Float64Var(&o.QPS, "qps", 50, "quota in requests per second, counted on arrival; 0 for none")
	f.StringVar(&o.Window, "window", "fixed", "how the quota counts: `fixed|sliding|bucket`")
	f.StringVar(&o.Per, "quota-per", "interface", "what has its own quota, a group of interfaces or each action: `interface|action`")
	f.StringVar(&o.Refusal, "refusal", codes.RequestLimitExceeded, "`code` with which the quota refuses, one of the request limits")
	f.StringVar(&o.Scope, "concurrent-scope", "off", "where two face writes may not overlap: `person|group|account|off`")
}

func timeFlags(f *pflag.FlagSet, o *simulator.Options) {
	f.DurationVar(&o.Latency, "latency", 300*time.Millisecond, "time to serve a call")
	f.DurationVar(&o.Jitter, "jitter", 50*time.Millisecond, "maximum deviation from --latency in both directions, uniform")
	f.DurationVar(&o.Tail, "latency-p99", 0, "latency that one call in a hundred exceeds, log-normal around --latency; 0 for jitter only")
	f.DurationVar(&o.ArrivalJitter, "arrival-jitter", 0, "mean delay before a call counts against the quota, exponential")
	f.DurationVar(&o.Timeout, "timeout", serviceTimeout, "time after which a call is answered "+codes.RequestTimeout+", applied or not depending on the seed; 0 for never")
	f.DurationVar(&o.ReadLag, "read-lag", 0, "how far reads lag behind writes")
}

func accountFlags(f *pflag.FlagSet, o *simulator.Options) {
	f.IntVar(&o.Capacity.Groups, "max-groups", 100_000, "maximum number of groups in the account; lower it to test a full account")
	f.IntVar(&o.Capacity.Faces, "max-faces", 50_000_000, "maximum number of faces in the account")
	f.IntVar(&o.Capacity.GroupFaces, "max-group-faces", 3_000_000, "maximum number of faces in one group")
	f.StringVar(&o.URLs, "urls", "loopback", "where photos given by URL may be fetched from: `loopback|any|none`")
	f.BoolVar(&o.StrictNames, "strict-names", false, "accept only letters, digits, - and _ in people's names; it is not known whether the service does")
	f.BoolVar(&o.Look, "look", false, "find faces in the pixels of photos; otherwise every photo has one")
	f.StringVar(&o.SecretID, "secret-id", simulatorID, "secret `ID` of the key that it accepts")
	f.StringVar(&o.SecretKey, "secret-key", simulatorKey, "secret `key` that it accepts")
	f.StringVar(&o.Token, "token", "", "make the key a temporary one, which needs this `X-TC-Token`")
	f.BoolVar(&o.NeedRegion, "need-region", false, "require X-TC-Region, as the Chinese endpoint does")
}

// exposure says what others can do to a simulator that they reach. A key of its own keeps them from
// calls only: what lies under /_sim/ needs none.
func exposure(o simulator.Options) string {
	const reach = "anyone who can reach this machine can read and change what the simulator holds; without --addr only this machine can"
	if o.SecretID == simulatorID && o.SecretKey == simulatorKey && o.Token == "" {
		return reach + ". Its key is public; --secret-id and --secret-key set another"
	}
	return reach
}

// serve answers until a signal comes.
func serve(c *cobra.Command, addr, faults string, o simulator.Options) error {
	if faults != "" {
		f, err := os.Open(faults)
		if err != nil {
			return &failure{exitNoInput, fmt.Errorf("--faults: %w", err), "use a file with a JSON array of rules"}
		}
		defer f.Close()
		if o.Faults, err = simulator.ReadFaults(f); err != nil {
			return usage(fmt.Errorf("%s: %w", faults, err), "each rule needs keys that match calls, and one effect")
		}
	}
	s, err := simulator.New(o)
	switch {
	case errors.Is(err, simulator.ErrHeld):
		return &failure{exitHeld, err, "stop the other one, or choose another --state"}
	case err != nil && o.State != "":
		return usage(err, "choose another --state, or none; enroll simulate --help lists the flags")
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
