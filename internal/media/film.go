package media

import (
	"bufio"
	"encoding/binary"
	"io"

	"twoticks/internal/messenger"
)

// checkFilm walks through the blocks of a GIF without decoding one: what would be too much is refused before it takes memory.
func checkFilm(r *bufio.Reader) error {
	var head [13]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return damaged(err)
	}
	if err := skipColours(r, head[10]); err != nil {
		return err
	}
	frames, pixels := 0, int64(0)
	for {
		kind, err := r.ReadByte()
		if err != nil {
			return damaged(err)
		}
		switch kind {
		case 0x3b: // the end
			if frames == 0 {
				return messenger.ErrImageDamaged
			}
			return nil
		case 0x21: // an extension: what it is, then its blocks
			if _, err := r.Discard(1); err != nil {
				return damaged(err)
			}
		case 0x2c: // an image
			var d [9]byte
			if _, err := io.ReadFull(r, d[:]); err != nil {
				return damaged(err)
			}
			frames++
			pixels += int64(binary.LittleEndian.Uint16(d[4:])) * int64(binary.LittleEndian.Uint16(d[6:]))
			if frames > maxFrames || pixels > maxFilm {
				return messenger.ErrImageTooLarge
			}
			if err := skipColours(r, d[8]); err != nil {
				return err
			}
			if _, err := r.Discard(1); err != nil {
				return damaged(err)
			}
		default:
			return messenger.ErrImageDamaged
		}
		if err := skipBlocks(r); err != nil {
			return err
		}
	}
}

// skipColours passes by a table of colours, if the flags say that one follows.
func skipColours(r *bufio.Reader, flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	_, err := r.Discard(3 << (flags&7 + 1))
	return damagedOrNil(err)
}

func skipBlocks(r *bufio.Reader) error {
	for {
		n, err := r.ReadByte()
		if err != nil || n == 0 {
			return damagedOrNil(err)
		}
		if _, err := r.Discard(int(n)); err != nil {
			return damaged(err)
		}
	}
}

func damagedOrNil(err error) error {
	if err == nil {
		return nil
	}
	return damaged(err)
}
