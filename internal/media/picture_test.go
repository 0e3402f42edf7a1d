package media_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"

	"twoticks/internal/messenger"
)

// scene is a picture whose corner at the top left is red, the rest blue.
func scene(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{0, 0, 200, 255}
			if x < w/2 && y < h/2 {
				c = color.NRGBA{200, 0, 0, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func asJPEG(m image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asPNG(m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// withExif puts in where the picture was taken, and how the camera was held.
func withExif(plain []byte, orientation byte) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	tiff = append(tiff, orientation, 0, 0, 0, 0, 0, 0)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	segment = append(segment, "GPS 52.5200 13.4050"...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(head, segment...), plain[2:]...)
}

func TestAPictureIsMadeAnewUpright(t *testing.T) {
	r := open(t)
	f, err := r.upload(messenger.ShapePicture, withExif(asJPEG(scene(900, 600)), 6))
	if err != nil {
		t.Fatal(err)
	}
	if f.Type != "image/jpeg" || f.Width != 600 || f.Height != 900 || f.Small == (messenger.BlobPlace{}) || f.Name != "a_b_c.jpg" {
		t.Errorf("it is %+v", f)
	}
	for _, small := range []bool{false, true} {
		b := r.read(f, small)
		if bytes.Contains(b, []byte("Exif")) || bytes.Contains(b, []byte("GPS")) {
			t.Error("where it was taken is in it")
		}
		m, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		size := m.Bounds()
		if small && max(size.Dx(), size.Dy()) != 640 {
			t.Errorf("the small one is %v", size)
		}
		// What was at the top left is at the top right of a picture that was turned by a quarter.
		red, _, _, _ := m.At(size.Dx()*3/4, size.Dy()/4).RGBA()
		other, _, _, _ := m.At(size.Dx()/4, size.Dy()/4).RGBA()
		if red>>8 < 150 || other>>8 > 60 {
			t.Errorf("it lies on its side: %d %d", red>>8, other>>8)
		}
	}
	if w := int(f.Blur[0]); w != 4 || len(f.Blur) != 1+3*w*6 {
		t.Errorf("from afar it is %v", f.Blur)
	}
	if got := r.house.rubbish; len(got) != 1 {
		t.Errorf("what came is not rubbish: %x", got)
	}
	if more, err := r.Sweep(ctx); err != nil || more {
		t.Error(more, err)
	}
}

func TestWhatShinesThroughStaysSo(t *testing.T) {
	r := open(t)
	m := scene(40, 30)
	m.SetNRGBA(3, 3, color.NRGBA{})
	f, err := r.upload(messenger.ShapePicture, asPNG(m))
	if err != nil || f.Type != "image/png" || f.Small != (messenger.BlobPlace{}) {
		t.Errorf("it is %+v, %v", f, err)
	}
	large, err := r.upload(messenger.ShapePicture, asPNG(scene(5_000, 100)))
	if err != nil || large.Width != 2_560 || large.Type != "image/jpeg" {
		t.Errorf("a large one is %+v, %v", large, err)
	}
}

func film(frames, side int) []byte {
	g := gif.GIF{Config: image.Config{Width: side, Height: side, ColorModel: color.Palette{color.Black, color.White}}}
	for range frames {
		g.Image = append(g.Image, image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.Black, color.White}))
		g.Delay = append(g.Delay, 7)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestAFilmKeepsItsFrames(t *testing.T) {
	r := open(t)
	f, err := r.upload(messenger.ShapePicture, film(12, 20))
	if err != nil || f.Type != "image/gif" || f.Width != 20 {
		t.Fatalf("it is %+v, %v", f, err)
	}
	g, err := gif.DecodeAll(bytes.NewReader(r.read(f, false)))
	if err != nil || len(g.Image) != 12 || g.Delay[3] != 7 {
		t.Errorf("%d frames, %v", len(g.Image), err)
	}
}

// pngOf is a PNG that says it is so large, and holds next to nothing.
func pngOf(w, h uint32, more ...byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	ihdr = append(ihdr, 8, 2, 0, 0, 0)
	b = append(binary.BigEndian.AppendUint32(b, 13), ihdr...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
	return append(b, more...)
}

func TestBombs(t *testing.T) {
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"65,500 by 65,500", pngOf(65_500, 65_500), messenger.ErrImageTooLarge},
		{"within the sides, with too many pixels", pngOf(11_000, 11_000), messenger.ErrImageTooLarge},
		{"a GIF of 100,000 frames", manyFrames(100_000, 1), messenger.ErrImageTooLarge},
		{"a GIF of 200 large frames", manyFrames(200, 1_000), messenger.ErrImageTooLarge},
		{"a text of a gigabyte, said to be in a PNG", pngOf(10, 10, 0x40, 0, 0, 0, 'z', 'T', 'X', 't', 1, 2, 3), messenger.ErrImageDamaged},
		{"a JPEG that ends in the middle", asJPEG(scene(300, 300))[:900], messenger.ErrImageDamaged},
		{"a page", []byte("<html><script>alert(1)</script></html>"), messenger.ErrImageDamaged},
		{"an SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), messenger.ErrImageDamaged},
		{"a GIF that is a script", []byte("GIF89a=1;alert(1)//"), messenger.ErrImageTooLarge},
		{"no pixels", pngOf(0, 10), messenger.ErrImageDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := open(t)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			f, err := r.upload(messenger.ShapePicture, c.b)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 64 {
				t.Errorf("it took %d MiB", took)
			}
			if n, err := r.folder.Length(ctx, f.Place); n != 0 || err != nil {
				t.Errorf("%d bytes stayed, %v", n, err)
			}
			if len(r.house.done) != 0 {
				t.Error("it is whole")
			}
		})
	}
}

// manyFrames writes frames without a decoder's help: each is one colour.
func manyFrames(n, side int) []byte {
	s := binary.LittleEndian.AppendUint16(nil, uint16(side))
	b := append([]byte("GIF89a"), s...)
	b = append(append(b, s...), 0x80, 0, 0, 0, 0, 0, 255, 255, 255)
	frame := append([]byte{0x2c, 0, 0, 0, 0}, s...)
	frame = append(append(frame, s...), 0, 2, 2, 0x4c, 0x01, 0)
	return append(append(b, bytes.Repeat(frame, n)...), 0x3b)
}

func TestAPictureAsAFileLosesWhatIsBesideIt(t *testing.T) {
	chunk := func(kind, body string) string {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
		return string(b) + kind + body + string(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(kind+body))))
	}
	plainPNG, plainJPEG := string(asPNG(scene(40, 30))), string(asJPEG(scene(40, 30)))
	riff := func(chunks string) string {
		return "RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(4+len(chunks)))) + "WEBP" + chunks
	}
	webp := func(kind, body string) string {
		b := kind + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
		return b + strings.Repeat("\x00", len(body)&1)
	}
	r := open(t)
	for _, c := range []struct{ name, from, want string }{
		{"JPEG", string(withExif([]byte(plainJPEG), 1)), plainJPEG},
		{"JPEG with a comment, and a film behind it", plainJPEG[:2] + "\xff\xfe\x00\x0bGPS 52.52" + plainJPEG[2:] + "GPS in a film", plainJPEG},
		{"PNG", plainPNG[:33] + chunk("eXIf", "GPS") + chunk("tEXt", "Author\x00GPS") + plainPNG[33:] + "GPS", plainPNG},
		{"WebP", riff(webp("VP8X", "\x0cabcdefghi") + webp("VP8 ", "picture") + webp("EXIF", "GPS") + webp("XMP ", "GPS!")), riff(webp("VP8X", "\x00abcdefghi") + webp("VP8 ", "picture"))},
	} {
		f, err := r.upload(messenger.ShapeFile, []byte(c.from))
		if err != nil || !strings.HasPrefix(f.Type, "image/") {
			t.Fatalf("%s is %+v, %v", c.name, f, err)
		}
		if got := string(r.read(f, false)); got != c.want || f.Size != int64(len(c.want)) {
			t.Errorf("%s: %d bytes stay of %d, want %d; it has GPS: %v", c.name, len(got), len(c.from), len(c.want), strings.Contains(got, "GPS"))
		}
	}
	turned, err := r.upload(messenger.ShapeFile, withExif([]byte(plainJPEG), 6))
	if err != nil {
		t.Fatal(err)
	}
	b := r.read(turned, false)
	if bytes.Contains(b, []byte("GPS")) || !bytes.Contains(b, []byte("Exif")) || len(b) != len(plainJPEG)+36 {
		t.Errorf("how it was held: %d bytes, of %d", len(b), len(plainJPEG))
	}
	if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil {
		t.Error(err)
	}
	again, err := r.upload(messenger.ShapePicture, b)
	if err != nil || again.Width != 30 || again.Height != 40 {
		t.Errorf("as a picture it is %+v, %v", again, err)
	}
	broken := plainJPEG[:100]
	if f, err := r.upload(messenger.ShapeFile, []byte(broken)); err != nil || string(r.read(f, false)) != broken {
		t.Errorf("one that cannot be read: %v", err)
	}
}

func FuzzPicturesAsFiles(f *testing.F) {
	for _, seed := range [][]byte{asJPEG(scene(8, 8)), withExif(asJPEG(scene(8, 8)), 3), asPNG(scene(8, 8)), []byte("RIFF\x1a\x00\x00\x00WEBPVP8X")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 || len(b) > 1<<16 {
			return
		}
		if _, err := open(t).upload(messenger.ShapeFile, b); err != nil {
			t.Error(err)
		}
	})
}

func FuzzPictures(f *testing.F) {
	for _, seed := range [][]byte{asJPEG(scene(8, 8)), withExif(asJPEG(scene(8, 8)), 3), asPNG(scene(8, 8)), film(2, 4), []byte("RIFF\x1a\x00\x00\x00WEBPVP8L")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 || len(b) > 1<<16 {
			return
		}
		if _, err := open(t).upload(messenger.ShapePicture, b); err != nil && messenger.KindOf(err) == messenger.Internal {
			t.Error(err)
		}
	})
}
