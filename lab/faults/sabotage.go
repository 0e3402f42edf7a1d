package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sabotages is where the patches are. Each breaks the server in one way; the lines above the diff say which, and a line
// "finds: I1, I4" which invariants show it. A line "nodes: 3" says on how many nodes; without it there is one.
const sabotages = "lab/faults/sabotage"

// foundWithin is how long the laboratory may take to find one.
const foundWithin = 5 * time.Minute

// sabotageAll breaks a copy of this tree by each patch and wants the breach to be found. A patch that no longer applies,
// and a copy that does not build, are failures: then nothing was shown.
func sabotageAll(ctx context.Context, o options, only []string) error {
	patches, err := filepath.Glob(filepath.Join(sabotages, "*.patch"))
	if err != nil || len(patches) == 0 {
		return errors.Join(err, fmt.Errorf("there is nothing in %s", sabotages))
	}
	tried, found := 0, 0
	for _, path := range patches {
		name := strings.TrimSuffix(filepath.Base(path), ".patch")
		if len(only) > 0 && !slices.Contains(only, name) {
			continue
		}
		tried++
		began := time.Now()
		what, err := findSabotage(ctx, o, path)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Printf("%-26s NOT FOUND after %.0f s: %v\n", name, time.Since(began).Seconds(), err)
			continue
		}
		found++
		fmt.Printf("%-26s found in %.0f s: %s\n", name, time.Since(began).Seconds(), what)
	}
	fmt.Printf("sabotage: %d of %d found\n", found, tried)
	if found < tried {
		return errors.New("the laboratory is blind to some of what was broken")
	}
	return nil
}

// findSabotage runs short runs against a broken copy, each with a seed of its own, until one shows what was broken.
func findSabotage(ctx context.Context, o options, path string) (string, error) {
	patch, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	invariants := headLine(string(patch), "finds:")
	if len(invariants) == 0 {
		return "", errors.New(`no line "finds: …" above the diff`)
	}
	folder, err := os.MkdirTemp("", "twoticks-sabotage-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	if o.Binary, err = buildBroken(ctx, path, folder); err != nil {
		return "", err
	}
	if o.Nodes, err = nodesOf(string(patch)); err != nil {
		return "", err
	}
	if o.Nodes > 1 {
		o = brief(several(o))
	} else {
		o = brief(o)
		o.KillEvery = 500 * time.Millisecond
	}
	o.Folder, o.Work.Acked, o.Most = folder, 1<<30, 25*time.Second // each lasts as long as it may
	ctx, cancel := context.WithTimeout(ctx, foundWithin)
	defer cancel()
	var seen []string
	for ctx.Err() == nil {
		o.Seed++
		outcome, err := run(ctx, o)
		if err != nil {
			return "", fmt.Errorf("seed %d: %w", o.Seed, err)
		}
		for _, a := range outcome.verdict.Anomalies {
			if slices.Contains(invariants, a.Invariant) {
				return fmt.Sprintf("%s %s (seed %d)", a.Invariant, a.Name, o.Seed), nil
			}
			seen = append(seen, a.Invariant+" "+a.Name)
		}
	}
	return "", fmt.Errorf("seen were %v", seen)
}

// nodesOf reads on how many nodes a patch is tried.
func nodesOf(patch string) (int, error) {
	words := headLine(patch, "nodes:")
	if len(words) == 0 {
		return 1, nil
	}
	return strconv.Atoi(words[0])
}

// headLine reads the words of a line above the diff.
func headLine(patch, name string) []string {
	for line := range strings.Lines(patch) {
		if strings.HasPrefix(line, "diff ") {
			break
		}
		if list, ok := strings.CutPrefix(strings.TrimSpace(line), name); ok {
			return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
	return nil
}

// buildBroken copies what git knows or would know, breaks the copy, and builds the server from it.
func buildBroken(ctx context.Context, patch, folder string) (binary string, err error) {
	tree := filepath.Join(folder, "tree")
	list, err := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return "", fmt.Errorf("list files: %w", err)
	}
	for path := range strings.SplitSeq(strings.Trim(string(list), "\x00"), "\x00") {
		if err := copyFile(path, filepath.Join(tree, path)); err != nil {
			return "", err
		}
	}
	absolute, err := filepath.Abs(patch)
	if err != nil {
		return "", err
	}
	apply := exec.CommandContext(ctx, "git", "apply", "--whitespace=nowarn", absolute)
	apply.Dir = tree
	// Out of reach of any repository around the copy.
	apply.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+folder)
	if said, err := apply.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the patch does not apply any more: %s", strings.TrimSpace(string(said)))
	}
	binary = filepath.Join(folder, "twoticks")
	return binary, build(ctx, tree, binary)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil // deleted, and git does not know yet
	}
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
