package storetest

import (
	"slices"

	"twoticks/internal/messenger"
)

var blocks = []test{
	{"[C30] whom one blocks is in one's own account, and in nobody else's", blockIsKept},
	{"a repeat of a block changes nothing, and a thousand can be blocked", blockAgain},
	{"what who is blocked writes is accepted, and reaches the other by no route, also not later", blockedIsWithheld},
	{"[C20] [C22] marks do not reach what is withheld, and its sender sees no more than one tick", blockedMarks},
	{"[C25] [C26] what is withheld expires for its sender as for one who stays away", blockedExpires},
	{"[C27] with purging, what is withheld loses its content when it is old, and not before", blockedPurge},
	{"a chat that begins while one is blocked appears for the other with the first message that is not withheld", blockedBegins},
	{"who blocks cannot write to the other; what was stored before is answered as before", blockerCannotWrite},
	{"an edit that is withheld shows the other no content, and a deletion takes it", blockedChanges},
	{"what a program writes for who is blocked is withheld as their own, and for who blocks it writes nothing", blockedProgram},
	{"who is blocked pins for themselves alone, displaces nothing of the other's, and can take away what both see", blockedPins},
	{"who is blocked is no contact of the one who blocks", blockedContact},
	{"in groups everything goes on, but who is blocked cannot add the other", blockedInGroups},
}

func (s *scene) block(by, of messenger.UserID, on bool) messenger.BlockChanged {
	s.Helper()
	out, err := s.Store.SetBlock(ctx, messenger.SetBlock{Actor: by, User: of, On: on, At: s.tick(), Committed: s.blocked.add})
	s.must(err)
	return out
}

// write says something by the rule of those who write.
func (s *scene) write(sender messenger.UserID, chat messenger.ChatID, text string) (messenger.Appended, error) {
	return s.Store.AppendMessages(ctx, messenger.AppendMessages{
		Sender: sender, Chat: chat, Messages: []messenger.NewMessage{message(text)}, At: s.tick(), Guard: messenger.MayWrite, Committed: s.appended.add,
	})
}

func blockIsKept(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.ana, chat, "hello")
	before, bos := s.rev(s.ana), s.rev(s.bo)
	out := s.block(s.ana, s.bo, true)
	row := messenger.BlockRow{Rev: before + 1, User: s.bo}
	if out.ChatRow == nil || !out.ChatRow.Blocked || out.ChatRow.Rev != row.Rev+1 || !out.Changed || out.Row != row || !slices.Equal(out.Shared, []messenger.ChatID{chat}) {
		s.Errorf("blocked: %+v", out)
	}
	s.wantPeople("a block", out.People, s.ana, s.bo)
	page := s.since(s.ana, before, 10)
	if !slices.Equal(page.Blocks, []messenger.BlockRow{row}) || len(page.Chats) != 1 || page.Chats[0] != *out.ChatRow || page.Rev != row.Rev+1 || page.More {
		s.Errorf("Ana's devices read %+v", page)
	}
	s.wantPeople("the page", page.People, s.ana, s.bo)
	list, err := s.Store.Blocked(ctx, s.ana)
	s.must(err)
	s.wantPeople("the list", list, s.bo)
	if s.rev(s.bo) != bos {
		s.Error("Bo's account has another version")
	}
	if page := s.since(s.ana, 0, 1); !page.More || len(page.Chats) != 0 || len(page.Blocks) != 1 {
		s.Errorf("the first page of one row is %+v", page)
	}
	ended := s.block(s.ana, s.bo, false)
	if page := s.since(s.ana, row.Rev+1, 10); !ended.Row.Gone || ended.ChatRow.Blocked || !slices.Equal(page.Blocks, []messenger.BlockRow{ended.Row}) {
		s.Errorf("ended: %+v, read as %+v", ended, page)
	}
	members, err := s.Store.Members(ctx, chat)
	s.must(err)
	if len(members.Apart) != 0 {
		s.Errorf("apart are still %+v", members.Apart)
	}
}

