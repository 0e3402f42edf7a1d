package live

import (
	"crypto/tls"
	"net"
	"time"
)

// line is what a connection is written to: a WebSocket, an event stream, or a request that waits. Frames wait in the
// outbox in one form, that of the WebSocket, so that an event is encoded once for everybody; a line of another form
// makes its own of them when it is written to. Only the outbox's writer calls frame, write and bye.
type line interface {
	// frame appends a frame in the form of this line.
	frame(to, frame []byte) []byte
	// write writes what frame made, within a time.
	write(b []byte, within time.Duration) (n int, err error)
	// bye comes after the close frame was written: the client has a moment to read it.
	bye(linger time.Duration)
	// cut ends the line at once. It may be called at any time, and more than once.
	cut()
}

// socket is the line of a WebSocket.
type socket struct{ net.Conn }

func (s socket) frame(to, frame []byte) []byte {
	if to == nil {
		return frame
	}
	return append(to, frame...)
}

func (s socket) write(b []byte, within time.Duration) (int, error) {
	s.SetWriteDeadline(time.Now().Add(within))
	return s.Write(b)
}

// bye lets the client close its side, so that it reads the code before the socket goes.
func (s socket) bye(linger time.Duration) {
	if half, ok := s.Conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	s.SetReadDeadline(time.Now().Add(linger))
}

// cut does not say goodbye: over TLS that would wait for a line that may be dead.
func (s socket) cut() {
	if secure, ok := s.Conn.(*tls.Conn); ok {
		secure.NetConn().Close()
		return
	}
	s.Close()
}
