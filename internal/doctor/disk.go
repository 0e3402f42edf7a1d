package doctor

import (
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"
)

// How much room a disk should have, and how long it may take to keep a few bytes.
const (
	fullBelow  = 64 << 20
	scarce     = 1 << 30
	slowFsync  = 50 * time.Millisecond
	fsyncTries = 5
)

// Free is the room that this process may use on the disk of a folder.
func Free(folder string) (uint64, error) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return 0, err
	}
	return disk.Bavail * uint64(disk.Bsize), nil
}

// Disk looks at the data folder: whether it can be written, for whom it is open, how much room there is, and how long the
// disk takes to keep what it is given, which is what every acknowledgement waits for.
func Disk(folder string) []Finding {
	info, err := os.Stat(folder)
	if err != nil {
		return []Finding{Ill("data folder", fmt.Sprintf("%s cannot be looked at: %v", folder, err), "set data to a folder that the server may use")}
	}
	var findings []Finding
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		findings = append(findings, Warn("data folder", fmt.Sprintf("%s has the mode %o: others on this machine may look into it", folder, mode),
			"chmod 700 "+folder))
	}
	if free, err := Free(folder); err == nil {
		findings = append(findings, room(free))
	}
	took, err := fsync(folder)
	switch {
	case err != nil:
		findings = append(findings, Ill("data folder", fmt.Sprintf("nothing can be written in %s: %v", folder, err),
			"give the folder to the user whom the server runs as, and see that the disk is mounted for writing"))
	case took > slowFsync:
		findings = append(findings, Warn("disk", fmt.Sprintf("keeping a few bytes takes %s, and every acknowledgement waits for that", took.Round(time.Millisecond)),
			"put data on a disk of this machine, not on a network share"))
	default:
		findings = append(findings, Well("disk", fmt.Sprintf("%s can be written; keeping a few bytes takes %s", folder, took.Round(10*time.Microsecond))))
	}
	return findings
}

func room(free uint64) Finding {
	found := fmt.Sprintf("%d MB are free for data", free>>20)
	switch {
	case free < fullBelow:
		return Ill("disk space", found+": messages are refused as soon as it is full", "make room on that disk")
	case free < scarce:
		return Warn("disk space", found, "make room on that disk: an upgrade copies the database before it changes it")
	}
	return Well("disk space", found)
}

// fsync is how long the disk usually takes.
func fsync(folder string) (time.Duration, error) {
	file, err := os.CreateTemp(folder, "doctor-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	took := make([]time.Duration, 0, fsyncTries)
	for range fsyncTries {
		begun := time.Now()
		if _, err = file.WriteString("kept"); err == nil {
			err = file.Sync()
		}
		if err != nil {
			return 0, err
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}
