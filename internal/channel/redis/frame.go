package redis

import (
	"encoding/binary"

	"twoticks/internal/channel"
)

// nodeID names a node for as long as it runs.
type nodeID [8]byte

// A frame is what is published in Redis:
//
//	version 1 byte | node 8 | number 8 | topics: count 4, each 16 | bytes
//
// A frame without topics is a tick. Another version is another program's, and not read.
const (
	frameVersion = 1
	frameHead    = 1 + 8 + 8 + 4
)

func appendFrame(to []byte, node nodeID, number uint64, topics []channel.Topic, bytes []byte) []byte {
	to = append(to, frameVersion)
	to = append(to, node[:]...)
	to = binary.BigEndian.AppendUint64(to, number)
	to = binary.BigEndian.AppendUint32(to, uint32(len(topics)))
	for i := range topics {
		to = append(to, topics[i][:]...)
	}
	return append(to, bytes...)
}

type frame struct {
	node   nodeID
	number uint64
	topics []channel.Topic
	bytes  []byte
}

// parseFrame takes a frame apart. What it returns shares the memory of b but for the topics.
func parseFrame(b []byte) (f frame, ok bool) {
	if len(b) < frameHead || b[0] != frameVersion {
		return f, false
	}
	f.node = nodeID(b[1:9])
	f.number = binary.BigEndian.Uint64(b[9:17])
	count := uint64(binary.BigEndian.Uint32(b[17:frameHead]))
	rest := b[frameHead:]
	if count*uint64(len(channel.Topic{})) > uint64(len(rest)) {
		return f, false
	}
	f.topics = make([]channel.Topic, count)
	for i := range f.topics {
		f.topics[i] = channel.Topic(rest[:len(channel.Topic{})])
		rest = rest[len(channel.Topic{}):]
	}
	f.bytes = rest
	return f, true
}
