package search

import (
	"testing"

	"pgregory.net/rapid"
)

// mixed draws texts in which few letters of many scripts come often, so that they are found in each other.
var mixed = rapid.StringOfN(rapid.SampledFrom([]rune("abcé e ßİ日本語かが한국ー アكةىأ \u0301👍🏽.-'ｆ\u0640")), 0, 40, -1)

// A filter never misses: what is part of a text has only grams of the text.
func TestGramsOfAPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []rune(Fold(mixed.Draw(t, "text")))
		from := rapid.IntRange(0, len(text)).Draw(t, "from")
		to := rapid.IntRange(from, len(text)).Draw(t, "to")
		filter := newFilter(unique(grams(nil, string(text))))
		if part := string(text[from:to]); !mayHold(filter, grams(nil, part)) {
			t.Fatalf("%q is not in the filter of %q", part, string(text))
		}
	})
}

func TestHowManyGrams(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"", 0}, {"ab", 0}, {"abc", 1}, {"abcd", 2}, {"ab cd", 0}, {"abc def", 2},
		{"日", 1}, {"日本", 3}, {"日本語", 5}, {"go日", 2}, {"한국", 3}, {"👍", 1}, {"12:30", 3}, {"สวัสดี", 4},
	} {
		if got := len(grams(nil, c.text)); got != c.want {
			t.Errorf("%q has %d grams, want %d", c.text, got, c.want)
		}
	}
}

// What a filter takes for being there and is not costs reading: it must be rare.
func TestFilterIsSeldomWrong(t *testing.T) {
	var in []uint64
	for i := range 1000 {
		in = append(in, mix(uint64(i)))
	}
	filter, wrong := newFilter(in), 0
	const looked = 20_000
	for i := range looked {
		if mayHold(filter, []uint64{mix(uint64(i) + 1_000_000)}) {
			wrong++
		}
	}
	if wrong == 0 || wrong > looked*2/100 {
		t.Errorf("wrong %d times of %d", wrong, looked)
	}
	if len(filter) > 1000*bitsEach/8+wordSize {
		t.Errorf("%d bytes for a thousand", len(filter))
	}
}

// Filters that are stored are read by later programs: what they are made of may not change without Version.
func TestFilterStaysAsItIs(t *testing.T) {
	b := NewBlock(7, 0, []Row{
		{Chat: 7, Seq: 1, Sender: 3, At: 10, Kind: "text", Version: 1, Body: []byte(`{"text":"Café 日本語"}`)},
		{Chat: 7, Seq: 2, Sender: 4, At: 20, Kind: "text", Version: 1, Body: []byte(`{"text":"👍 12:30"}`)},
	})
	sum := uint64(0)
	for _, c := range b.Filter {
		sum = mix(sum ^ uint64(c))
	}
	if b.FirstAt != 10 || b.LastAt != 20 || sum != 0x5c656fcd75a90567 || Version != 1 {
		t.Errorf("from %d to %d, %d bytes that add up to %#x, version %d", b.FirstAt, b.LastAt, len(b.Filter), sum, Version)
	}
}
