// Command bite asks whether the tests would notice: for each requirement it breaks a copy of the project in one small way
// and wants a test that names this requirement to go red.
//
//	bite             all of tools/bite/R1.patch to R12.patch
//	bite -only R3,R8
//
// It never touches the tree it is run in; every copy is a temporary folder that is removed again. A patch that no longer
// applies, a copy that does not build, and a test that was red before are not bites. Requirements without a patch are
// named and not counted. It ends with an error when a patch that exists did not bite.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	requirements = 12
	patchTime    = 6 * time.Minute // for one patch: copy, build, test
)

func main() {
	only := flag.String("only", "", "requirements to take, by comma: R3,R8")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	allBit, err := bite(ctx, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bite:", err)
	}
	if err != nil || !allBit {
		stop()
		os.Exit(1)
	}
}

// bite goes through the requirements and prints a row for each; the count is the last line.
func bite(ctx context.Context, only string) (allBit bool, err error) {
	root, err := os.Getwd()
	if err != nil {
		return false, err
	}
	found, blunt := 0, 0
	for n := 1; n <= requirements; n++ {
		requirement := fmt.Sprintf("R%d", n)
		if only != "" && !slices.Contains(strings.Split(only, ","), requirement) {
			continue
		}
		path := filepath.Join(root, "tools", "bite", requirement+".patch")
		if _, err := os.Stat(path); os.IsNotExist(err) {
			fmt.Printf("%-4s no patch\n", requirement)
			continue
		}
		began := time.Now()
		red, err := try(ctx, root, requirement, path)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err != nil {
			blunt++
			fmt.Printf("%-4s NOT FOUND after %.0f s: %v\n", requirement, time.Since(began).Seconds(), err)
			continue
		}
		found++
		fmt.Printf("%-4s found in %.0f s by %s: %s\n", requirement, time.Since(began).Seconds(), red.Where, red.Name)
	}
	fmt.Printf("bite: %d of %d\n", found, requirements)
	return blunt == 0, nil
}
