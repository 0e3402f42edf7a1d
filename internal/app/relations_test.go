package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"twoticks/internal/messenger"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

var updateRelations = flag.Bool("update-relations", false, "write testdata/relations.txt anew, to be read before it is kept")

// What each command is asked with. Words with a dollar are filled in for the place in which it is asked: $chat is the chat,
// $own a message of the actor's where it has one and Ana's else, $theirs Ana's, $other somebody else of the chat.
var asked = map[string]string{
	"hello": `{"version":1}`, "beat": `{"visible":true}`,
	"chat.subscribe": `{"chat":"$chat"}`, "chat.unsubscribe": `{"chat":"$chat"}`,
	"notifications.subscribe": `{}`, "notifications.unsubscribe": `{}`,
	"typing.set":    `{"chat":"$chat","on":true}`,
	"message.watch": `{"chat":"$chat","seq":$own}`, "message.unwatch": `{"chat":"$chat","seq":$own}`,
	"account.since": `{"rev":0}`, "heads.list": `{}`, "chat.open": `{"with":"$bo"}`,
	"file.begin":   `{"file":"$id","shape":"file","name":"notes.txt","size":10}`,
	"chat.timer":   `{"chat":"$chat","seconds":86400}`,
	"import.begin": `{"client_id":"$id","name":"Holidays","first_at":1,"authors":["Bo B."]}`, "import.end": `{"chat":"$chat"}`,
	"import.messages": `{"chat":"$chat","messages":[{"client_id":"$id","at":1,"content":{"kind":"text","version":1,"body":{"text":"hello"}}}]}`,
	"person.claim":    `{"chat":"$chat","user":"$other","on":true}`,
	"profile.picture": `{}`, "group.picture": `{"chat":"$chat"}`,
	"link.preview": `{"url":"http://127.0.0.1/"}`,
	"push.key":     `{}`, "push.unsubscribe": `{}`,
	"push.subscribe": `{"endpoint":"https://fcm.googleapis.com/fcm/send/a","key":"BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8","auth":"Xvi7JAuFFm-uFUrh8KOZUg","language":"en","preview":true}`,
	"message.played": `{"chat":"$chat","seq":1}`,
	"message.send":   `{"chat":"$chat","messages":[{"client_id":"$id","content":{"kind":"text","version":1,"body":{"text":"hello"}}}]}`,
	"message.edit":   `{"chat":"$chat","seq":$own,"content":{"kind":"text","version":1,"body":{"text":"changed"}}}`,
	"message.delete": `{"chat":"$chat","seq":$theirs}`,
	"message.react":  `{"chat":"$chat","seq":$theirs,"emoji":"👍"}`, "message.reactions": `{"chat":"$chat","seq":$theirs}`,
	"message.info": `{"chat":"$chat","seq":$own}`,
	"message.star": `{"chat":"$chat","seqs":[$theirs],"on":true}`, "message.hide": `{"chat":"$chat","seqs":[$theirs]}`, "star.list": `{}`,
	"message.pin": `{"chat":"$chat","seq":$theirs,"for_ms":86400000}`, "message.unpin": `{"chat":"$chat","seq":$theirs}`,
	"history.read": `{"chat":"$chat"}`, "changes.read": `{"chat":"$chat","after":0}`, "message.search": `{"text":"by","chat":"$chat"}`,
	"receipt.mark": `{"marks":[{"chat":"$chat","read":1}]}`, "expired.show": `{"chat":"$chat","from":1}`,
	"draft.set": `{"chat":"$chat","text":"begun","at":1}`, "settings.set": `{"name":"privacy.online","value":"contacts"}`,
	"profile.set": `{"name":"Somebody","about":""}`, "chat.set": `{"chat":"$chat","mute":"hours"}`, "chat.clear": `{"chat":"$chat","upto":1}`,
	"group.create": `{"client_id":"$id","name":"Club","users":[]}`, "group.add": `{"chat":"$chat","users":["$fay"]}`,
	"group.remove": `{"chat":"$chat","user":"$other"}`, "group.leave": `{"chat":"$chat"}`, "group.members": `{"chat":"$chat"}`,
	"group.change": `{"chat":"$chat","name":"Another name"}`, "group.configure": `{"chat":"$chat","approval":true}`,
	"group.role":        `{"chat":"$chat","user":"$other","role":"administrator"}`,
	"group.link_create": `{"chat":"$chat"}`, "group.link_list": `{"chat":"$chat"}`, "group.link_revoke": `{"chat":"$chat","link":"$uuid"}`,
	"group.requests": `{"chat":"$chat"}`, "group.answer": `{"chat":"$chat","user":"$fay","accept":true}`,
	"session.list": `{}`, "session.revoke": `{"session":"$uuid"}`, "session.revoke_others": `{}`,
	"person.find": `{"handle":"bo"}`, "person.list": `{}`, "person.get": `{"users":["$bo"]}`, "person.seen_as": `{}`,
	"person.block": `{"user":"$gil"}`, "person.blocked_list": `{}`, "person.unblock": `{"user":"$gil"}`,
	"invitation.create": `{}`, "invitation.list": `{}`, "invitation.revoke": `{"invitation":"$uuid"}`, "invitation.accept": `{"token":"$token"}`,
	"token.create": `{"name":"Program","scopes":["read"]}`, "token.list": `{}`, "token.revoke": `{"token":"$uuid"}`,
	"bot.create": `{"handle":"$handle","name":"Bot"}`, "bot.list": `{}`, "bot.revoke": `{"bot":"$uuid"}`,
	"hook.create": `{"chat":"$chat","name":"Hook"}`, "hook.list": `{"chat":"$chat"}`, "hook.revoke": `{"chat":"$chat","hook":"$uuid"}`,
	"admin.overview": `{}`, "admin.register": `{"mode":"open"}`, "admin.people": `{}`,
	"admin.person_change": `{"user":"$fay","change":"disable"}`, "admin.reset_link": `{"user":"$gil"}`, "admin.invitations": `{}`,
	"admin.invitation_revoke": `{"invitation":"$uuid"}`, "admin.audit": `{}`, "admin.doctor": `{}`,
	"group.link_look_up": `{"token":"$token"}`, "group.join": `{"token":"$token"}`, "sync.wait": `{"rev":0,"stamp":"another"}`,
	"session.end": `{}`, "password.change": `{"old":"not the old one","new":"paper boats on a slow river"}`,
	"account.delete": `{"password":"not the password","handle":"nobody"}`,
	"account.create": `{"name":"Somebody","handle":"$handle","password":"paper boats on a slow river"}`,
	"session.create": `{"handle":"gil","password":"$password"}`, "session.get": `{}`,
	"invitation.look_up": `{"token":"$token"}`, "password.reset": `{"token":"$token","password":"paper boats on a slow river"}`,
}

