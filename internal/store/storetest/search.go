package storetest

import (
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"twoticks/internal/messenger"
	"twoticks/internal/search"
)

var searches = []test{
	{"messages are found by parts of what they say, the newest first, in one chat and in all", searchFinds},
	{"what is found is the same before and after it is indexed", searchIndexed},
	{"two characters of Chinese, and Arabic, accented and wide letters are found as people write them", searchScripts},
	{"all of what is found comes, in pages that have nothing twice", searchPages},
	{"who wrote it and when bound what is found", searchBounds},
	{"an edit changes what is found, and what was deleted or purged is not", searchChanges},
	{"what looks odd is text like any other", searchOdd},
	{"[C23] only what one may read is found: not before joining, not after removal, not in chats of others", searchMembership},
	{"[C23] what was edited after one's removal is found by neither text", searchEditedAfter},
	{"[C25] what has expired is found when it was shown again", searchExpired},
	{"a step of the index does a part, and says whether there is more", searchSteps},
	{"a random search finds what going through all messages finds", searchModel},
}

func (s *scene) find(user messenger.UserID, q messenger.SearchQuery) messenger.SearchPage {
	s.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	page, err := s.Store.Search(ctx, user, q)
	s.must(err)
	for _, h := range page.Hits {
		if !slices.ContainsFunc(page.People, func(p messenger.Person) bool { return p.ID == h.Sender }) {
			s.Errorf("the sender of %d is not among the people", h.Seq)
		}
	}
	return page
}

// finds compares the places of what somebody finds, in chats that need not be told apart.
func (s *scene) finds(user messenger.UserID, q messenger.SearchQuery, want ...messenger.Seq) {
	s.Helper()
	var got []messenger.Seq
	for _, h := range s.find(user, q).Hits {
		got = append(got, h.Seq)
	}
	if !slices.Equal(got, want) {
		s.Errorf("%q was found at %v, want %v", q.Text, got, want)
	}
}

func text(t string) messenger.SearchQuery { return messenger.SearchQuery{Text: t} }

// index brings the index of all chats to their heads.
func (s *scene) index(limit int) {
	s.Helper()
	for place, first := "", true; first || place != ""; first = false {
		chats, next, err := s.Store.Unindexed(ctx, place, 3)
		s.must(err)
		for _, chat := range chats {
			for more := true; more; {
				more, err = s.Store.IndexChat(ctx, chat, limit)
				s.must(err)
			}
		}
		place = next
	}
	chats, _, err := s.Store.Unindexed(ctx, "", 1000)
	s.must(err)
	if len(chats) > 0 {
		s.Errorf("%d chats are not indexed after all", len(chats))
	}
}

