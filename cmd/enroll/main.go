// Command enroll enrolls everyone in a roster: it reads a CSV of people and photos, checks
// every photo locally, writes to the face service at the pace of its quota, and leaves a
// report with one verdict for every row.
//
// This package holds flags, wiring, signals and exit codes; one file a command, and nothing
// that could be said elsewhere.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/spf13/cobra"
)

func main() {
	// net/http may quote a stray reply in the standard log, which is not ours to show.
	log.SetOutput(io.Discard)
	stderr := newScreen(os.Stderr)
	code := run(context.Background(), os.Args[1:], os.Stdout, stderr)
	stderr.Close()
	os.Exit(code)
}

// run is the command from arguments to exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := command()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		return printError(stderr, err)
	}
	return 0
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:           "enroll",
		Short:         "Enroll the people in a roster with the face service, each photo exactly once",
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       named(),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fmt.Errorf("unknown command %q", args[0]), "enroll --help lists the commands")
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			return usage(errors.New("no command given"), "enroll --help lists the commands")
		},
		PersistentPreRunE: fromEnvironment,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage(err, fmt.Sprintf("%s --help lists the flags", c.CommandPath()))
	})
	root.SetVersionTemplate(versionLine())
	root.AddCommand(runCommand(), checkCommand(), reportCommand(), simulateCommand(), explainCommand(), versionCommand())
	return root
}

// arguments lets a command have so many of them, which are told as what.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if n := len(args); n < least || n > most {
			return usage(fmt.Errorf("want %s, got %d", what, n), "usage: "+c.UseLine())
		}
		return nil
	}
}
