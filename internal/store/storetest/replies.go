package storetest

import (
	"slices"

	"twoticks/internal/messenger"
)

var replies = []test{
	{"[C8a] a quote is the quoted message as it is now, wherever the reply is read", quotesAreJoined},
	{"[C23] who may not see the quoted message is shown that something was answered, and not what", quoteBeforeJoining},
	{"[C23] what was written into a quoted message after a removal is not read by who was removed", quoteAfterRemoval},
	{"[C6] what a message answers, and that it was forwarded, is part of what was sent", replyIsPartOfTheHash},
	{"a reply to what is not there is refused for itself, and holds up no other", replyToNothing},
	{"forwarded is kept, and an edit or a deletion leaves it", forwardedIsKept},
	{"[C8a] a reaction is an entry without content; one for each user, changed and taken back", reactionsAreEntries},
	{"[C8a] a reaction that is there already is no entry and is not announced", reactionsRepeat},
	{"[C32] a reaction is not unread, calls nobody, and goes with its message", reactionsCountForNothing},
	{"[C23] who was removed sees the reactions up to then", reactionsAfterRemoval},
}

func (s *scene) reply(sender messenger.UserID, chat messenger.ChatID, to messenger.Seq, text string) messenger.Seq {
	s.Helper()
	m := message(text)
	m.ReplyTo = to
	out, err := s.append(sender, chat, m)
	s.must(err)
	s.must(out.Results[0].Err)
	return out.Results[0].Seq
}

func (s *scene) react(actor messenger.UserID, chat messenger.ChatID, seq messenger.Seq, emoji string) messenger.Changed {
	s.Helper()
	out, err := s.Store.ChangeMessage(ctx, messenger.ChangeMessage{
		Actor: actor, Chat: chat, Seq: seq, Kind: messenger.Reaction, Emoji: emoji, At: s.tick(), Committed: s.changed.add,
		Guard: func(r messenger.Relation, target *messenger.Message) error { return messenger.MayQuote(target) },
	})
	s.must(err)
	return out
}

func (s *scene) row(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq) messenger.Message {
	s.Helper()
	for _, m := range s.timeline(user, chat) {
		if m.Seq == seq {
			return m
		}
	}
	s.Fatalf("no row %d", seq)
	return messenger.Message{}
}

func quotesAreJoined(s *scene) {
	chat := s.direct(s.ana, s.bo)
	first := s.say(s.ana, chat, "one\n  line")
	reply := s.reply(s.bo, chat, first, "an answer")
	s.settle()
	if told := s.appended.all(); *told[len(told)-1].Messages[0].Quote != (messenger.Quote{Seq: first, Sender: s.ana, Kind: "text", Text: "one line"}) {
		s.Errorf("announced with %+v", told[len(told)-1].Messages[0].Quote)
	}
	for _, c := range []struct {
		text string
		want messenger.Quote
	}{
		{"another", messenger.Quote{Seq: first, Sender: s.ana, Kind: "text", Text: "another", EditedSeq: 3}},
		{"", messenger.Quote{Seq: first, Sender: s.ana, EditedSeq: 3, DeletedSeq: 4}},
	} {
		_, err := s.change(s.ana, chat, first, c.text)
		s.must(err)
		above, err := s.Store.HistoryAfter(ctx, s.bo, chat, first, 10)
		s.must(err)
		entries := s.changes(s.bo, chat, first)
		for name, m := range map[string]*messenger.Message{
			"history": ptr(s.row(s.ana, chat, reply)), "the page above": &above.Messages[0], "changes": entries[0].Message,
			"the heads row": s.heads(s.bo, chat).Last,
		} {
			if m.Seq != reply || m.Quote == nil || *m.Quote != c.want {
				s.Errorf("%s has the quote %+v, want %+v", name, m.Quote, c.want)
			}
		}
		s.wantPeople("the page", above.People, s.bo, s.ana)
	}
	if late := s.row(s.bo, chat, s.reply(s.bo, chat, first, "I had not seen")); late.Quote == nil || late.Quote.DeletedSeq != 4 {
		s.Errorf("an answer to what was deleted meanwhile has the quote %+v", late.Quote)
	}
	if m := s.row(s.bo, chat, first); m.Quote != nil {
		s.Errorf("the quoted one quotes %+v", m.Quote)
	}
}