// The relations in which somebody can stand to a chat. In that of the last two one of two people blocks the other.
var relations = []string{"anonymous", "stranger", "removed", "member", "device", "administrator", "bot", "blocked", "blocker"}

// relationsHouse is a server with somebody in each relation. Ana is the server's administrator, as the first, and the
// group's, as its maker.
type relationsHouse struct {
	*testkit.Server
	ana, bo, cy, di, ed, fay, gil, phone testkit.Person
	bot                                  *client.Client
	direct                               protocol.ChatID // of Ana and Ed
	n                                    int
}

func newRelationsHouse(t *testing.T) *relationsHouse {
	s := testkit.Start(t, testkit.With(unlimited))
	h := &relationsHouse{Server: s}
	for name, person := range map[string]*testkit.Person{"Bo": &h.bo, "Cy": &h.cy, "Di": &h.di, "Ed": &h.ed, "Fay": &h.fay, "Gil": &h.gil} {
		if h.ana.Client == nil {
			h.ana = s.SignUp(t, "Ana")
		}
		*person = s.SignUp(t, name)
	}
	h.phone = s.SignIn(t, "ana")
	made := call[protocol.BotCreated](t, h.ana.Client, "bot.create", protocol.BotCreate{Handle: "helper", Name: "Helper"})
	_, h.bot = token(t, s, h.ana, made.Bot.ID, "read", "send", "manage")
	h.direct = openChat(t, h.ana, h.ed)
	return h
}

func (h *relationsHouse) say(t *testing.T, by testkit.Person, chat protocol.ChatID) protocol.Seq {
	h.n++
	sent := call[protocol.MessageSent](t, by.Client, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text("by %s, %d", by.Me.Name, h.n)}})
	return sent.Results[0].Seq
}

// place makes a fresh group for a command about a chat, in which Bo is and Cy was, and says what the words with a dollar are.
func (h *relationsHouse) place(t *testing.T, relation, body string) string {
	h.n++
	chat, theirs, own, other := protocol.ChatID{}, protocol.Seq(1), protocol.Seq(1), h.bo.Me.ID
	switch {
	case !strings.Contains(body, "$chat"):
	case relation == "blocked" || relation == "blocker":
		// Of a time when neither blocked the other.
		call[protocol.PersonBlocked](t, h.ana.Client, "person.unblock", protocol.PersonUnblock{User: h.ed.Me.ID})
		chat, theirs, other = h.direct, h.say(t, h.ana, h.direct), h.ana.Me.ID
		if own = theirs; relation == "blocked" {
			own = h.say(t, h.ed, h.direct)
		}
		call[protocol.PersonBlocked](t, h.ana.Client, "person.block", protocol.PersonBlock{User: h.ed.Me.ID})
	default:
		made := call[protocol.ChatOpened](t, h.ana.Client, "group.create", protocol.GroupCreate{
			ClientID: messenger.NewID(), Name: "Garden", Users: []protocol.UserID{h.bo.Me.ID, h.cy.Me.ID},
		})
		chat = made.Row.Chat
		theirs = h.say(t, h.ana, chat)
		seqs := map[string]protocol.Seq{"member": h.say(t, h.bo, chat), "removed": h.say(t, h.cy, chat), "administrator": theirs, "device": theirs}
		if own = seqs[relation]; own == 0 {
			own = theirs
		}
		call[protocol.Members](t, h.ana.Client, "group.remove", protocol.GroupRemove{Chat: chat, User: h.cy.Me.ID})
		if relation == "member" {
			other = h.ana.Me.ID
		}
	}
	return strings.NewReplacer(
		"$chat", fmt.Sprint(chat), "$own", fmt.Sprint(own), "$theirs", fmt.Sprint(theirs), "$other", fmt.Sprint(other), "$id", fmt.Sprint(protocol.ClientID(messenger.NewID())),
		"$bo", fmt.Sprint(h.bo.Me.ID), "$fay", fmt.Sprint(h.fay.Me.ID), "$gil", fmt.Sprint(h.gil.Me.ID), "$handle", fmt.Sprint("new", h.n),
		"$password", testkit.Password, "$uuid", fmt.Sprint(protocol.ClientID{9, 9}), "$token", "AAAAAAAAAAAAAAAAAAAAAA",
	).Replace(body)
}

