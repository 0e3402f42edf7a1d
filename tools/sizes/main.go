// Command sizes holds the project to its limits: how long a source file may be, and how many bytes the page may cost.
//
//	sizes source   lines of every hand-written source file that git knows or would know
//	sizes page     gzip bytes of the page in web/dist, by Vite's manifest
//
// Part of make check. It reads files and nothing else, and ends with an error when a limit is passed.
package main

import (
	"fmt"
	"os"
)

func main() {
	checks := map[string]func(root string) (ok bool, err error){"source": source, "page": page}
	if len(os.Args) != 2 || checks[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: sizes source|page")
		os.Exit(2)
	}
	ok, err := checks[os.Args[1]](".")
	if err != nil {
		fmt.Fprintln(os.Stderr, "sizes:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}
