package httpapi

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"twoticks/internal/command"
	"twoticks/protocol"
)

const (
	// pieceWithin is how long the next bytes of a body or an answer may take: who is slower than that is let go.
	pieceWithin = 10 * time.Second
	pieceBytes  = 32 << 10
	// mediaPolicy lets a file that is opened by itself do nothing.
	mediaPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)

// serveUpload is PUT /files/<file>?offset=<n>: bytes of a file that was begun.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	var id protocol.FileID
	at, err := strconv.ParseInt(r.URL.Query().Get("offset"), 10, 64)
	if err == nil {
		err = id.UnmarshalText([]byte(r.PathValue("file")))
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	actor, refused := s.actor(r, false)
	switch {
	case s.live.Draining():
		refused = draining()
	case s.oneWay(r) != nil:
		refused = s.oneWay(r)
	case !s.sameSite(r):
		refused = refusal(protocol.CodeCrossSite)
	case err != nil || at < 0:
		refused = refusal(protocol.CodeBadField)
		refused.Field = "offset"
	case kind != "application/octet-stream":
		refused = refusal(protocol.CodeBadField)
		refused.Field, refused.Message = "content-type", "The bytes of a file are sent as application/octet-stream."
	}
	if refused == nil {
		refused = command.Permit(actor, "file.begin")
	}
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	up, refused := s.Commands.PutFile(r.Context(), actor, id, at, &patient{r.Body, http.NewResponseController(w)})
	if refused != nil {
		// What is left of the body is nobody's.
		w.Header().Set("Connection", "close")
		s.refuse(w, r, refused)
		return
	}
	s.write(w, http.StatusOK, protocol.Encode(up))
}

// patient reads a body for as long as something of it arrives.
type patient struct {
	from    io.Reader
	control *http.ResponseController
}

func (p *patient) Read(b []byte) (int, error) {
	p.control.SetReadDeadline(time.Now().Add(pieceWithin))
	return p.from.Read(b[:min(len(b), pieceBytes)])
}

// serveMedia is GET /files/<chat>/<seq>/<n>: a file of a message, for who may read that now. All else is 404, and sounds the same.
func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request) {
	actor, refused := s.actor(r, false)
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		refused = refusal(protocol.CodeCrossSite)
	}
	if refused == nil {
		refused = command.Permit(actor, "history.read")
	}
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	var chat protocol.ChatID
	err := chat.UnmarshalText([]byte(r.PathValue("chat")))
	seq, seqErr := strconv.ParseUint(r.PathValue("seq"), 10, 53)
	n, nErr := strconv.ParseUint(r.PathValue("n"), 10, 8)
	if err != nil || seqErr != nil || nErr != nil {
		s.refuse(w, r, refusal(protocol.CodeFileNotFound))
		return
	}
	small := r.URL.Query().Get("small") == "1"
	f, refused := s.Commands.OpenFile(r.Context(), actor, chat, protocol.Seq(seq), int(n), small)
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	defer f.Bytes.Close()
	describe(w.Header(), f, small, r.URL.Query().Get("save") == "1")
	http.ServeContent(unhurried{w, http.NewResponseController(w)}, r, "", time.Time{}, f.Bytes)
}

// servePicture is GET /pictures/<id>/<picture>: what a person or a group looks like. Another picture has another address, so a browser
// need not ask twice.
func (s *Server) servePicture(w http.ResponseWriter, r *http.Request) {
	actor, refused := s.actor(r, false)
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		refused = refusal(protocol.CodeCrossSite)
	}
	if refused == nil {
		refused = command.Permit(actor, "person.get")
	}
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	var of, id protocol.FileID
	if of.UnmarshalText([]byte(r.PathValue("of"))) != nil || id.UnmarshalText([]byte(r.PathValue("picture"))) != nil {
		s.refuse(w, r, refusal(protocol.CodeFileNotFound))
		return
	}
	f, refused := s.Commands.OpenPicture(r.Context(), actor, of, id)
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	defer f.Bytes.Close()
	describe(w.Header(), f, false, false)
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	http.ServeContent(unhurried{w, http.NewResponseController(w)}, r, "", time.Time{}, f.Bytes)
}

// describe says what a file is. The reader's browser keeps it, and asks each time whether it may still show it.
func describe(h http.Header, f command.OpenFile, small, save bool) {
	tag := f.ID.String()
	if small {
		tag += "-small"
	}
	h.Set("ETag", strconv.Quote(tag))
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Security-Policy", mediaPolicy)
	kind, disposition := "application/octet-stream", "attachment"
	if f.Shown {
		kind = f.Type
		if !save {
			disposition = "inline"
		}
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
}

// unhurried bounds how long each part of an answer may take, and not how long all of them.
type unhurried struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (u unhurried) Write(b []byte) (n int, err error) {
	for len(b) > 0 && err == nil {
		u.control.SetWriteDeadline(time.Now().Add(pieceWithin))
		var wrote int
		wrote, err = u.ResponseWriter.Write(b[:min(len(b), pieceBytes)])
		n, b = n+wrote, b[wrote:]
	}
	return n, err
}
