package media

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"time"

	"github.com/disintegration/imaging"

	"twoticks/internal/messenger"
)

// thumbPatience is how long a small picture waits for its turn; nobody waits for it for longer.
const thumbPatience = 2 * time.Second

// Thumb makes of a picture a small JPEG, at most so many pixels wide and high and so many bytes long, on white where it shines
// through. It takes its turn among all pictures; ErrOverloaded when that does not come, ErrImageTooLarge and ErrImageDamaged as for
// others.
func (r *Room) Thumb(ctx context.Context, b []byte, width, height, most int) (small []byte, w, h int, err error) {
	l, err := look(bytes.NewReader(b))
	if err != nil {
		return nil, 0, 0, err
	}
	turn, cancel := context.WithTimeout(ctx, thumbPatience)
	defer cancel()
	if err := r.developing.Acquire(turn, l.pixels()); err != nil {
		return nil, 0, 0, messenger.ErrOverloaded.After(thumbPatience)
	}
	defer r.developing.Release(l.pixels())
	defer func() {
		if cause := recover(); cause != nil {
			small, err = nil, messenger.ErrImageDamaged.Because(fmt.Errorf("the decoder panicked: %v", cause))
		}
	}()
	turned := 1
	if l.format == "jpeg" {
		turned = orientation(bufio.NewReader(bytes.NewReader(b)))
	}
	decoded, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, 0, 0, damaged(err)
	}
	fit := upright(imaging.Fit(decoded, width, height, imaging.Lanczos), turned)
	page := imaging.New(fit.Bounds().Dx(), fit.Bounds().Dy(), image.White)
	page = imaging.Overlay(page, fit, image.Point{}, 1)
	for quality := 80; quality >= 30; quality -= 10 {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, page, &jpeg.Options{Quality: quality}); err != nil {
			return nil, 0, 0, err
		}
		if out.Len() <= most {
			return out.Bytes(), page.Bounds().Dx(), page.Bounds().Dy(), nil
		}
	}
	return shrunk(page, most)
}

// shrunk makes a picture that will not be small enough smaller, until it is.
func shrunk(page *image.NRGBA, most int) ([]byte, int, int, error) {
	for w := page.Bounds().Dx() * 3 / 4; w >= 32; w = w * 3 / 4 {
		smaller := imaging.Resize(page, w, 0, imaging.Lanczos)
		var out bytes.Buffer
		if err := jpeg.Encode(&out, smaller, &jpeg.Options{Quality: 50}); err != nil {
			return nil, 0, 0, err
		}
		if out.Len() <= most {
			return out.Bytes(), smaller.Bounds().Dx(), smaller.Bounds().Dy(), nil
		}
	}
	return nil, 0, 0, messenger.ErrImageTooLarge
}