func blockAgain(s *scene) {
	if out := s.block(s.ana, s.bo, false); out.Changed {
		s.Errorf("who was never blocked is unblocked: %+v", out)
	}
	first := s.block(s.ana, s.bo, true)
	rev := s.rev(s.ana)
	if list, err := s.Store.Blocked(ctx, s.bo); err != nil || len(list) != 0 {
		s.Errorf("Bo blocks %+v, %v", list, err)
	}
	if again := s.block(s.ana, s.bo, true); again.Changed || again.Row != first.Row || s.rev(s.ana) != rev {
		s.Errorf("blocked again: %+v", again)
	}
	s.settle()
	if told := s.blocked.all(); len(told) != 1 {
		s.Errorf("announced %+v", told)
	}
	_, err := s.Store.SetBlock(ctx, messenger.SetBlock{Actor: s.ana, User: messenger.NewID(), On: true, At: s.tick()})
	s.refused(err, messenger.ErrPersonNotFound)
}

func blockedIsWithheld(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.bo, chat, "before")
	s.block(s.ana, s.bo, true)
	out, err := s.append(s.bo, chat, message("one"), message("two"))
	s.must(err)
	if len(out.Results) != 2 || out.Results[1].Seq != 3 || out.Results[1].Err != nil {
		s.Errorf("Bo is answered %+v", out.Results)
	}
	if len(out.Members) != 1 || out.Members[0].User != s.bo || len(out.Rows) != 0 {
		s.Errorf("told are %+v, with rows %+v", out.Members, out.Rows)
	}
	check := func(when string, readable []messenger.Seq, unread int) {
		s.Helper()
		if got := seqs(s.timeline(s.ana, chat)); !slices.Equal(got, readable) {
			s.Errorf("%s: Ana's history has %v, want %v", when, got, readable)
		}
		page, err := s.Store.Changes(ctx, s.ana, chat, 0, 50)
		s.must(err)
		if len(page.Entries) != len(readable) || page.Upto != s.heads(s.bo, chat).Head || page.Expired != nil {
			s.Errorf("%s: Ana's changes are %+v", when, page)
		}
		row := s.heads(s.ana, chat)
		if row.Last.Seq != readable[len(readable)-1] || row.Unread != unread || row.Expired != nil {
			s.Errorf("%s: Ana's heads row is %+v", when, row)
		}
		if page, err := s.Store.Changes(ctx, s.ana, chat, 1, 1); err != nil || page.Upto < 2 {
			s.Errorf("%s: a page of one leaves a gap: %+v, %v", when, page, err)
		}
	}
	check("blocked", []messenger.Seq{1}, 1)
	if got := seqs(s.timeline(s.bo, chat)); !slices.Equal(got, upTo(3)) {
		s.Errorf("Bo's history has %v", got)
	}
	s.block(s.ana, s.bo, false)
	check("unblocked", []messenger.Seq{1}, 1)
	s.say(s.bo, chat, "after")
	check("and written to again", []messenger.Seq{1, 4}, 2)
}

func blockedMarks(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.bo, chat, "before")
	s.block(s.ana, s.bo, true)
	s.say(s.bo, chat, "withheld")
	s.say(s.bo, chat, "withheld too")
	marked, err := s.mark(s.ana, chat, 3, 3)
	s.must(err)
	if marked.Mine != (messenger.Marks{Delivered: 1, Read: 1}) || marked.Passed != nil {
		s.Errorf("while blocked, the mark is %+v", marked)
	}
	sees := func(when string, others messenger.Marks, missing ...messenger.Stretch) {
		s.Helper()
		row := s.heads(s.bo, chat)
		if row.Others != others {
			s.Errorf("%s: Bo sees the marks %+v, want %+v", when, row.Others, others)
		}
		s.wantStretches(when, row.OthersExpired, missing...)
	}
	sees("blocked", messenger.Marks{Delivered: 1, Read: 1})
	s.block(s.ana, s.bo, false)
	sees("unblocked", messenger.Marks{Delivered: 1, Read: 1})
	s.say(s.bo, chat, "after")
	marked, err = s.mark(s.ana, chat, 4, 4)
	s.must(err)
	missing := messenger.Stretch{From: 1, To: 3}
	if p := marked.Passed; p == nil || p.User != s.bo || p.Own || p.Others != (messenger.Marks{Delivered: 4, Read: 4}) || !slices.Equal(p.OthersExpired, []messenger.Stretch{missing}) {
		s.Errorf("passing it told %+v", p)
	}
	sees("passed", messenger.Marks{Delivered: 4, Read: 4}, missing)
	info, err := s.Store.MessageInfo(ctx, s.bo, chat, 2)
	s.must(err)
	if r := info.Receipts[0]; r.Delivered || r.Read {
		s.Errorf("info: %+v", r)
	}
	s.say(s.bo, chat, "and more")
	if marked, err := s.mark(s.ana, chat, 5, 0); err != nil || marked.Passed != nil {
		s.Errorf("a mark above it told of it again: %+v, %v", marked.Passed, err)
	}
}

