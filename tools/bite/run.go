package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"twoticks/tools/results"
)

var runners = map[string]func(tree, context.Context, selection) ([]results.Test, error){
	"go":  tree.runGo,
	"web": tree.runWeb,
	"e2e": tree.runBrowsers,
}

// run runs the selected tests in the copy. That tests fail is not an error here; that they could not run is.
func (t tree) run(ctx context.Context, selections []selection) ([]results.Test, error) {
	var all []results.Test
	built := false
	for _, s := range selections {
		if s.layer == "e2e" && !built {
			if err := t.build(ctx); err != nil {
				return nil, err
			}
			built = true
		}
		tests, err := runners[s.layer](t, ctx, s)
		if err != nil {
			return nil, err
		}
		all = append(all, tests...)
	}
	return all, nil
}

// build makes the page and the program as tools/build.sh does; a copy that does not build shows nothing about its tests.
func (t tree) build(ctx context.Context) error {
	page := t.command(ctx, "node_modules/.bin/vite", "build", "--config", "web/vite.config.ts", "--logLevel", "warn")
	if out, err := page.CombinedOutput(); err != nil {
		return fmt.Errorf("the page does not build: %s", tail(out))
	}
	program := t.command(ctx, "go", "build", "-trimpath", "-o", "bin/twoticks", "./cmd/twoticks")
	program.Env = append(program.Env, "CGO_ENABLED=0")
	if out, err := program.CombinedOutput(); err != nil {
		return fmt.Errorf("the program does not build: %s", tail(out))
	}
	return nil
}

func (t tree) runGo(ctx context.Context, s selection) ([]results.Test, error) {
	var out, stderr bytes.Buffer
	cmd := t.command(ctx, "go", "test", "-json", "-count=1", "-timeout=3m", "-run", s.pattern, s.where)
	cmd.Stdout, cmd.Stderr = &out, &stderr
	runErr := cmd.Run()
	tests, err := results.ReadGo(&out, results.GoWatcher{})
	if err != nil || len(tests) == 0 {
		return nil, errors.Join(err, runErr, fmt.Errorf("go test ran nothing: %s", tail(stderr.Bytes())))
	}
	return tests, nil
}

func (t tree) runWeb(ctx context.Context, s selection) ([]results.Test, error) {
	// Vitest's root is web/, and it takes files by a part of their path.
	file := strings.TrimPrefix(s.where, "web/")
	report, err := t.runNode(ctx, "vitest.json", "vitest", "run", "--config", "web/vite.config.ts", file, "-t", s.pattern)
	if err != nil {
		return nil, err
	}
	return results.ReadVitest(t.folder, report)
}

func (t tree) runBrowsers(ctx context.Context, s selection) ([]results.Test, error) {
	report, err := t.runNode(ctx, "e2e.json", "playwright", "test", "--project=e2e", "--project=measured", "-g", s.pattern, s.where)
	if err != nil {
		return nil, err
	}
	return results.ReadPlaywright(report)
}

func (t tree) runNode(ctx context.Context, reportFile, program string, args ...string) ([]byte, error) {
	cmd := t.command(ctx, filepath.Join("node_modules", ".bin", program), args...)
	out, runErr := cmd.CombinedOutput()
	report, err := os.ReadFile(filepath.Join(t.folder, results.Folder, reportFile))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s left no report: %s", program, tail(out)), runErr)
	}
	return report, nil
}

// tail keeps the end of what a program said: the error is there.
func tail(out []byte) string {
	const most = 600
	text := strings.TrimSpace(string(out))
	if len(text) > most {
		text = "… " + text[len(text)-most:]
	}
	return text
}