func snippetOf(h messenger.SearchHit) string {
	var b strings.Builder
	for _, p := range h.Snippet {
		if p.Hit {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func searchFinds(s *scene) {
	direct, group := s.direct(s.ana, s.bo), s.group(s.ana, s.bo, s.cy)
	first := s.say(s.ana, direct, "We meet tomorrow at eight")
	second := s.say(s.bo, group, "Tomorrow then, I bring tea")
	s.say(s.bo, group, "and bread")
	s.finds(s.ana, text("morro"), second, first)
	s.finds(s.ana, text("MEET eight"), first)
	s.finds(s.ana, text("eight meet tomorrow"), first)
	s.finds(s.ana, text("tomorrow cake"))
	s.finds(s.ana, messenger.SearchQuery{Text: "tomorrow", Chat: direct}, first)
	s.finds(s.cy, text("tomorrow"), second)
	hit := s.find(s.cy, text("tomorrow i")).Hits[0]
	if got := snippetOf(hit); got != "[Tomorrow] then, [I] br[i]ng tea" {
		s.Errorf("the snippet is %q", got)
	}
	if hit.Chat != group || hit.Sender != s.bo || hit.At.IsZero() {
		s.Errorf("the hit is %+v", hit)
	}
	_, err := s.Store.Search(ctx, s.cy, messenger.SearchQuery{Text: "tomorrow", Chat: direct, Limit: 10})
	s.refused(err, messenger.ErrChatNotFound)
	_, err = s.Store.Search(ctx, s.cy, messenger.SearchQuery{Text: "tomorrow", Chat: messenger.NewID(), Limit: 10})
	s.refused(err, messenger.ErrChatNotFound)
	s.finds(s.user("dee"), text("tomorrow"))
}

func searchIndexed(s *scene) {
	chat := s.direct(s.ana, s.bo)
	var want []messenger.Seq
	for i := range 300 {
		if i%60 == 7 {
			want = append([]messenger.Seq{s.say(s.bo, chat, "a needle here")}, want...)
		} else {
			s.say(s.ana, chat, "hay "+s.word())
		}
	}
	s.finds(s.ana, text("needle"), want...)
	_, err := s.Store.IndexChat(ctx, chat, 200)
	s.must(err)
	s.finds(s.ana, text("needle"), want...)
	s.index(1000)
	s.finds(s.ana, text("needle"), want...)
	s.finds(s.ana, text("nee"), want...)
	s.finds(s.ana, text("ne"), want...)
	want = append([]messenger.Seq{s.say(s.bo, chat, "one needle more")}, want...)
	s.finds(s.ana, text("needle"), want...)
	s.finds(s.ana, text("needles"))
}

func searchScripts(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for _, c := range []struct {
		text string
		look []string
		not  []string
	}{
		{"明天我们在图书馆见面", []string{"图书", "书馆", "馆"}, []string{"书图"}},
		{"東京タワーで会いましょう", []string{"タワー", "京タ", "ﾀﾜｰ"}, []string{"京会"}},
		{"서울에서 만나요", []string{"서울", "만나", "\u1109\u1165\u110b\u116e\u11af"}, []string{"서만"}},
		{"ذهبت إلى المدرسة", []string{"المدرسه", "الى", "المَدرسة"}, []string{"مدرسات"}},
		{"Der Café-Besitzer heißt Jürgen", []string{"cafe", "CAFÉ", "heisst", "jurgen", "ｃａｆｅ"}, []string{"cafes"}},
		{"İzmir'de görüşürüz", []string{"izmir", "gorusuruz"}, []string{"izmit"}},
		{"happy 🎉 birthday", []string{"🎉", "py 🎉"}, []string{"🎂"}},
	} {
		seq := s.say(s.ana, chat, c.text)
		for _, indexed := range []bool{false, true} {
			if indexed {
				s.index(1000)
			}
			for _, look := range c.look {
				s.finds(s.bo, text(look), seq)
			}
			for _, look := range c.not {
				s.finds(s.bo, text(look))
			}
		}
	}
}

func searchPages(s *scene) {
	chats := []messenger.ChatID{s.direct(s.ana, s.bo), s.group(s.ana, s.cy), s.direct(s.ana, s.ana)}
	at := s.tick()
	for i := range 150 {
		// Many at one and the same time, in several chats.
		_, err := s.appendAt(at.Add(time.Duration(i/10)*time.Millisecond), s.ana, chats[i%3], message("again and again"))
		s.must(err)
		if i == 100 {
			s.index(1000)
		}
	}
	type place struct {
		chat messenger.ChatID
		seq  messenger.Seq
	}
	seen := map[place]bool{}
	last := time.Now().Add(1000 * time.Hour)
	q := messenger.SearchQuery{Text: "again", Limit: 7}
	pages := 0
	for ; ; pages++ {
		page := s.find(s.ana, q)
		for _, h := range page.Hits {
			if seen[place{h.Chat, h.Seq}] {
				s.Fatalf("%d came twice", h.Seq)
			}
			if h.At.After(last) {
				s.Fatalf("%v came after %v", h.At, last)
			}
			seen[place{h.Chat, h.Seq}], last = true, h.At
		}
		if page.Next == (messenger.SearchPlace{}) {
			break
		}
		q.Before = page.Next
	}
	if len(seen) != 150 || pages < 20 {
		s.Errorf("%d found in %d pages, want 150", len(seen), pages)
	}
}

func searchBounds(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	var seqs []messenger.Seq
	begun := s.tick().Add(time.Hour)
	for i := range 6 {
		out, err := s.appendAt(begun.Add(time.Duration(i)*time.Hour), []messenger.UserID{s.ana, s.bo}[i%2], chat, message("the garden"))
		s.must(err)
		seqs = append(seqs, out.Results[0].Seq)
	}
	for range 2 {
		s.finds(s.cy, messenger.SearchQuery{Text: "garden", Sender: s.bo}, seqs[5], seqs[3], seqs[1])
		s.finds(s.cy, messenger.SearchQuery{Sender: s.ana}, seqs[4], seqs[2], seqs[0])
		s.finds(s.cy, messenger.SearchQuery{Text: "garden", Sender: s.cy})
		s.finds(s.cy, messenger.SearchQuery{Text: "garden", Sender: messenger.NewID()})
		s.finds(s.cy, messenger.SearchQuery{Text: "garden", Since: begun.Add(2 * time.Hour), Until: begun.Add(4 * time.Hour)}, seqs[3], seqs[2])
		s.finds(s.cy, messenger.SearchQuery{Until: begun.Add(time.Hour)}, seqs[0])
		s.finds(s.cy, messenger.SearchQuery{Text: "garden", Since: begun.Add(24 * time.Hour)})
		s.finds(s.cy, messenger.SearchQuery{Text: "garden", Until: begun})
		s.index(1000)
	}
}

func searchChanges(s *scene) {
	chat := s.group(s.ana, s.bo)
	seq := s.say(s.ana, chat, "the first words")
	other := s.say(s.ana, chat, "words that stay")
	for _, indexed := range []bool{false, true} {
		if indexed {
			s.index(1000)
		}
		_, err := s.change(s.ana, chat, seq, "second thoughts")
		s.must(err)
		s.finds(s.bo, text("first"))
		s.finds(s.bo, text("thoughts"), seq)
		s.index(1000)
		s.finds(s.bo, text("first"))
		s.finds(s.bo, text("thoughts"), seq)
		_, err = s.change(s.ana, chat, seq, "the first words")
		s.must(err)
		s.finds(s.bo, text("words"), other, seq)
	}
	_, err := s.change(s.ana, chat, seq, "")
	s.must(err)
	s.finds(s.bo, text("words"), other)
	s.index(1000)
	s.finds(s.bo, text("words"), other)
	_, err = s.Store.ChangeMessage(ctx, messenger.ChangeMessage{Actor: s.ana, Chat: chat, Seq: other, Kind: messenger.Purge, At: s.tick(), Guard: anyChange})
	s.must(err)
	s.finds(s.bo, text("words"))
	s.index(1000)
	s.finds(s.bo, text("words"))
}

func searchOdd(s *scene) {
	chat := s.direct(s.ana, s.bo)
	odd := []string{`say "hello" to`, `NEAR(a b)`, `100% of * and _`, `a OR b AND NOT c`, `it's; DROP TABLE users; --`, `\x00 \ '' {}`, `col:value ^ + -`}
	want := map[string]messenger.Seq{}
	for _, t := range odd {
		want[t] = s.say(s.bo, chat, t)
	}
	for range 2 {
		for _, t := range odd {
			s.finds(s.ana, text(t), want[t])
		}
		s.finds(s.ana, text("\u0301\u200d"))
		s.finds(s.ana, text(strings.Repeat("long ", 50)))
		s.finds(s.ana, text(strings.Repeat("漢", 250)))
		s.finds(s.ana, text("\U0010ffff"))
		s.finds(s.ana, text("z"))
		s.index(1000)
	}
}

func searchMembership(s *scene) {
	chat := s.group(s.ana, s.bo)
	s.say(s.ana, chat, "secret before Cy came")
	_, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	with := s.say(s.ana, chat, "secret while Cy is here")
	_, err = s.remove(s.ana, chat, s.cy)
	s.must(err)
	after := s.say(s.ana, chat, "secret after Cy had left")
	for range 2 {
		s.finds(s.cy, text("secret"), with)
		s.finds(s.cy, messenger.SearchQuery{Text: "secret", Chat: chat}, with)
		s.finds(s.user("eli-"+s.word()), text("secret"))
		s.index(1000)
	}
	_, err = s.add(s.ana, chat, s.cy)
	s.must(err)
	again := s.say(s.ana, chat, "secret once more")
	s.finds(s.cy, text("secret"), again, with)
	if after == with {
		s.Error("two places are one")
	}
}

func searchEditedAfter(s *scene) {
	chat := s.group(s.ana, s.bo)
	seq := s.say(s.ana, chat, "what Bo could read")
	_, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	_, err = s.change(s.ana, chat, seq, "what Bo must not know")
	s.must(err)
	for range 2 {
		s.finds(s.bo, text("what"))
		s.finds(s.bo, text("not know"))
		s.finds(s.ana, text("not know"), seq)
		s.index(1000)
	}
}

func searchExpired(s *scene) {
	chat := s.direct(s.ana, s.bo)
	seq := s.say(s.ana, chat, "a letter that waits")
	_, err := s.Store.ExpireQueue(ctx, messenger.ExpireQueue{Chat: chat, Before: s.tick().Add(time.Hour), At: s.tick()})
	s.must(err)
	s.finds(s.bo, text("letter"))
	s.finds(s.ana, text("letter"), seq)
	stretch := s.heads(s.bo, chat).Expired
	if len(stretch) != 1 {
		s.Fatalf("%d stretches, want 1", len(stretch))
	}
	_, err = s.Store.ShowExpired(ctx, messenger.ShowExpired{User: s.bo, Chat: chat, From: stretch[0].From, At: s.tick(), Guard: messenger.MayRead})
	s.must(err)
	s.finds(s.bo, text("letter"), seq)
}

func searchSteps(s *scene) {
	chat := s.direct(s.ana, s.bo)
	for range 130 {
		s.say(s.ana, chat, "steps")
	}
	steps := 1
	for {
		more, err := s.Store.IndexChat(ctx, chat, 50)
		s.must(err)
		if got := len(s.find(s.bo, messenger.SearchQuery{Text: "steps", Limit: 200}).Hits); got != 130 {
			s.Fatalf("%d found after %d steps, want 130", got, steps)
		}
		if !more {
			break
		}
		steps++
	}
	if steps != 3 {
		s.Errorf("%d steps, want 3", steps)
	}
	more, err := s.Store.IndexChat(ctx, chat, 50)
	s.must(err)
	if more {
		s.Error("there is more after the end")
	}
	_, err = s.Store.IndexChat(ctx, messenger.NewID(), 50)
	s.refused(err, messenger.ErrChatNotFound)
}

// searchModel lets people write, edit and delete at random in a few chats, and compares each search with all messages that history gives.
func searchModel(s *scene) {
	words := []string{"tea", "teapot", "café", "CAFE", "日本", "本日", "للل", "한국", "a", "ab", "é", "🎉", "x-y", "the", "then"}
	rounds := 0
	rapid.Check(s, func(t *rapid.T) {
		if rounds++; rounds > 12 {
			return // each one is many acts
		}
		ana, bo := s.user("ana-"+s.word()), s.user("bo-"+s.word())
		chats := []messenger.ChatID{s.direct(ana, bo), s.group(ana, bo)}
		sentence := func() string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(t, "words"), rapid.SampledFrom([]string{"", " ", "\n"}).Draw(t, "between"))
		}
		type place struct {
			chat messenger.ChatID
			seq  messenger.Seq
		}
		var said []place
		for range rapid.IntRange(1, 100).Draw(t, "acts") {
			chat := rapid.SampledFrom(chats).Draw(t, "chat")
			switch what := rapid.IntRange(0, 19).Draw(t, "act"); {
			case what < 14 || len(said) == 0:
				said = append(said, place{chat, s.say(ana, chat, sentence())})
			case what < 17:
				p := rapid.SampledFrom(said).Draw(t, "which")
				next := sentence()
				if what == 16 {
					next = ""
				}
				_, err := s.change(ana, p.chat, p.seq, next)
				s.must(err)
			default:
				_, err := s.Store.IndexChat(ctx, chat, rapid.IntRange(1, 80).Draw(t, "step"))
				s.must(err)
			}
		}
		for range 6 {
			look := sentence()
			var want []place
			for _, chat := range chats {
				for _, m := range s.timeline(bo, chat) {
					if m.Content != nil && m.DeletedSeq == 0 && holds(m.Content.Text(), look) {
						want = append(want, place{chat, m.Seq})
					}
				}
			}
			var got []place
			q := messenger.SearchQuery{Text: look, Limit: rapid.IntRange(1, 20).Draw(t, "limit")}
			for {
				page := s.find(bo, q)
				for _, h := range page.Hits {
					got = append(got, place{h.Chat, h.Seq})
				}
				if page.Next == (messenger.SearchPlace{}) {
					break
				}
				q.Before = page.Next
			}
			for _, p := range want {
				if !slices.Contains(got, p) {
					t.Fatalf("%q at %v was not found", look, p)
				}
			}
			if len(got) != len(want) {
				t.Fatalf("%q was found %d times, want %d", look, len(got), len(want))
			}
		}
	})
}

// holds is what finding means, said as plainly as possible.
func holds(text, look string) bool {
	for _, word := range strings.Fields(search.Fold(look)) {
		if !strings.Contains(search.Fold(text), word) {
			return false
		}
	}
	return true
}
