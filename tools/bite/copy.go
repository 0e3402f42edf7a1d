package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// tree is a copy of the project in a temporary folder.
type tree struct{ folder string }

// copyTree copies every file that git knows or would know. The installed packages are linked, not copied.
func copyTree(ctx context.Context, root string) (tree, error) {
	git := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	git.Dir = root
	list, err := git.Output()
	if err != nil {
		return tree{}, fmt.Errorf("list files: %w", err)
	}
	folder, err := os.MkdirTemp("", "twoticks-bite-")
	if err != nil {
		return tree{}, err
	}
	t := tree{folder}
	for path := range strings.SplitSeq(strings.Trim(string(list), "\x00"), "\x00") {
		if err := copyFile(filepath.Join(root, path), filepath.Join(folder, path)); err != nil {
			t.remove()
			return tree{}, err
		}
	}
	if err := os.Symlink(filepath.Join(root, "node_modules"), filepath.Join(folder, "node_modules")); err != nil {
		t.remove()
		return tree{}, err
	}
	return t, nil
}

func copyFile(from, to string) (err error) {
	info, err := os.Stat(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil // deleted, and git does not know yet
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, info.Mode().Perm())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}

// apply takes the patch as it is: no fuzz, so that a patch for older code is noticed.
func (t tree) apply(ctx context.Context, patch string) error {
	if out, err := t.command(ctx, "git", "apply", "--whitespace=nowarn", patch).CombinedOutput(); err != nil {
		return fmt.Errorf("the patch does not apply any more: %s", strings.TrimSpace(string(out)))
	}
	return nil
}

// command runs in the copy, out of reach of any repository around it.
func (t tree) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = t.folder
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(t.folder))
	return cmd
}

func (t tree) remove() {
	if err := os.RemoveAll(t.folder); err != nil {
		fmt.Fprintln(os.Stderr, "bite: a copy is left behind:", err)
	}
}
