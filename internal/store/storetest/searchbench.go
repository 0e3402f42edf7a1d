package storetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

// BenchmarkSearch measures searching of as many messages as TWOTICKS_SEARCH_MESSAGES says, a hundred thousand where it says nothing:
// in chats of two that go on through a year, 50 of them each person's. Texts are words as often as in real languages, of several
// scripts. size is how many bytes the store's tables take; what the index adds is told for each message.
func BenchmarkSearch(b *testing.B, h Harness, size func() int64) {
	wanted := 100_000
	if n, err := strconv.Atoi(os.Getenv("TWOTICKS_SEARCH_MESSAGES")); err == nil {
		wanted = n
	}
	const chatsEach, perChat = 50, 500
	f := filler{b: b, h: h, chance: rand.New(rand.NewPCG(1, 2)), begun: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	chats := max(1, wanted/perChat)
	f.people(max(chatsEach+1, 2*chats/chatsEach))
	begun := time.Now()
	f.fill(chats, perChat)
	filled, before := time.Since(begun), size()
	begun = time.Now()
	f.index()
	indexed := time.Since(begun)
	b.Logf("%d messages in %d chats of %d people: written in %v, indexed in %v, %d bytes of index for each, %d of all else",
		chats*perChat, chats, len(f.users), filled.Round(time.Second), indexed.Round(time.Millisecond),
		(size()-before)/int64(chats*perChat), before/int64(chats*perChat))
	for _, q := range []struct{ name, text string }{
		{"common", latin(57)}, {"two-letters", latin(0)}, {"two-words", latin(3) + " " + latin(40)}, {"rare", latin(9000)}, {"two-han", han(5)}, {"rare-han", han(4000)},
		{"one-letter", "z"}, {"absent", "xqzvwjkq"}, {"absent-of-known", latin(1) + latin(2) + latin(1)},
	} {
		b.Run(q.name, func(b *testing.B) { f.measure(b, q.text) })
	}
}

type filler struct {
	b      *testing.B
	h      Harness
	chance *rand.Rand
	begun  time.Time
	users  []messenger.UserID
}

func (f *filler) must(err error) {
	if err != nil {
		f.b.Fatal(err)
	}
}

func (f *filler) people(n int) {
	for i := range n {
		id, err := f.h.AddUser(fmt.Sprint("person", i))
		f.must(err)
		f.users = append(f.users, id)
	}
}

// fill writes chats one beside the other, as many at once as one writer can use.
func (f *filler) fill(chats, messages int) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= chats {
					return
				}
				f.chat(i, messages, rand.New(rand.NewPCG(3, uint64(i))))
			}
		})
	}
	wait.Wait()
}

func (f *filler) chat(i, messages int, chance *rand.Rand) {
	n := len(f.users)
	pair := [2]messenger.UserID{f.users[i%n], f.users[(i%n+1+i/n)%n]}
	opened, err := f.h.Store.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: pair[0], With: pair[1], ID: messenger.NewID(), At: f.begun})
	if err != nil {
		f.b.Error(err)
		return
	}
	at, every := f.begun, 365*24*time.Hour/time.Duration(messages)
	zipf := rand.NewZipf(chance, 1.1, 4, 19_999)
	script := []func(uint64) string{latin, latin, latin, han, arabic, cyrillic}[i%6]
	for done := 0; done < messages; {
		batch := make([]messenger.NewMessage, min(50, messages-done))
		for j := range batch {
			batch[j] = message(sentence(chance, zipf, script))
		}
		done += len(batch)
		at = at.Add(every * time.Duration(len(batch)))
		_, err := f.h.Store.AppendMessages(ctx, messenger.AppendMessages{
			Sender: pair[chance.IntN(2)], Chat: opened.Row.Chat, Messages: batch, At: at, Guard: messenger.MustBeMember,
		})
		if err != nil {
			f.b.Error(err)
			return
		}
	}
}

func sentence(chance *rand.Rand, zipf *rand.Zipf, script func(uint64) string) string {
	var words []string
	for range 3 + chance.IntN(15) {
		if chance.IntN(8) == 0 {
			words = append(words, latin(zipf.Uint64()))
		} else {
			words = append(words, script(zipf.Uint64()))
		}
	}
	return strings.Join(words, " ")
}

// Words by how often they come: the same number is always the same word.

var syllables = strings.Fields("a be ci do e fu ga hi jo ka le mi no o pu ra si te u va wi yo st nd er an in on re es al th ch ing ou ea")

func latin(n uint64) string { return word(n, syllables) }

func cyrillic(n uint64) string {
	return word(n, strings.Fields("а бе ви го да е жи за и ко лу ма не о по ра си ту у фе хо ча ши я ст пр ов ен ль ты"))
}

func arabic(n uint64) string {
	return word(n, strings.Fields("ا بي تا ثو جا حي خا دو را زي سا شو صا طي عا غو فا قي كا لو ما ني ها وا يا ال ات ون"))
}

func word(n uint64, of []string) string {
	var b strings.Builder
	for n += 3; n > 0; n /= uint64(len(of)) {
		b.WriteString(of[n%uint64(len(of))])
	}
	return b.String()
}

// han is a word of two characters out of three thousand.
func han(n uint64) string {
	return string([]rune{rune(0x4e00 + n*7919%3000), rune(0x4e00 + n*104729%3000)})
}

// processorTime is what this process has used: also on a machine that does much else it says what a search costs here.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (f *filler) index() {
	for place, first := "", true; first || place != ""; first = false {
		chats, next, err := f.h.Store.Unindexed(ctx, place, 200)
		f.must(err)
		for _, chat := range chats {
			for more := true; more; {
				more, err = f.h.Store.IndexChat(ctx, chat, 1024)
				f.must(err)
			}
		}
		place = next
	}
}

// measure has one person after the other search once, each for a page.
func (f *filler) measure(b *testing.B, text string) {
	var took []time.Duration
	hits, more, cpu := 0, 0, processorTime()
	for i := range b.N {
		user := f.users[i*7%len(f.users)]
		begun := time.Now()
		page, err := f.h.Store.Search(ctx, user, messenger.SearchQuery{Text: text, Limit: 20})
		took = append(took, time.Since(begun))
		f.must(err)
		hits += len(page.Hits)
		if page.Next != (messenger.SearchPlace{}) {
			more++
		}
	}
	b.ReportMetric(float64((processorTime()-cpu).Microseconds())/1000/float64(b.N), "cpu-ms")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(hits)/float64(b.N), "hits")
	b.ReportMetric(float64(more)/float64(b.N), "more")
}
