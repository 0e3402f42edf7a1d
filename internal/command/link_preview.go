package command

import (
	"context"
	"encoding/base64"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Links finds out what links are about.
type Links interface {
	// Look says what a link is about; false where nothing is to be said. ErrBadField for what is no link.
	Look(ctx context.Context, link string) (messenger.Preview, bool, error)
}

func (s *Set) previewLink(ctx context.Context, actor auth.Actor, r protocol.LinkPreview) (protocol.LinkPreviewed, error) {
	if _, err := messenger.CheckLink(r.URL); err != nil {
		return protocol.LinkPreviewed{}, err
	}
	if err := s.allow(limit.Links, keyOf(actor), 1); err != nil || s.options.Links == nil {
		return protocol.LinkPreviewed{}, err
	}
	p, ok, err := s.options.Links.Look(ctx, r.URL)
	if err != nil || !ok {
		return protocol.LinkPreviewed{}, err
	}
	return protocol.LinkPreviewed{Link: &protocol.Link{
		URL: p.URL, Title: p.Title, Description: p.Description, Site: p.Site,
		Picture: base64.RawURLEncoding.EncodeToString(p.Picture), Width: p.Width, Height: p.Height,
	}}, nil
}
