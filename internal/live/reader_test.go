package live

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gobwas/ws"

	"twoticks/protocol"
)

// Frames of a server by RFC 6455, 5.2: not masked, with the shortest form of the length.
func TestCompiledFramesAreThoseOfRFC6455(t *testing.T) {
	for _, row := range []struct {
		op     ws.OpCode
		length int
		head   []byte
	}{
		{ws.OpText, 0, []byte{0x81, 0}},
		{ws.OpText, 5, []byte{0x81, 5}},
		{ws.OpText, 125, []byte{0x81, 125}},
		{ws.OpText, 126, []byte{0x81, 126, 0, 126}},
		{ws.OpText, 65535, []byte{0x81, 126, 0xFF, 0xFF}},
		{ws.OpText, 65536, []byte{0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}},
		{ws.OpPing, 0, []byte{0x89, 0}},
		{ws.OpPong, 125, []byte{0x8A, 125}},
		{ws.OpClose, 2, []byte{0x88, 2}},
	} {
		payload := bytes.Repeat([]byte("x"), row.length)
		if got := compile(row.op, payload); !bytes.Equal(got, append(row.head, payload...)) {
			t.Errorf("%d bytes of opcode %d begin with % x, want % x", row.length, row.op, got[:min(len(got), 14)], row.head)
		}
	}
	// The example of the RFC itself (5.7).
	if got := compile(ws.OpText, []byte("Hello")); !bytes.Equal(got, []byte{0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}) {
		t.Errorf("got % x", got)
	}
}

func readerOf(data []byte) *reader {
	return &reader{source: bufio.NewReaderSize(bytes.NewReader(data), readBuffer)}
}

func TestReaderReadsTheMaskedExampleOfTheRFC(t *testing.T) {
	r := readerOf([]byte{0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58})
	op, payload, err := r.next()
	if err != nil || op != ws.OpText || string(payload) != "Hello" {
		t.Errorf("got %d %q, %v", op, payload, err)
	}
	if _, _, err := r.next(); err != io.EOF {
		t.Errorf("after it: %v", err)
	}
}

func TestReaderGivesNoMemoryForAClaim(t *testing.T) {
	claims := append([]byte{0x81, 0xFE}, binary.BigEndian.AppendUint16(nil, 65535)...)
	claims = append(claims, 0, 0, 0, 0, 'x')
	r := readerOf(claims)
	if _, _, err := r.next(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("got %v", err)
	}
	if got := cap(*r.message); got > 2*readStep {
		t.Errorf("%d bytes for one that came", got)
	}
}

func TestIdleReaderHoldsNoMessage(t *testing.T) {
	frame := ws.MustCompileFrame(ws.MaskFrame(ws.NewTextFrame([]byte(strings.Repeat("x", 50_000)))))
	r := readerOf(frame)
	if _, payload, err := r.next(); err != nil || len(payload) != 50_000 {
		t.Fatalf("%d bytes, %v", len(payload), err)
	}
	if _, _, err := r.next(); err != io.EOF {
		t.Fatal(err)
	}
	if r.message != nil {
		t.Error("the memory of the last message is kept while waiting for the next")
	}
}

func FuzzReader(f *testing.F) {
	whole := func(frame ws.Frame) []byte { return ws.MustCompileFrame(ws.MaskFrame(frame)) }
	f.Add(whole(ws.NewTextFrame([]byte(`{"type":"beat"}`))))
	f.Add(append(whole(ws.NewFrame(ws.OpText, false, []byte("a"))), whole(ws.NewFrame(ws.OpContinuation, true, []byte("b")))...))
	f.Add(whole(ws.NewPingFrame([]byte("ping"))))
	f.Add(whole(ws.NewCloseFrame(ws.NewCloseFrameBody(1000, "bye"))))
	f.Add([]byte{0x81, 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := readerOf(data)
		for frames := 0; ; frames++ {
			op, payload, err := r.next()
			if err != nil {
				var fault *readFault
				if errors.As(err, &fault) {
					if _, ok := protocol.CloseCodes[fault.code]; !ok {
						t.Fatalf("%d is no close code", fault.code)
					}
				}
				return
			}
			if frames > len(data) {
				t.Fatal("more frames than bytes")
			}
			switch {
			case op == ws.OpText && (len(payload) > protocol.MaxFrame || !utf8.Valid(payload)):
				t.Fatalf("a text of %d bytes went through", len(payload))
			case op != ws.OpText && (!op.IsControl() || len(payload) > ws.MaxControlFramePayloadSize):
				t.Fatalf("opcode %d with %d bytes went through", op, len(payload))
			}
		}
	})
}
