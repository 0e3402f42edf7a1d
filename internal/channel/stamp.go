package channel

import "encoding/binary"

// Stamp says what published bytes are about and how far whoever gets them is then: the entries of a chat up to a seq, a
// user's account state up to a version. Ids are random, so that of a chat is nobody's. A node compares the stamps of what
// it received with the store, and so learns of a last push that was lost, which leaves no gap (C15).
type Stamp struct {
	About [16]byte
	Upto  uint64
}

const (
	classStamped byte = 'S'
	// stampBytes is how many a stamp takes.
	stampBytes = 1 + 16 + 8
)

// AppendStamp begins bytes that are to be published with a stamp; their class comes next.
func AppendStamp(bytes []byte, s Stamp) []byte {
	bytes = append(append(bytes, classStamped), s.About[:]...)
	return binary.BigEndian.AppendUint64(bytes, s.Upto)
}

// Unstamp takes the stamp off. Bytes without one come back as they are.
func Unstamp(bytes []byte) (s Stamp, rest []byte, ok bool) {
	if len(bytes) < stampBytes || bytes[0] != classStamped {
		return s, bytes, false
	}
	s.About = [16]byte(bytes[1:17])
	s.Upto = binary.BigEndian.Uint64(bytes[17:stampBytes])
	return s, bytes[stampBytes:], true
}
