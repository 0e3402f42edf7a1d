package rows

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Sum is a checksum of rows, whatever their order: the hashes of the rows added up. It finds what got lost, doubled or
// changed by accident; it is no signature.
type Sum struct {
	Rows   int64
	hi, lo uint64
}

// Add counts a row of a table in.
func (s *Sum) Add(t Table, r Row) {
	b := make([]byte, 0, 256)
	b = append(b, t.Name...)
	for i, v := range r {
		b = append(b, 0)
		b = append(b, t.Columns[i].Name...)
		switch v := v.(type) {
		case nil:
			b = append(b, 0)
		case int64:
			b = binary.BigEndian.AppendUint64(append(b, 1), uint64(v))
		case string:
			b = append(binary.BigEndian.AppendUint64(append(b, 2), uint64(len(v))), v...)
		case []byte:
			b = append(binary.BigEndian.AppendUint64(append(b, 3), uint64(len(v))), v...)
		}
	}
	h := sha256.Sum256(b)
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, binary.BigEndian.Uint64(h[8:]), 0)
	s.hi, _ = bits.Add64(s.hi, binary.BigEndian.Uint64(h[:]), carry)
	s.Rows++
}

// String is the checksum without the count.
func (s Sum) String() string { return fmt.Sprintf("%016x%016x", s.hi, s.lo) }

// Sums are the checksums of everything that a store holds.
type Sums struct {
	// Chats has one for all rows of a chat in all tables, by the chat's key; Tables one for each table.
	Chats  map[int64]Sum
	Tables map[string]Sum
}

// SumUp reads everything once. It keeps a few bytes for each chat and none for a row. The columns are taken in the order
// of tables, so that two stores can be compared that have them in different orders. Meta is left out: it tells of the
// database and not of what is in it.
func SumUp(ctx context.Context, s Source, tables []Table) (Sums, error) {
	sums := Sums{Chats: map[int64]Sum{}, Tables: map[string]Sum{}}
	for _, t := range tables {
		if t.Name == Meta {
			continue
		}
		chat, all := t.Chat(), Sum{}
		// Rows of one chat mostly follow each other: the map is touched once for all of them.
		var key int64
		var one Sum
		keep := func() {
			if one.Rows > 0 {
				total := sums.Chats[key]
				total.join(one)
				sums.Chats[key], one = total, Sum{}
			}
		}
		err := s.Each(ctx, t, nil, func(r Row) error {
			var row Sum
			row.Add(t, r)
			all.join(row)
			if chat < 0 {
				return nil
			}
			if of, _ := r[chat].(int64); of != key {
				keep()
				key = of
			}
			one.join(row)
			return nil
		})
		if err != nil {
			return sums, fmt.Errorf("read %s: %w", t.Name, err)
		}
		keep()
		sums.Tables[t.Name] = all
	}
	return sums, nil
}

func (s *Sum) join(o Sum) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, o.lo, 0)
	s.hi, _ = bits.Add64(s.hi, o.hi, carry)
	s.Rows += o.Rows
}
