package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// released is set at link time for a release build.
var released = ""

// version is the release, else what the build knows of its source.
func version() string {
	if released != "" {
		return released
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Example: "  jumpgate version",
		Short:   "Print the version and how it was built",
		Args:    cobra.NoArgs,
		RunE: does(func(*cobra.Command, []string) error {
			fmt.Printf("jumpgate %s\n%s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" || s.Key == "vcs.time" || s.Key == "vcs.modified" {
						fmt.Printf("%s %s\n", s.Key, s.Value)
					}
				}
			}
			return nil
		}),
	}
}
