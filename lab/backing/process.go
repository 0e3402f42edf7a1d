package backing

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// stopWithin is how long a server that is told to end may take before it is killed.
const stopWithin = 20 * time.Second

// account is the system's user that a server runs as, where it is not the user of this process.
type account struct{ uid, gid uint32 }

// findAccount finds one by name. Who is not root cannot become another, and need not.
func findAccount(name string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	found, err := user.Lookup(name)
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(found.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(found.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &account{uint32(uid), uint32(gid)}, nil
}

// own gives a folder to the account.
func (a *account) own(folder string) error {
	if a == nil {
		return nil
	}
	return os.Chown(folder, int(a.uid), int(a.gid))
}

// attributes run a program as the account. It gets the signal when the process that started it ends in whatever way.
func (a *account) attributes(orphaned syscall.Signal) *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Pdeathsig: orphaned}
	if a != nil {
		attributes.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attributes
}

// process is one life of a server.
type process struct {
	command *exec.Cmd
	output  tail
	ended   chan struct{}
}

// launch starts a program and watches over its end.
func launch(command *exec.Cmd) (*process, error) {
	p := &process{command: command, ended: make(chan struct{})}
	command.Stdout, command.Stderr = &p.output, &p.output
	if err := command.Start(); err != nil {
		return nil, err
	}
	go func() {
		command.Wait() // how it ended is in ProcessState
		close(p.ended)
	}()
	return p, nil
}

// running says whether it has not ended.
func (p *process) running() bool {
	if p == nil {
		return false
	}
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// end sends a signal and waits for the end.
func (p *process) end(signal syscall.Signal) error {
	if !p.running() {
		return nil
	}
	if err := p.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	late := time.NewTimer(stopWithin)
	defer late.Stop()
	select {
	case <-p.ended:
		return nil
	case <-late.C:
		p.command.Process.Kill()
		<-p.ended
		return fmt.Errorf("%s did not end within %s", p.command.Path, stopWithin)
	}
}

// tail keeps the end of what a server prints, for the error when it does not come up.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	if most := 8 << 10; len(t.text) > most {
		t.text = bytes.Clone(t.text[len(t.text)-most/2:])
	}
	return len(b), nil
}

// last is the last lines, as one.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	return strings.Join(lines[max(0, len(lines)-3):], " / ")
}

// freePort finds a port that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
