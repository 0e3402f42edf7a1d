package export

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"time"

	"twoticks/internal/messenger"
)

// line is a row of a timeline in the file.
type line struct {
	Seq    messenger.Seq `json:"seq"`
	At     time.Time     `json:"at"`
	From   string        `json:"from"`
	Handle string        `json:"handle,omitempty"`
	Mine   bool          `json:"mine,omitempty"`
	// Text is of messages, System of the lines that the server writes.
	Text   string `json:"text,omitempty"`
	System string `json:"system,omitempty"`
	// Files are what its files are called; their bytes are not in an export.
	Files   []string `json:"files,omitempty"`
	Edited  bool     `json:"edited,omitempty"`
	Deleted bool     `json:"deleted,omitempty"`
}

func (e *export) line(m messenger.Message) line {
	l := line{
		Seq: m.Seq, At: m.At.UTC(), From: e.name(m.Sender), Handle: e.people[m.Sender].Handle, Mine: m.Sender == e.owner.User,
		Edited: m.EditedSeq != 0, Deleted: m.DeletedSeq != 0,
	}
	switch {
	case m.System != nil:
		l.System = e.systemWords(m)
	case m.Content != nil:
		l.Text, l.Files = m.Content.Text(), m.Content.FileNames()
	}
	return l
}

func (e *export) systemWords(m messenger.Message) string {
	var names []string
	for _, u := range m.System.Subjects {
		names = append(names, e.name(u))
	}
	whom, who := strings.Join(names, ", "), e.name(m.Sender)
	switch m.System.Line {
	case messenger.LineChatCreated:
		return who + " created the chat"
	case messenger.LineMemberAdded:
		return who + " added " + whom
	case messenger.LineMemberLeft:
		return who + " left"
	case messenger.LineMemberRemoved:
		return who + " removed " + whom
	case messenger.LineInvitationAccepted:
		return who + " accepted the invitation"
	}
	return strings.TrimSpace(m.System.Line + " " + whom)
}

// profile is what the server keeps of the owner besides the chats.
func (e *export) profile(chats []chat) error {
	type exported struct {
		ID       string `json:"id"`
		File     string `json:"file"`
		Kind     string `json:"kind"`
		Title    string `json:"title"`
		Messages int    `json:"messages"`
		Draft    string `json:"draft,omitempty"`
	}
	kinds := map[messenger.ChatKind]string{messenger.Self: "self", messenger.Direct: "direct", messenger.Group: "group"}
	list := make([]exported, 0, len(chats))
	for _, c := range chats {
		list = append(list, exported{id(c.Chat), c.Base + ".ndjson", kinds[c.Kind], c.Title, c.Messages, c.Draft})
	}
	return e.write("profile.json", func(w io.Writer) error {
		encode := json.NewEncoder(w)
		encode.SetEscapeHTML(false)
		encode.SetIndent("", "  ")
		return encode.Encode(struct {
			ID         string     `json:"id"`
			Handle     string     `json:"handle"`
			Name       string     `json:"name"`
			CreatedAt  time.Time  `json:"created_at"`
			ExportedAt time.Time  `json:"exported_at"`
			Chats      []exported `json:"chats"`
		}{id(e.owner.User), e.owner.Handle, e.owner.Name, e.owner.CreatedAt.UTC(), e.at, list})
	})
}

// id is an id as it is on the wire.
func id(b [16]byte) string { return base64.RawURLEncoding.EncodeToString(b[:]) }
