package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"enroll.example/enroll/codes"
)

func explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Explain what a code means, what is at fault and what to do; without CODE, list all codes",
		Args:  arguments(0, 1, "one code at most"),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return codes.List(c.OutOrStdout())
			}
			return explain(c, args[0])
		},
	}
}

// explain takes a code as people type it: its last word, in any case, will do.
func explain(c *cobra.Command, typed string) error {
	if codes.Known(typed) {
		return codes.Explain(c.OutOrStdout(), codes.Lookup(typed))
	}
	meant := codes.Suggest(typed)
	switch len(meant) {
	case 0:
		return usage(fmt.Errorf("unknown code %q", typed), "run enroll explain to list all codes")
	case 1:
		return codes.Explain(c.OutOrStdout(), codes.Lookup(meant[0]))
	}
	return usage(fmt.Errorf("unknown code %q", typed), "did you mean "+strings.Join(meant, ", ")+"?")
}
