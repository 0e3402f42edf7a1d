package media

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// errNotRead: the file is not built as its kind says. It stays as it is.
var errNotRead = errors.New("the file is not built as its kind says")

// strip copies a picture that goes as a file, byte for byte but for what is written beside it: where and with what it was taken, and
// what programs noted. How its camera was held stays, since it would lie on its side otherwise.
func strip(kind string, from io.ReadSeeker) ([]byte, error) {
	r := bufio.NewReader(from)
	var out bytes.Buffer
	var err error
	switch kind {
	case "image/jpeg":
		turned := orientation(r)
		if _, err := from.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		r.Reset(from)
		err = stripJPEG(r, &out, turned)
	case "image/png":
		err = stripPNG(r, &out)
	case "image/webp":
		err = stripWebP(r, &out)
	default:
		return nil, errNotRead
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errNotRead
	}
	return out.Bytes(), err
}

// The markers of JPEG that matter here.
const (
	jpegSOI, jpegEOI, jpegSOS = 0xd8, 0xd9, 0xda
	jpegExif, jpegIPTC        = 0xe1, 0xed // APP1 has Exif and XMP
	jpegComment               = 0xfe
)

// stripJPEG ends with the first picture: what cameras hang behind it is another, or a film.
func stripJPEG(r *bufio.Reader, out *bytes.Buffer, turned int) error {
	var m [2]byte
	if _, err := io.ReadFull(r, m[:]); err != nil || m != [2]byte{0xff, jpegSOI} {
		return errNotRead
	}
	out.Write(m[:])
	if turned != 1 {
		out.Write(exifOf(turned))
	}
	for {
		if _, err := io.ReadFull(r, m[:]); err != nil {
			return err
		}
		switch {
		case m[0] != 0xff:
			return errNotRead
		case m[1] == jpegEOI:
			out.Write(m[:])
			return nil
		case m[1] >= 0xd0 && m[1] <= 0xd7 || m[1] == 0x01: // without a length
			out.Write(m[:])
			continue
		}
		var size [2]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			return err
		}
		length := int64(binary.BigEndian.Uint16(size[:])) - 2
		if length < 0 {
			return errNotRead
		}
		if m[1] == jpegExif || m[1] == jpegIPTC || m[1] == jpegComment {
			if _, err := r.Discard(int(length)); err != nil {
				return err
			}
			continue
		}
		out.Write(m[:])
		out.Write(size[:])
		if _, err := io.CopyN(out, r, length); err != nil {
			return err
		}
		if m[1] == jpegSOS {
			if err := copyScan(r, out); err != nil {
				return err
			}
		}
	}
}

// copyScan copies the picture's own bytes, up to the next marker, which it leaves.
func copyScan(r *bufio.Reader, out *bytes.Buffer) error {
	for {
		next, err := r.Peek(2)
		if err != nil {
			return err
		}
		if n := next[1]; next[0] == 0xff && n != 0 && n != 0xff && (n < 0xd0 || n > 0xd7) {
			return nil
		}
		out.WriteByte(next[0])
		if _, err := r.Discard(1); err != nil {
			return err
		}
	}
}

// exifOf says how a camera was held, and nothing else.
func exifOf(orientation int) []byte {
	segment := []byte("\xff\xe1\x00\x00Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	segment[29] = byte(orientation)
	binary.BigEndian.PutUint16(segment[2:], uint16(len(segment)-2))
	return segment
}

// pngShown are the chunks of PNG by which a picture looks as it does.
var pngShown = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"}

func stripPNG(r *bufio.Reader, out *bytes.Buffer) error {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || string(head[:]) != "\x89PNG\r\n\x1a\n" {
		return errNotRead
	}
	out.Write(head[:])
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return err
		}
		rest := int64(binary.BigEndian.Uint32(head[:])) + 4 // with its checksum
		kind := string(head[4:])
		if !slices.Contains(pngShown, kind) {
			if _, err := io.CopyN(io.Discard, r, rest); err != nil {
				return err
			}
			continue
		}
		out.Write(head[:])
		if _, err := io.CopyN(out, r, rest); err != nil {
			return err
		}
		if kind == "IEND" {
			return nil
		}
	}
}

// The bits of a WebP's head that say that it has Exif, and XMP.
const webpNotes = 0x08 | 0x04

func stripWebP(r *bufio.Reader, out *bytes.Buffer) error {
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || string(head[:4]) != "RIFF" || string(head[8:]) != "WEBP" {
		return errNotRead
	}
	out.Write(head[:])
	for {
		var chunk [8]byte
		if _, err := io.ReadFull(r, chunk[:]); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		size := int64(binary.LittleEndian.Uint32(chunk[4:]))
		size += size & 1 // chunks begin at even places
		kind := string(chunk[:4])
		if kind == "EXIF" || kind == "XMP " {
			if _, err := io.CopyN(io.Discard, r, size); err != nil {
				return err
			}
			continue
		}
		out.Write(chunk[:])
		at := out.Len()
		if _, err := io.CopyN(out, r, size); err != nil {
			return err
		}
		if kind == "VP8X" && size > 0 {
			out.Bytes()[at] &^= webpNotes
		}
	}
	binary.LittleEndian.PutUint32(out.Bytes()[4:], uint32(out.Len()-8))
	return nil
}
