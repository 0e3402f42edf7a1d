package doctor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDisk(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if found := Disk(folder); !Healthy(found) {
		t.Errorf("of a good folder it finds %+v", found)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v behind, %v", left, err)
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if found := Disk(folder); found[0].Level != Warning || !strings.Contains(found[0].Mend, "chmod 700") {
		t.Errorf("of an open folder it finds %+v", found)
	}
	if found := Disk(filepath.Join(folder, "none")); Healthy(found) {
		t.Errorf("of no folder it finds %+v", found)
	}
}

func TestRoom(t *testing.T) {
	for free, want := range map[uint64]Level{10 << 20: Problem, 500 << 20: Warning, 5 << 30: Good} {
		if got := room(free); got.Level != want {
			t.Errorf("with %d MB it finds %+v", free>>20, got)
		}
	}
}

func TestClock(t *testing.T) {
	now := time.Now()
	if found := Steady(now, now.Add(time.Minute)); len(found) > 0 {
		t.Errorf("of a steady clock it finds %+v", found)
	}
	// A reading without its monotonic part is what a clock that was set looks like beside one with it.
	if found := Since(now, "this program", now.Add(72*time.Hour)); len(found) != 1 || found[0].Level != Problem {
		t.Errorf("of a clock before its time it finds %+v", found)
	}
	if found := Since(now, "this program", now.Add(-time.Hour)); len(found) > 0 {
		t.Errorf("of a clock after its time it finds %+v", found)
	}
	if f := Compare(now, now.Add(time.Millisecond), "PostgreSQL", now.Round(0)); f.Level != Good {
		t.Errorf("of clocks that agree it finds %+v", f)
	}
	if f := Compare(now, now.Add(time.Millisecond), "PostgreSQL", now.Round(0).Add(-time.Minute)); f.Level != Warning || !strings.Contains(f.Found, "-1m0s") {
		t.Errorf("of clocks a minute apart it finds %+v", f)
	}
}
