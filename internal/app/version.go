package app

import "runtime/debug"

// release is the version of a release, set when one is built; empty otherwise.
var release string

// buildVersion names this program: its release, or the commit that it was built from.
func buildVersion() string {
	if release != "" {
		return release
	}
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return "unknown"
}