func ptr[T any](v T) *T { return &v }

func quoteBeforeJoining(s *scene) {
	chat := s.group(s.ana, s.bo)
	before := s.say(s.ana, chat, "before Cy came")
	_, err := s.add(s.ana, chat, s.cy)
	s.must(err)
	reply := s.reply(s.bo, chat, before, "an answer")
	if got := s.row(s.cy, chat, reply).Quote; got == nil || *got != (messenger.Quote{Seq: before}) {
		s.Errorf("Cy is shown %+v", got)
	}
	if got := s.row(s.ana, chat, reply).Quote; got == nil || got.Text != "before Cy came" {
		s.Errorf("Ana is shown %+v", got)
	}
	m := message("what was that?")
	m.ReplyTo = before
	out, err := s.append(s.cy, chat, m)
	s.must(err)
	s.refused(out.Results[0].Err, messenger.ErrEntryNotFound)
}

func quoteAfterRemoval(s *scene) {
	chat := s.group(s.ana, s.bo)
	first := s.say(s.ana, chat, "at first")
	reply := s.reply(s.ana, chat, first, "an answer")
	_, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	if got := s.row(s.bo, chat, reply).Quote; got.Text != "at first" {
		s.Errorf("Bo is shown %+v", got)
	}
	_, err = s.change(s.ana, chat, first, "after Bo went")
	s.must(err)
	if got := s.row(s.bo, chat, reply).Quote; *got != (messenger.Quote{Seq: first}) {
		s.Errorf("[C23] Bo is shown %+v", got)
	}
}

func replyIsPartOfTheHash(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.said(s.ana, chat, 2)
	m := message("an answer")
	m.ReplyTo = 1
	first, err := s.append(s.bo, chat, m)
	s.must(err)
	again, err := s.append(s.bo, chat, m)
	s.must(err)
	if r := again.Results[0]; !r.Duplicate || r.Seq != first.Results[0].Seq {
		s.Errorf("a repeat gave %+v", r)
	}
	for name, change := range map[string]func(*messenger.NewMessage){
		"another message": func(m *messenger.NewMessage) { m.ReplyTo = 2 }, "none": func(m *messenger.NewMessage) { m.ReplyTo = 0 },
		"the same, forwarded": func(m *messenger.NewMessage) { m.Forwarded = true },
	} {
		other := m
		change(&other)
		out, err := s.append(s.bo, chat, other)
		s.must(err)
		if messenger.KindOf(out.Results[0].Err) != messenger.Conflict {
			s.Errorf("the id again as an answer to %s: %+v, want a conflict", name, out.Results[0])
		}
	}
	if head := s.heads(s.ana, chat).Head; head != 3 {
		s.Errorf("the head is %d", head)
	}
}

func replyToNothing(s *scene) {
	chat := s.group(s.ana, s.bo)
	first := s.say(s.ana, chat, "one")
	nothing, line, good := message("to nothing"), message("to a line of the server"), message("good")
	nothing.ReplyTo, line.ReplyTo, good.ReplyTo = 99, 1, first
	out, err := s.append(s.bo, chat, nothing, line, good)
	s.must(err)
	s.refused(out.Results[0].Err, messenger.ErrEntryNotFound)
	s.refused(out.Results[1].Err, messenger.ErrEntryNotFound)
	if r := out.Results[2]; r.Err != nil || r.Seq != first+1 || len(out.Messages) != 1 {
		s.Errorf("the one behind them: %+v of %d", r, len(out.Messages))
	}
	_, err = s.change(s.ana, chat, first, "")
	s.must(err)
	again, err := s.append(s.bo, chat, good)
	s.must(err)
	if !again.Results[0].Duplicate {
		s.Errorf("[C6] a repeat gave %+v", again.Results[0])
	}
}

func forwardedIsKept(s *scene) {
	chat := s.direct(s.ana, s.bo)
	m := message("said elsewhere")
	m.Forwarded = true
	out, err := s.append(s.ana, chat, m)
	s.must(err)
	if !out.Messages[0].Forwarded {
		s.Error("announced as one's own words")
	}
	for _, text := range []string{"edited", ""} {
		_, err = s.change(s.ana, chat, 1, text)
		s.must(err)
		if !s.row(s.bo, chat, 1).Forwarded {
			s.Errorf("after %q it is not forwarded any more", text)
		}
	}
}

