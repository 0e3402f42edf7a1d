// Package preview finds out what a link is about, while somebody writes it: it asks the page once, by the guarded client, and reads what
// that says of itself. Whoever reads the message asks nobody (security: outgoing requests).
//
// What was found is kept in the store and known to all nodes for a day; a page that is asked for by several at once is asked once, a
// host once a second, and one that fails three times in a row not for a minute. Nothing here is an error to a person: what cannot be
// found out in five seconds is a link without a preview. It owns no goroutine beyond a call.
package preview

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"twoticks/internal/messenger"
	"twoticks/internal/safehttp"
)

// Domain keeps what was found.
type Domain interface {
	KeepPreview(ctx context.Context, p messenger.Preview) error
	Preview(ctx context.Context, link string, age time.Duration) (messenger.Preview, bool, error)
}

// Pictures makes small pictures.
type Pictures interface {
	Thumb(ctx context.Context, b []byte, width, height, most int) (small []byte, w, h int, err error)
}

const (
	patience   = 5 * time.Second
	fresh      = 24 * time.Hour
	maxPage    = 512 << 10
	maxPicture = 2 << 20
	redirects  = 3
	atOnce     = 4
	maxWaiting = 64
	agent      = "Mozilla/5.0 (compatible; Twoticks; link preview)"
)

// What a preview's picture may be.
const (
	thumbSide  = 320
	thumbBytes = 8 << 10
)

// Previews looks at links. It is safe for use by many goroutines.
type Previews struct {
	domain   Domain
	pictures Pictures
	client   *http.Client
	config   safehttp.Config
	log      *slog.Logger
	flights  singleflight.Group
	hosts    *hosts
	slots    chan struct{}
	waiting  chan struct{}
}

// New makes one. Origins are addresses that may be asked although they are not public.
func New(domain Domain, pictures Pictures, origins []string, log *slog.Logger) *Previews {
	config := safehttp.Config{Schemes: []string{"http", "https"}, Ports: []string{"80", "443"}, Timeout: patience, Redirects: redirects, Except: origins}
	return &Previews{
		domain: domain, pictures: pictures, client: safehttp.New(config), config: config, log: log, hosts: newHosts(),
		slots: make(chan struct{}, atOnce), waiting: make(chan struct{}, maxWaiting),
	}
}

// Look finds out what a link is about; false where nothing is to be said of it.
func (p *Previews) Look(ctx context.Context, link string) (messenger.Preview, bool, error) {
	u, err := messenger.CheckLink(link)
	if err != nil {
		return messenger.Preview{}, false, err
	}
	known, ok, err := p.domain.Preview(ctx, link, fresh)
	if err != nil || ok {
		return known, ok, err
	}
	found, err, _ := p.flights.Do(link, func() (any, error) { return p.find(context.WithoutCancel(ctx), link, u) })
	if err != nil {
		p.log.DebugContext(ctx, "a link has no preview", "host", u.Hostname(), "error", err)
		return messenger.Preview{}, false, nil
	}
	preview := found.(messenger.Preview)
	return preview, true, p.domain.KeepPreview(ctx, preview)
}

var (
	errBusy   = errors.New("too many links are looked at")
	errNoPage = errors.New("it is no page")
	errSilent = errors.New("the page says nothing of itself")
)

func (p *Previews) find(ctx context.Context, link string, u *url.URL) (messenger.Preview, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case p.waiting <- struct{}{}:
		defer func() { <-p.waiting }()
	default:
		return messenger.Preview{}, errBusy
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return messenger.Preview{}, errBusy
	}
	if err := p.config.Allowed(u); err != nil {
		return messenger.Preview{}, err
	}
	if err := p.hosts.enter(ctx, u.Host); err != nil {
		return messenger.Preview{}, err
	}
	body, kind, at, err := p.get(ctx, u, "text/html,application/xhtml+xml", maxPage)
	p.hosts.ended(u.Host, err)
	if err != nil {
		return messenger.Preview{}, err
	}
	if !strings.HasPrefix(kind, "text/html") && !strings.HasPrefix(kind, "application/xhtml+xml") {
		return messenger.Preview{}, errNoPage
	}
	said := read(body, kind)
	preview := messenger.Preview{URL: link, Title: said.title, Description: said.description, Site: said.site}
	if preview.Title == "" {
		return messenger.Preview{}, errSilent
	}
	if picture, err := at.Parse(said.picture); err == nil && said.picture != "" {
		p.picture(ctx, &preview, picture)
	}
	return preview, nil
}

// picture adds the picture that a page names; without it the preview is one all the same.
func (p *Previews) picture(ctx context.Context, preview *messenger.Preview, at *url.URL) {
	body, _, _, err := p.get(ctx, at, "image/*", maxPicture)
	if err == nil {
		preview.Picture, preview.Width, preview.Height, err = p.pictures.Thumb(ctx, body, thumbSide, thumbSide, thumbBytes)
	}
	if err != nil {
		p.log.DebugContext(ctx, "a preview has no picture", "host", at.Hostname(), "error", err)
	}
}

// get asks for something, and reads no more of it than so many bytes, counted as they are when they are unpacked. A page's beginning is
// enough; half a picture is none.
func (p *Previews) get(ctx context.Context, u *url.URL, accept string, most int64) (body []byte, kind string, at *url.URL, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, "", nil, err
	}
	r.Header.Set("User-Agent", agent)
	r.Header.Set("Accept", accept)
	answer, err := p.client.Do(r)
	if err != nil {
		return nil, "", nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, "", nil, errNoPage
	}
	body, err = io.ReadAll(io.LimitReader(answer.Body, most))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, "", nil, err
	}
	return body, answer.Header.Get("Content-Type"), answer.Request.URL, nil
}