func blockedExpires(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.bo, chat, "waits")
	s.block(s.ana, s.bo, true)
	s.say(s.bo, chat, "withheld")
	s.say(s.bo, chat, "withheld too")
	change := s.expireUpTo(chat, s.bo, 3)
	anas, bos := s.view(change, s.ana), s.view(change, s.bo)
	s.wantStretches("Ana is told", anas.Expired, messenger.Stretch{From: 0, To: 1, Messages: 1})
	s.wantStretches("Bo is told", bos.OthersExpired, messenger.Stretch{From: 0, To: 3})
	if bos.Others.Delivered != 3 || anas.Unread != 0 {
		s.Errorf("Ana is told %+v, Bo %+v", anas, bos)
	}
	if out := s.show(s.ana, chat, 1); len(out.Views) != 0 {
		s.Errorf("what is withheld is shown: %+v", out)
	}
	s.show(s.ana, chat, 0)
	if got := seqs(s.timeline(s.ana, chat)); !slices.Equal(got, upTo(1)) {
		s.Errorf("shown, Ana's history has %v", got)
	}
	s.wantStretches("shown", s.heads(s.bo, chat).OthersExpired, messenger.Stretch{From: 1, To: 3})
	if again := s.expireUpTo(chat, s.bo, 3); len(again.Views) != 0 {
		s.Errorf("what has expired expired again: %+v", again)
	}
}

func blockedPurge(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.bo, chat, "before")
	s.block(s.ana, s.bo, true)
	s.say(s.bo, chat, "withheld")
	s.block(s.ana, s.bo, false)
	s.say(s.bo, chat, "after")
	_, err := s.mark(s.ana, chat, 3, 0)
	s.must(err)
	if lost, err := s.Store.ExpiredForAll(ctx, chat, 10); err != nil || len(lost) != 0 {
		s.Errorf("lost while it waits: %+v, %v", lost, err)
	}
	if waiting, err := s.Store.WaitingChats(ctx, s.tick(), 10); err != nil || !slices.Contains(waiting, chat) {
		s.Errorf("the chat is not looked at again: %v, %v", waiting, err)
	}
	change := s.expireUpTo(chat, s.bo, 3)
	s.wantStretches("Bo is told again", s.view(change, s.bo).OthersExpired, messenger.Stretch{From: 1, To: 2})
	lost, err := s.Store.ExpiredForAll(ctx, chat, 10)
	s.must(err)
	if !slices.Equal(lost, []messenger.Place{{Seq: 2, Sender: s.bo}}) {
		s.Errorf("lost are %+v", lost)
	}
}

func blockedBegins(s *scene) {
	s.block(s.ana, s.bo, true)
	opened, err := s.open(s.bo, s.ana)
	s.must(err)
	chat := opened.Row.Chat
	if !opened.Apart || !opened.Created {
		s.Errorf("opened: %+v", opened)
	}
	before := s.rev(s.ana)
	out, err := s.append(s.bo, chat, message("hello?"))
	s.must(err)
	if _, _, err := s.Store.ChatRow(ctx, s.ana, chat); err != messenger.ErrChatNotFound || s.rev(s.ana) != before || len(out.Rows) != 0 {
		s.Errorf("for Ana there is the chat: %v, told %+v", err, out.Rows)
	}
	s.block(s.ana, s.bo, false)
	if _, _, err := s.Store.ChatRow(ctx, s.ana, chat); err != messenger.ErrChatNotFound {
		s.Errorf("unblocked, for Ana there is the chat: %v", err)
	}
	out, err = s.append(s.bo, chat, message("hello"))
	s.must(err)
	if _, told := out.Rows[s.ana]; !told || len(out.Members) != 2 {
		s.Errorf("told are %+v", out)
	}
	if row := s.heads(s.ana, chat); row.Unread != 1 || row.Last.Seq != 2 {
		s.Errorf("Ana's heads row is %+v", row)
	}
}

