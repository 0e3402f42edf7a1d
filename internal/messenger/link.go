package messenger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

// PreviewID names what is known of a link: the beginning of the SHA-256 of the link as it was written.
type PreviewID [16]byte

// MaxLink is how many bytes a link may have that is previewed.
const MaxLink = 2_048

// Preview is what a page that somebody links to says of itself. Its picture, a small JPEG, comes with it: whoever reads the message
// asks nobody for anything.
type Preview struct {
	URL           string
	Title         string
	Description   string
	Site          string
	Picture       []byte
	Width, Height int
}

// linkBody is a preview in the body of a message.
type linkBody struct {
	URL         string `json:"url"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Site        string `json:"site,omitempty"`
	Picture     string `json:"picture,omitempty"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
}

// PreviewStore is the part of Store for what is known of links.
type PreviewStore interface {
	// KeepPreview keeps what a link is about, instead of what was known before, and forgets some that are older than a time.
	KeepPreview(ctx context.Context, id PreviewID, body []byte, at, before time.Time) error
	// Preview reads it, and since when it is known; nil when nothing is.
	Preview(ctx context.Context, id PreviewID) (body []byte, at time.Time, err error)
}

// previewKept is how long a preview can be sent along; what waits in an outbox for longer goes without.
const previewKept = 8 * 24 * time.Hour

// previewOf is the name of what is known of a link.
func previewOf(link string) PreviewID {
	sum := sha256.Sum256([]byte(link))
	return PreviewID(sum[:16])
}

// CheckLink refuses what is no link that can be looked at.
func CheckLink(link string) (*url.URL, error) {
	u, err := url.Parse(link)
	if err != nil || len(link) > MaxLink || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, ErrBadField.In("url")
	}
	return u, nil
}

// KeepPreview keeps what is known of a link, for those who send it.
func (m *Messenger) KeepPreview(ctx context.Context, p Preview) error {
	body, err := json.Marshal(bodyOf(p))
	if err != nil {
		return err
	}
	now := m.clock.Now()
	return m.store.KeepPreview(ctx, previewOf(p.URL), body, now, now.Add(-previewKept))
}

// Preview is what is known of a link, if that is not older than an age; false when nothing is.
func (m *Messenger) Preview(ctx context.Context, link string, age time.Duration) (Preview, bool, error) {
	body, at, err := m.store.Preview(ctx, previewOf(link))
	if err != nil || body == nil || m.clock.Now().Sub(at) > age {
		return Preview{}, false, err
	}
	var b linkBody
	if err := json.Unmarshal(body, &b); err != nil {
		return Preview{}, false, err
	}
	p := Preview{b.URL, b.Title, b.Description, b.Site, nil, b.Width, b.Height}
	p.Picture, err = base64.RawURLEncoding.DecodeString(b.Picture)
	return p, true, err
}

func bodyOf(p Preview) linkBody {
	return linkBody{p.URL, p.Title, p.Description, p.Site, base64.RawURLEncoding.EncodeToString(p.Picture), p.Width, p.Height}
}

// WithLink has a text say what one of its links is about, as far as this server knows when it is sent. It refuses a link that does
// not stand in the text: a preview shows what a reader can open.
func (m NewMessage) WithLink(link string) (NewMessage, error) {
	if _, err := CheckLink(link); err != nil || !strings.Contains(m.Content.Text(), link) {
		return m, ErrBadField.In("link/url")
	}
	m.link = link
	return m, nil
}

// describeLinks completes texts with a link by what is known of it, and leaves out what is not.
func (m *Messenger) describeLinks(ctx context.Context, messages []NewMessage) error {
	for i := range messages {
		one := &messages[i]
		if one.link == "" {
			continue
		}
		body, _, err := m.store.Preview(ctx, previewOf(one.link))
		if err != nil {
			return err
		}
		if body == nil {
			continue
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(struct {
			Text string          `json:"text"`
			Link json.RawMessage `json:"link"`
		}{one.Content.Text(), body}); err != nil {
			return err
		}
		one.Content.Body = bytes.TrimRight(b.Bytes(), "\n")
	}
	return nil
}

// hashLink is the fingerprint of a text with a link, of what its sender said: the rest is the server's.
func (m *NewMessage) hashLink() [8]byte {
	h := sha256.New()
	h.Write([]byte("link\x00" + m.link + "\x00" + m.Content.Text()))
	return [8]byte(h.Sum(nil))
}
