package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const (
	longFile    = 300 // a reviewer asks
	tooLongFile = 500 // this check fails
)

var (
	sourceEndings = []string{".go", ".ts", ".tsx", ".js", ".css", ".sh", ".sql"}
	// A conformance suite is one long list by nature, and golden files are data.
	excepted  = regexp.MustCompile(`(^|/)(golden|testdata|storetest|channeltest|node_modules)/|\.gen\.|(^|/)schema\.sql$`)
	generated = regexp.MustCompile(`(?m)^(//|/\*|--|#).*Code generated .* DO NOT EDIT`)
)

type file struct {
	path  string
	lines int
}

func source(root string) (ok bool, err error) {
	files, err := handWritten(root)
	if err != nil || len(files) == 0 {
		return err == nil, err
	}
	slices.SortFunc(files, func(a, b file) int { return b.lines - a.lines })
	ok = true
	for _, f := range files {
		switch {
		case f.lines > tooLongFile:
			fmt.Printf("too long  %4d lines  %s (limit %d)\n", f.lines, f.path, tooLongFile)
			ok = false
		case f.lines > longFile:
			fmt.Printf("long      %4d lines  %s\n", f.lines, f.path)
		}
	}
	fmt.Printf("%d source files, median %d lines\n", len(files), files[len(files)/2].lines)
	return ok, nil
}

func handWritten(root string) ([]file, error) {
	git := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	git.Dir = root
	list, err := git.Output()
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	var files []file
	for path := range strings.SplitSeq(strings.Trim(string(list), "\x00"), "\x00") {
		if !slices.Contains(sourceEndings, filepath.Ext(path)) || excepted.MatchString(path) {
			continue
		}
		body, err := os.ReadFile(filepath.Join(root, path))
		if os.IsNotExist(err) {
			continue // deleted, and git does not know yet
		}
		if err != nil {
			return nil, err
		}
		if head := body[:min(len(body), 2000)]; !generated.Match(head) {
			files = append(files, file{path, bytes.Count(body, []byte("\n"))})
		}
	}
	return files, nil
}
