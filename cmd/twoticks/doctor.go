package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/doctor"
)

var doctorOptions struct{ asJSON bool }

var doctorCommand = subcommand{
	name: "doctor", usage: "doctor [-json]", doc: "look whether everything is as it should be, and say what to do",
	flags: func(f *flag.FlagSet) { f.BoolVar(&doctorOptions.asJSON, "json", false, "") },
	run: func(ctx context.Context, c config.Config, args []string) error {
		if len(args) > 0 {
			return usageError("doctor does not take " + args[0])
		}
		findings, err := app.Examine(ctx, c)
		if err != nil {
			return err
		}
		if err := printFindings(findings); err != nil {
			return err
		}
		if !doctor.Healthy(findings) {
			return errors.New("there are problems: see above")
		}
		return nil
	},
}

func printFindings(findings []doctor.Finding) error {
	if doctorOptions.asJSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(struct {
			Healthy  bool             `json:"healthy"`
			Findings []doctor.Finding `json:"findings"`
		}{doctor.Healthy(findings), findings})
	}
	for _, f := range findings {
		fmt.Printf("%-8s %-14s %s\n", f.Level, f.About, f.Found)
		if f.Mend != "" {
			fmt.Printf("%-8s %-14s -> %s\n", "", "", f.Mend)
		}
	}
	return nil
}
