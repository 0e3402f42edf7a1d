package proxy

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// echo serves whatever it is sent, and a line to it.
func echo(t *testing.T) *Line {
	t.Helper()
	return line(t, nil, listen(t))
}

// line is one to some addresses.
func line(t *testing.T, watch func() Watch, servers ...string) *Line {
	t.Helper()
	l, err := OpenWatched(watch, servers...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// listen serves whatever it is sent, and returns where.
func listen(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { io.Copy(c, c); c.Close() }()
		}
	}()
	return listener.Addr().String()
}

func dial(t *testing.T, l *Line) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", l.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func say(t *testing.T, c net.Conn, word string) {
	t.Helper()
	if _, err := c.Write([]byte(word)); err != nil {
		t.Fatal(err)
	}
}

func hears(c net.Conn, n int, within time.Duration) (string, error) {
	c.SetReadDeadline(time.Now().Add(within))
	heard := make([]byte, n)
	got, err := io.ReadFull(c, heard)
	return string(heard[:got]), err
}

func TestGoodLineCarriesBothWays(t *testing.T) {
	c := dial(t, echo(t))
	say(t, c, "hello")
	if got, err := hears(c, 5, time.Second); got != "hello" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestMutedLineHoldsBackAndLetsGoWhenHealed(t *testing.T) {
	for name, ways := range map[string][2]bool{"up": {true, false}, "down": {false, true}, "both": {true, true}} {
		l := echo(t)
		c := dial(t, l)
		say(t, c, "a")
		if _, err := hears(c, 1, time.Second); err != nil {
			t.Fatal(err)
		}
		l.Mute(ways[0], ways[1])
		say(t, c, "b")
		if got, err := hears(c, 1, 50*time.Millisecond); err == nil {
			t.Errorf("%s: heard %q on a muted line", name, got)
		}
		l.Heal()
		if got, err := hears(c, 1, time.Second); got != "b" {
			t.Errorf("%s: healed, heard %q, %v", name, got, err)
		}
	}
}

func TestEndsOfALine(t *testing.T) {
	for name, end := range map[string]func(*Line){"cut": (*Line).Cut, "reset": (*Line).Reset, "down": (*Line).Down} {
		l := echo(t)
		c := dial(t, l)
		say(t, c, "a")
		if _, err := hears(c, 1, time.Second); err != nil {
			t.Fatal(err)
		}
		end(l)
		if got, err := hears(c, 1, time.Second); err == nil {
			t.Errorf("%s: heard %q", name, got)
		}
	}
}

func TestDownUntilHealed(t *testing.T) {
	l := echo(t)
	l.Down()
	if c, err := net.Dial("tcp", l.listener.Addr().String()); err == nil {
		c.Write([]byte("a"))
		if got, err := hears(c, 1, time.Second); err == nil {
			t.Errorf("heard %q of a server that cannot be reached", got)
		}
	}
	l.Heal()
	c := dial(t, l)
	say(t, c, "b")
	if got, err := hears(c, 1, time.Second); got != "b" {
		t.Errorf("healed, heard %q, %v", got, err)
	}
}

func TestDelayHoldsUp(t *testing.T) {
	l := echo(t)
	c := dial(t, l)
	l.Delay(30*time.Millisecond, 0)
	began := time.Now()
	say(t, c, "a")
	if got, err := hears(c, 1, time.Second); got != "a" || time.Since(began) < 60*time.Millisecond {
		t.Errorf("heard %q after %v, %v; want twice the delay", got, time.Since(began), err)
	}
}

func TestWhoIsAwayIsPassedOver(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	l := line(t, nil, gone.Addr().String(), listen(t), gone.Addr().String())
	for range 4 {
		c := dial(t, l)
		say(t, c, "hello")
		if got, err := hears(c, 5, time.Second); got != "hello" {
			t.Errorf("got %q, %v", got, err)
		}
	}
}

func TestFatesOfACall(t *testing.T) {
	for word, heard := range map[string]string{"carry": "carry", "break": "", "swallow": ""} {
		var arrived []byte
		l := line(t, func() Watch {
			return func(up []byte) ([]byte, Fate) {
				arrived = append(arrived, up...)
				return up, map[string]Fate{"break": Break, "swallow": Swallow}[word]
			}
		}, listen(t))
		c := dial(t, l)
		say(t, c, word)
		if got, _ := hears(c, len(word), time.Second); got != heard {
			t.Errorf("%s: heard %q", word, got)
		}
		if word != "carry" {
			c.SetReadDeadline(time.Now().Add(time.Second))
			if _, err := c.Read(make([]byte, 1)); err == nil || isTimeout(err) {
				t.Errorf("%s: the call goes on: %v", word, err)
			}
		}
		l.Close()
		if string(arrived) != word {
			t.Errorf("%s: %q was looked at", word, arrived)
		}
	}
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}