func (h *relationsHouse) handle(relation string) string {
	return map[string]string{"stranger": "di", "removed": "cy", "member": "bo", "device": "ana", "administrator": "ana", "bot": "helper", "blocked": "ed", "blocker": "ana"}[relation]
}

// actor is who stands in a relation, at a device of its own where the command may end its session.
func (h *relationsHouse) actor(t *testing.T, relation string, fresh bool) *client.Client {
	switch relation {
	case "anonymous":
		return h.NewDevice(t)
	case "bot":
		return h.bot
	}
	if fresh {
		return h.SignIn(t, h.handle(relation)).Client
	}
	return map[string]testkit.Person{"stranger": h.di, "removed": h.cy, "member": h.bo, "device": h.phone, "administrator": h.ana, "blocked": h.ed, "blocker": h.ana}[relation].Client
}

// outcome is how a command was answered: "ok", or the code of what refused it, or its only part.
func outcome(reply []byte, err error) string {
	if err != nil {
		if why := code(err); why != "" {
			return string(why)
		}
		return err.Error()
	}
	var parts struct {
		Results []struct {
			Error *protocol.Error `json:"error"`
		} `json:"results"`
	}
	if json.Unmarshal(reply, &parts) == nil && len(parts.Results) == 1 && parts.Results[0].Error != nil {
		return string(parts.Results[0].Error.Code)
	}
	return "ok"
}

func (h *relationsHouse) try(t *testing.T, info protocol.CommandInfo, relation string) string {
	ends := slices.Contains([]string{"session.end", "session.revoke_others", "password.change", "account.delete"}, info.Name)
	body := h.place(t, relation, asked[info.Name])
	actor := h.actor(t, relation, ends)
	if info.Doors&protocol.HTTP != 0 {
		reply, err := actor.Post(testkit.Within(t), info.Name, []byte(body))
		return outcome(reply, err)
	}
	connection, _, err := actor.Connect(testkit.Within(t))
	if err != nil {
		return outcome(nil, err)
	}
	defer connection.Cut()
	// Whatever else an answer holds is left alone.
	_, err = client.Do[protocol.Done](testkit.Within(t), connection, info.Name, json.RawMessage(body))
	return outcome(nil, err)
}

// TestEveryCommandInEveryRelation asks each command of the registry as somebody in each relation, and compares with a table
// that people have read. A command without a row fails, and so does one that answers anybody otherwise than the row says.
func TestEveryCommandInEveryRelation(t *testing.T) {
	h := newRelationsHouse(t)
	var rows []string
	last := []string{"session.revoke_others"} // ends what the others are asked with
	commands := slices.Clone(protocol.Commands)
	slices.SortStableFunc(commands, func(a, b protocol.CommandInfo) int {
		return slices.Index(last, a.Name) - slices.Index(last, b.Name)
	})
	names := map[string]bool{}
	for _, info := range commands {
		names[info.Name] = true
		if asked[info.Name] == "" {
			t.Errorf("nothing says how %s is asked here", info.Name)
			continue
		}
		var line strings.Builder
		fmt.Fprintf(&line, "%-26s", info.Name)
		for _, relation := range relations {
			fmt.Fprintf(&line, " %s=%s", relation, h.try(t, info, relation))
		}
		rows = append(rows, line.String())
	}
	for name := range maps.Keys(asked) {
		if !names[name] {
			t.Errorf("%s is no command", name)
		}
	}
	slices.Sort(rows)
	got := strings.Join(rows, "\n") + "\n"
	path := filepath.Join("testdata", "relations.txt")
	if *updateRelations {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]string{}
	for line := range strings.Lines(string(want)) {
		name, _, _ := strings.Cut(line, " ")
		wanted[name] = strings.TrimSpace(line)
	}
	for _, row := range rows {
		name, _, _ := strings.Cut(row, " ")
		if wanted[name] != row {
			t.Errorf("%s\n got  %s\n want %s", name, row, wanted[name])
		}
	}
}
