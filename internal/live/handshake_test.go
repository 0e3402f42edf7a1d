package live_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"twoticks/internal/live"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

func refusedWith(t *testing.T, d *door, handle string, code protocol.ErrorCode) {
	t.Helper()
	_, err := client.Dial(within(t), d.url, http.Header{"X-Handle": {handle}})
	if !isCode(err, code) {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func TestStrangersAreNotUpgraded(t *testing.T) {
	refusedWith(t, newDoor(t, live.Config{}), "mallory", protocol.CodeLoginRequired)
}

func TestFullServerRefusesWithATimeToWait(t *testing.T) {
	d := newDoor(t, live.Config{MaxConnections: 1})
	d.connect(t, "ana")
	refusedWith(t, d, "bo", protocol.CodeServerFull)
}

func TestDrainingServerRefuses(t *testing.T) {
	d := newDoor(t, live.Config{})
	drain(d.server)
	refusedWith(t, d, "ana", protocol.CodeDraining)
}

// knock sends a handshake by hand, with something behind it in the same packet.
func knock(t *testing.T, d *door, headers, behind string) (net.Conn, *bufio.Reader, *http.Response) {
	t.Helper()
	host := strings.TrimPrefix(d.url, "ws://")
	socket, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	socket.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(socket, "GET /ws HTTP/1.1\r\nHost: %s\r\nX-Handle: ana\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n%s\r\n%s", host, headers, behind)
	from := bufio.NewReader(socket)
	answer, err := http.ReadResponse(from, nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("status %d", answer.StatusCode)
	}
	return socket, from, answer
}

func TestCompressionIsNotAgreedTo(t *testing.T) {
	d := newDoor(t, live.Config{})
	_, _, answer := knock(t, d, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n", "")
	if got := answer.Header.Get("Sec-WebSocket-Extensions"); got != "" {
		t.Errorf("agreed to %q", got)
	}
}

func TestFirstFrameMayComeWithTheHandshake(t *testing.T) {
	d := newDoor(t, live.Config{})
	_, from, _ := knock(t, d, "", masked(protocol.EncodeCommand("hello", 1, protocol.Hello{Version: protocol.Version})))
	h, err := ws.ReadHeader(from)
	if err != nil || h.OpCode != ws.OpText || h.Masked {
		t.Fatalf("got %+v, %v; want Welcome", h, err)
	}
}

func TestHeartbeat(t *testing.T) {
	t.Run("R10.5 every connection is pinged, a silent one is closed, one that answers stays", pingAndClose)
	t.Run("R10.5 the ping comes every 30 s unless told otherwise", func(t *testing.T) {
		if got := live.Defaults().PingEvery; got != 30*time.Second {
			t.Errorf("every %v", got)
		}
	})
}

func pingAndClose(t *testing.T) {
	d := newDoor(t, live.Config{PingEvery: 20 * time.Millisecond, SilentAfter: 300 * time.Millisecond, Tick: 5 * time.Millisecond})
	answers := d.connect(t, "bo") // its client answers pings
	socket, from, _ := knock(t, d, "", masked(protocol.EncodeCommand("hello", 0, protocol.Hello{Version: protocol.Version})))
	pings := 0
	for {
		h, err := ws.ReadHeader(from)
		if err != nil {
			break // the server gave it up
		}
		if h.OpCode == ws.OpPing {
			pings++
		}
	}
	socket.Close()
	if pings == 0 {
		t.Error("no ping came before the end")
	}
	stays(t, answers)
	drain(d.server)
	if got := d.server.Stats().Ended["silent"]; got != 1 {
		t.Errorf("counted %d silent ends", got)
	}
}
