package media

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/disintegration/imaging"
	_ "golang.org/x/image/webp" // what a phone or a page sends

	"twoticks/internal/messenger"
)

// What a picture may be, before it is decoded.
const (
	maxPixels = 40_000_000 // of one image
	maxSide   = 12_000
	maxFrames = 300
	maxFilm   = 100_000_000 // pixels of all frames of a GIF together
)

// What it becomes.
const (
	fullSide     = 2_560
	smallSide    = 640
	fullQuality  = 85
	smallQuality = 75
	blurSide     = 6
)

// picture is one that was made anew.
type picture struct {
	kind          string
	width, height int
	full, small   []byte // small is nil where full is small
	blur          []byte
}

// looksLike is what a picture says of itself at its beginning.
type looksLike struct {
	format        string
	width, height int
}

// pixels is how much memory it takes to decode it.
func (l looksLike) pixels() int64 { return int64(l.width) * int64(l.height) }

// look reads how large a picture is, and refuses what must not be decoded.
func look(r io.Reader) (looksLike, error) {
	c, format, err := image.DecodeConfig(bufio.NewReader(r))
	if err != nil {
		return looksLike{}, messenger.ErrImageDamaged.Because(err)
	}
	switch format {
	case "jpeg", "png", "gif", "webp":
	default:
		return looksLike{}, messenger.ErrImageDamaged.Because(fmt.Errorf("a picture of the kind %s", format))
	}
	l := looksLike{format, c.Width, c.Height}
	if c.Width > maxSide || c.Height > maxSide || l.pixels() > maxPixels {
		return l, messenger.ErrImageTooLarge
	}
	if c.Width < 1 || c.Height < 1 {
		return l, messenger.ErrImageDamaged
	}
	return l, nil
}

// develop decodes a picture and writes it anew, upright, without anything that was not seen. A decoder that panics met a damaged
// picture.
func develop(r io.ReadSeeker, l looksLike) (p picture, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			p, err = picture{}, messenger.ErrImageDamaged.Because(fmt.Errorf("the decoder panicked: %v", cause))
		}
	}()
	if l.format == "gif" {
		return developFilm(r)
	}
	turned := 1
	if l.format == "jpeg" {
		turned = orientation(bufio.NewReader(r))
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return p, err
		}
	}
	decoded, _, err := image.Decode(bufio.NewReader(r))
	if err != nil {
		return p, damaged(err)
	}
	full := upright(imaging.Fit(decoded, fullSide, fullSide, imaging.Lanczos), turned)
	p.width, p.height = full.Bounds().Dx(), full.Bounds().Dy()
	if p.full, p.kind, err = encode(full, fullQuality); err != nil {
		return p, err
	}
	return p, p.shrink(full)
}

// shrink makes the small picture, and what it looks like from afar.
func (p *picture) shrink(full image.Image) (err error) {
	if p.width > smallSide || p.height > smallSide {
		if p.small, _, err = encode(imaging.Fit(full, smallSide, smallSide, imaging.Lanczos), smallQuality); err != nil {
			return err
		}
	}
	p.blur = blur(full)
	return nil
}

// encode writes JPEG, or PNG where something shines through.
func encode(m *image.NRGBA, quality int) (b []byte, kind string, err error) {
	var out bytes.Buffer
	if m.Opaque() {
		err = jpeg.Encode(&out, m, &jpeg.Options{Quality: quality})
		return out.Bytes(), "image/jpeg", err
	}
	err = png.Encode(&out, m)
	return out.Bytes(), "image/png", err
}

// blur is a few colours of a picture: how many stand side by side, then red, green and blue of each.
func blur(m image.Image) []byte {
	tiny := imaging.Fit(m, blurSide, blurSide, imaging.Box)
	w, h := tiny.Bounds().Dx(), tiny.Bounds().Dy()
	out := []byte{byte(w)}
	for y := range h {
		for x := range w {
			c := tiny.NRGBAAt(x, y)
			out = append(out, over(c.R, c.A), over(c.G, c.A), over(c.B, c.A))
		}
	}
	return out
}

// over is a colour on the grey of a bubble.
func over(c, alpha uint8) byte {
	return byte((int(c)*int(alpha) + 0xc0*(255-int(alpha))) / 255)
}

// developFilm writes a GIF anew with its frames and their times, if those are not too many.
func developFilm(r io.ReadSeeker) (p picture, err error) {
	if err := checkFilm(bufio.NewReader(r)); err != nil {
		return p, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return p, err
	}
	film, err := gif.DecodeAll(bufio.NewReader(r))
	if err != nil {
		return p, damaged(err)
	}
	var out bytes.Buffer
	if err := gif.EncodeAll(&out, film); err != nil {
		return p, damaged(err)
	}
	p.kind, p.full, p.width, p.height = "image/gif", out.Bytes(), film.Config.Width, film.Config.Height
	first := image.NewNRGBA(image.Rect(0, 0, p.width, p.height))
	for y := film.Image[0].Rect.Min.Y; y < min(film.Image[0].Rect.Max.Y, p.height); y++ {
		for x := film.Image[0].Rect.Min.X; x < min(film.Image[0].Rect.Max.X, p.width); x++ {
			first.Set(x, y, color.NRGBAModel.Convert(film.Image[0].At(x, y)))
		}
	}
	p.blur = blur(first)
	return p, nil
}

func damaged(err error) error {
	var e *messenger.Error
	if errors.As(err, &e) {
		return err
	}
	return messenger.ErrImageDamaged.Because(err)
}