func blockerCannotWrite(s *scene) {
	chat := s.direct(s.ana, s.bo)
	first := message("before")
	_, err := s.append(s.ana, chat, first)
	s.must(err)
	s.block(s.ana, s.bo, true)
	_, err = s.write(s.ana, chat, "after")
	s.refused(err, messenger.ErrBlocked)
	out, err := s.Store.AppendMessages(ctx, messenger.AppendMessages{
		Sender: s.ana, Chat: chat, Messages: []messenger.NewMessage{first}, At: s.tick(), Guard: messenger.MayWrite,
	})
	if err != nil || !out.Results[0].Duplicate || out.Results[0].Seq != 1 {
		s.Errorf("a repeat is answered %+v, %v", out.Results, err)
	}
	if _, err := s.write(s.bo, chat, "who is blocked is not told so"); err != nil {
		s.Errorf("Bo is refused: %v", err)
	}
	s.block(s.bo, s.ana, true)
	_, err = s.write(s.bo, chat, "both block")
	s.refused(err, messenger.ErrBlocked)
	s.block(s.ana, s.bo, false)
	out, err = s.write(s.ana, chat, "withheld now")
	if err != nil || len(out.Members) != 1 {
		s.Errorf("Ana is answered %+v, %v", out, err)
	}
}

func blockedChanges(s *scene) {
	chat := s.direct(s.ana, s.bo)
	edited, deleted := s.say(s.bo, chat, "to be edited"), s.say(s.bo, chat, "to be deleted")
	s.block(s.ana, s.bo, true)
	out, err := s.change(s.bo, chat, edited, "something rude")
	s.must(err)
	if out.Message.Content.Text() != "something rude" || len(out.Members) != 1 {
		s.Errorf("Bo is answered %+v", out)
	}
	_, err = s.Store.ChangeMessage(ctx, messenger.ChangeMessage{
		Actor: s.bo, Chat: chat, Seq: deleted, At: s.tick(), Kind: messenger.Deletion, Guard: anyChange,
	})
	s.must(err)
	for _, m := range s.timeline(s.ana, chat) {
		if m.Content != nil || m.EditedSeq != 0 {
			s.Errorf("Ana reads %+v", m)
		}
	}
	page, err := s.Store.Changes(ctx, s.ana, chat, 2, 50)
	s.must(err)
	if len(page.Entries) != 0 || page.Upto != 4 {
		s.Errorf("Ana's changes are %+v", page)
	}
}

func blockedProgram(s *scene) {
	chat := s.direct(s.ana, s.bo)
	s.say(s.bo, chat, "before")
	post := func(maker messenger.UserID, text string) (messenger.Appended, error) {
		return s.Store.AppendMessages(ctx, messenger.AppendMessages{
			Sender: s.cy, OnBehalfOf: maker, Chat: chat, Messages: []messenger.NewMessage{message(text)}, At: s.tick(),
			Guard: func(messenger.Relation) error { return nil }, Committed: s.appended.add,
		})
	}
	s.block(s.ana, s.bo, true)
	out, err := post(s.bo, "of Bo's hook")
	s.must(err)
	if len(out.Members) != 1 || out.Members[0].User != s.bo || out.Results[0].Seq != 2 {
		s.Errorf("told are %+v", out)
	}
	out, err = post(messenger.UserID{}, "of the operator")
	s.must(err)
	if len(out.Members) != 2 {
		s.Errorf("of the operator's, told are %+v", out.Members)
	}
	if got := seqs(s.timeline(s.ana, chat)); !slices.Equal(got, []messenger.Seq{1, 3}) {
		s.Errorf("Ana's history has %v", got)
	}
	if got := seqs(s.timeline(s.bo, chat)); !slices.Equal(got, upTo(3)) {
		s.Errorf("Bo's history has %v", got)
	}
	_, err = post(s.ana, "of Ana's hook")
	s.refused(err, messenger.ErrBlocked)
	s.block(s.ana, s.bo, false)
	if out, err = post(s.bo, "after"); err != nil || len(out.Members) != 2 {
		s.Errorf("unblocked, told are %+v, %v", out.Members, err)
	}
	group := s.group(s.ana, s.bo)
	s.block(s.ana, s.bo, true)
	if _, err := s.Store.AppendMessages(ctx, messenger.AppendMessages{
		Sender: s.cy, OnBehalfOf: s.ana, Chat: group, Messages: []messenger.NewMessage{message("to all")}, At: s.tick(),
		Guard: func(messenger.Relation) error { return nil },
	}); err != nil {
		s.Errorf("in a group: %v", err)
	}
}

