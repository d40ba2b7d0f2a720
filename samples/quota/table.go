package main

import (
	"fmt"
	"io"
	"runtime"
)

// line is the result of one client's night.
type line struct {
	name string
	count
	note string
	err  error
}

// print prints the table, and below it the details.
func (b bench) print(w io.Writer, lines []line) {
	together := "all clients at the same time"
	if b.apart {
		together = "one client after another"
	}
	fmt.Fprintf(w, "%g minutes, %s, quota %g/s (%s window, %v arrival jitter), %s, %d cores\n\n",
		b.minutes, together, b.qps, b.window, b.arrivalJitter, runtime.GOARCH, runtime.NumCPU())
	warmup := warmingUp(b.lasting()).Seconds()
	fmt.Fprintf(w, "| client | used, last minute | used, after %.0f s | refused | of all calls | in the last minute | calls |\n", warmup)
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|")
	for _, l := range lines {
		if l.err == nil && l.requests > 0 {
			fmt.Fprintf(w, "| %s | %.2f %% | %.2f %% | %d | %.3f %% | %d | %d |\n", l.name, 100*l.last.used(b.qps), 100*l.steady.used(b.qps),
				l.refused, 100*float64(l.refused)/float64(l.requests), l.last.refused, l.requests)
		}
	}
	fmt.Fprintln(w)
	for _, l := range lines {
		if l.err != nil {
			fmt.Fprintf(w, "%s: NOT MEASURED: %v\n", l.name, l.err)
		}
		if l.note != "" {
			fmt.Fprintf(w, "%s: %s\n", l.name, l.note)
		}
	}
}
