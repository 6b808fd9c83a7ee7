package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flags are the ones that every command takes.
type flags struct {
	config    string
	logLevel  string
	logFormat string
}

func newRoot() *cobra.Command {
	f := &flags{}
	root := &cobra.Command{
		Use:           "jumpgate",
		Short:         "A governed MCP server between AI agents and a JumpCloud directory",
		Long:          "jumpgate holds the JumpCloud API key. Each agent has its own identity and grants,\ndenied by default; every call is decided, recorded in plain English, and only then made.\n\nStart with: jumpgate demo",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&f.config, "config", "", "configuration file (default: jumpgate.yaml here, then in the user's config folder)")
	root.PersistentFlags().StringVar(&f.logLevel, "log-level", "", "debug, info, warn or error (default: the configuration's, else info)")
	root.PersistentFlags().StringVar(&f.logFormat, "log-format", "", "auto, text or json (default: the configuration's, else auto)")
	root.AddCommand(
		newDemo(), newInit(), newServe(f), newConnect(f), newCall(f), newExport(f), newTools(f), newPolicy(f),
		newAgent(f), newApprovals(f), newAudit(f), newToken(), newSandbox(f), newDoctor(f), newProbe(f), newManual(root), newVersion(),
	)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return wrongValue(err) })
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return f.check() }
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" { // cobra's own takes any words, and ends well
			cmd.Args = func(_ *cobra.Command, words []string) error { _, _, err := root.Find(words); return err }
		}
	}
	return root
}

// check is what is wrong with a flag's value: a usage error, as an unknown flag is.
func (f *flags) check() error {
	if f.logLevel != "" && checkLevel(f.logLevel) != nil {
		return fmt.Errorf("--log-level: %w", checkLevel(f.logLevel))
	}
	if f.logFormat != "" && checkFormat(f.logFormat) != nil {
		return fmt.Errorf("--log-format: %w", checkFormat(f.logFormat))
	}
	return nil
}

// wrongValue says of a flag's value what the flag takes.
func wrongValue(err error) error {
	var wrong *pflag.InvalidValueError
	if !errors.As(err, &wrong) {
		return err
	}
	takes := map[string]string{"int": "a whole number", "float64": "a number", "duration": "a time such as 300ms or 1h", "bool": "true or false"}
	return fmt.Errorf("--%s: it takes %s, not %q", wrong.GetFlag().Name, takes[wrong.GetFlag().Value.Type()], wrong.GetValue())
}

// does turns a command's function into cobra's: an error of its own is a
// failure (exit 1) unless it says otherwise.
func does(fn func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := fn(cmd, args)
		var coded *exitError
		if err == nil || errors.As(err, &coded) {
			return err
		}
		return &exitError{exitFailed, err}
	}
}