func blockedPins(s *scene) {
	chat := s.direct(s.ana, s.bo)
	said := make([]messenger.Seq, 8)
	for i := range said {
		said[i] = s.say(s.ana, chat, "something")
	}
	for _, seq := range said[:3] {
		s.pin(s.ana, chat, seq)
	}
	sees := func(when string, user messenger.UserID, want ...messenger.Seq) {
		s.Helper()
		if got := s.pinsOf(user, chat); !slices.Equal(got, want) {
			s.Errorf("%s: pinned are %v, want %v", when, got, want)
		}
	}
	s.block(s.ana, s.bo, true)
	s.pin(s.bo, chat, said[3])
	sees("Bo pinned one, for Ana", s.ana, said[2], said[1], said[0])
	sees("Bo pinned one, for Bo", s.bo, said[3], said[2], said[1], said[0])
	at := s.tick()
	s.must(s.pinUntil(s.bo, chat, said[0], at, at.Add(7*day)))
	sees("what both see has the end that Ana gave it", s.ana, said[2], said[1], said[0])
	for _, seq := range said[4:7] {
		s.pin(s.bo, chat, seq)
	}
	sees("Bo's own give way to each other", s.bo, said[6], said[5], said[4], said[2], said[1], said[0])
	s.unpin(s.bo, chat, said[1])
	sees("Bo took one of both away, for Ana", s.ana, said[2], said[0])
	sees("Bo took one of both away, for Bo", s.bo, said[6], said[5], said[4], said[2], said[0])
	s.unpin(s.bo, chat, said[5])
	s.block(s.ana, s.bo, false)
	s.pin(s.ana, chat, said[7])
	sees("Ana's third displaces nothing", s.ana, said[7], said[2], said[0])
	s.pin(s.ana, chat, said[4])
	sees("Ana pinned what Bo had", s.ana, said[4], said[7], said[2])
	sees("and it is of both", s.bo, said[4], said[7], said[6], said[2])
}

func blockedInGroups(s *scene) {
	group := s.group(s.ana, s.bo)
	s.block(s.ana, s.bo, true)
	out, err := s.append(s.bo, group, message("to all of us"))
	s.must(err)
	if row := s.heads(s.ana, group); row.Unread != 1 || row.Last.Seq != out.Results[0].Seq {
		s.Errorf("Ana's heads row is %+v", row)
	}
	members, err := s.Store.Members(ctx, group)
	s.must(err)
	if want := []messenger.Apart{{By: s.ana, Of: s.bo}}; !slices.Equal(members.Apart, want) || len(members.List) != 2 {
		s.Errorf("members are %+v", members)
	}
	theirs := s.group(s.bo, s.cy)
	add := func(actor messenger.UserID) (messenger.Appended, error) {
		return s.Store.AddMembers(ctx, messenger.AddMembers{
			Actor: actor, Chat: theirs, Users: []messenger.UserID{s.ana}, At: s.tick(), Guard: messenger.MustBeMember, May: messenger.MayAdd,
		})
	}
	if out, err := add(s.bo); err != nil || len(out.Messages) != 0 {
		s.Errorf("Bo added Ana: %+v, %v", out, err)
	}
	if out, err := add(s.cy); err != nil || len(out.Messages) != 1 {
		s.Errorf("Cy, who is not blocked, did not add Ana: %+v, %v", out, err)
	}
}

func blockedContact(s *scene) {
	s.say(s.ana, s.direct(s.ana, s.bo), "hello")
	know := func(when string, want bool) {
		s.Helper()
		contacts, err := s.Store.Contacts(ctx, s.ana)
		s.must(err)
		if slices.Contains(contacts, s.bo) != want {
			s.Errorf("%s: contacts are %v", when, contacts)
		}
	}
	know("before", true)
	s.block(s.ana, s.bo, true)
	know("blocked", false)
	s.block(s.ana, s.bo, false)
	know("unblocked", true)
}