func reactionsAreEntries(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	seq := s.say(s.ana, chat, "one")
	first := s.react(s.bo, chat, seq, "👍")
	s.react(s.cy, chat, seq, "🎉")
	last := s.react(s.bo, chat, seq, "❤️")
	if first.Entry.Seq != seq+1 || first.Entry.Change.Kind != messenger.Reaction || first.Entry.Change.Target != seq || first.Message.ReactedSeq != seq+1 {
		s.Errorf("the first gave %+v", first)
	}
	if got := last.Message.Reactions; len(got) != 2 || got[0] != (messenger.MemberReaction{User: s.bo, Emoji: "❤️", Seq: seq + 3}) {
		s.Errorf("who reacts is first in what is told: %+v", got)
	}
	for user, want := range map[messenger.UserID][]messenger.UserID{s.ana: {s.cy, s.bo}, s.bo: {s.bo, s.cy}, s.cy: {s.cy, s.bo}} {
		page, err := s.Store.History(ctx, user, chat, 0, 1)
		s.must(err)
		entries := s.changes(user, chat, seq)
		for name, m := range map[string]*messenger.Message{"history": &page.Messages[0], "changes": entries[2].Message, "heads": s.heads(user, chat).Last} {
			var users []messenger.UserID
			for _, r := range m.Reactions {
				users = append(users, r.User)
			}
			if !slices.Equal(users, want) || m.ReactedSeq != seq+3 {
				s.Errorf("%s has %+v as of %d: one's own is first, then the earliest", name, m.Reactions, m.ReactedSeq)
			}
		}
		if len(page.People) != 3 {
			s.Errorf("[C30] the page carries %d people", len(page.People))
		}
	}
	s.react(s.bo, chat, seq, "")
	if m := s.row(s.ana, chat, seq); len(m.Reactions) != 1 || m.ReactedSeq != seq+4 {
		s.Errorf("after it was taken back: %+v", m)
	}
}

func reactionsRepeat(s *scene) {
	chat := s.direct(s.ana, s.bo)
	seq := s.say(s.ana, chat, "one")
	for _, emoji := range []string{"", "👍", "👍", "", ""} {
		s.react(s.bo, chat, seq, emoji)
	}
	s.settle()
	if told := s.changed.all(); len(told) != 2 || s.heads(s.ana, chat).Head != 3 {
		s.Errorf("announced %d times, the head is %d", len(told), s.heads(s.ana, chat).Head)
	}
}

func reactionsCountForNothing(s *scene) {
	chat := s.group(s.ana, s.bo)
	seq := s.say(s.ana, chat, "@bo look")
	s.react(s.ana, chat, seq, "👍")
	if h := s.heads(s.bo, chat); h.Unread != 1 || h.Last.Seq != seq {
		s.Errorf("%d are unread, the last is %d", h.Unread, h.Last.Seq)
	}
	if page, err := s.Store.Mentions(ctx, s.bo, 10); err != nil || len(page.Messages) != 1 {
		s.Errorf("%d mentions, %v", len(page.Messages), err)
	}
	_, err := s.change(s.ana, chat, seq, "")
	s.must(err)
	if m := s.row(s.bo, chat, seq); len(m.Reactions) != 0 {
		s.Errorf("a deleted message has %+v", m.Reactions)
	}
}

func reactionsAfterRemoval(s *scene) {
	chat := s.group(s.ana, s.bo, s.cy)
	seq := s.say(s.ana, chat, "one")
	s.react(s.cy, chat, seq, "👍")
	_, err := s.remove(s.ana, chat, s.bo)
	s.must(err)
	s.react(s.ana, chat, seq, "🎉")
	if m := s.row(s.bo, chat, seq); len(m.Reactions) != 1 || m.Reactions[0].Emoji != "👍" {
		s.Errorf("Bo sees %+v", m.Reactions)
	}
	if m := s.row(s.cy, chat, seq); len(m.Reactions) != 2 {
		s.Errorf("Cy sees %+v", m.Reactions)
	}
}
