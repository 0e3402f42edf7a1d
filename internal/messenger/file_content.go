package messenger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
)

// FileRef is what a sender says of a file: which one, and what it is called here.
type FileRef struct {
	ID   FileID
	Name string
}

// fileBody is a file in the body of a message.
type fileBody struct {
	ID     string `json:"id"`
	Shape  string `json:"shape"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Blur   string `json:"blur,omitempty"`
	Plays  int64  `json:"plays_ms,omitempty"`
	Wave   string `json:"wave,omitempty"`
}

// filesContent makes the content of a message with files. Its words may be none.
func filesContent(files []File, text string) (Content, error) {
	body := struct {
		Files []fileBody `json:"files"`
		Text  string     `json:"text,omitempty"`
	}{make([]fileBody, len(files)), text}
	for i, f := range files {
		body.Files[i] = fileBody{
			fileCoding.EncodeToString(f.ID[:]), string(f.Shape), f.Name, f.Type, f.Size, f.Width, f.Height,
			fileCoding.EncodeToString(f.Blur), f.Plays.Milliseconds(), fileCoding.EncodeToString(f.Wave),
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		return Content{}, err
	}
	return Content{KindFiles, 1, bytes.TrimRight(b.Bytes(), "\n")}, nil
}

// Findable is what a message is found by: its words, and the names of its files.
func (c Content) Findable() string {
	text := c.Text()
	for _, f := range c.files() {
		text += "\n" + f.Name
	}
	return text
}

// FileNames are what a message's files are called.
func (c Content) FileNames() (names []string) {
	for _, f := range c.files() {
		names = append(names, f.Name)
	}
	return names
}

// Shapes are those of a message's files.
func (c Content) Shapes() (shapes []FileShape) {
	for _, f := range c.files() {
		shapes = append(shapes, FileShape(f.Shape))
	}
	return shapes
}

func (c Content) files() []fileBody {
	var body struct {
		Files []fileBody `json:"files"`
	}
	if c.Kind != KindFiles || json.Unmarshal(c.Body, &body) != nil {
		return nil
	}
	return body.Files
}

// SameFiles says whether two contents have the same files, in the same order.
func (c Content) SameFiles(other Content) bool {
	return c.Kind == other.Kind && slices.Equal(c.fileIDs(), other.fileIDs())
}

func (c Content) fileIDs() (ids []string) {
	for _, f := range c.files() {
		ids = append(ids, f.ID)
	}
	return ids
}

// NewFiles makes a message of files, of which nothing but the sender's word is known yet: Send asks the store for the rest.
func NewFiles(refs []FileRef, text string) (NewMessage, error) {
	m := NewMessage{Files: refs, Content: Content{Kind: KindFiles, Version: 1}, caption: text}
	if len(refs) == 0 || len(refs) > MaxMessageFiles {
		return m, ErrBadField.In("files")
	}
	seen := map[FileID]bool{}
	for i := range m.Files {
		if m.Files[i].ID == (FileID{}) || seen[m.Files[i].ID] {
			return m, ErrBadField.In("files")
		}
		seen[m.Files[i].ID] = true
		var err error
		if m.Files[i].Name, err = CheckFileName(m.Files[i].Name); err != nil {
			return m, err
		}
	}
	if text == "" {
		return m, nil
	}
	return m, CheckText(text)
}

// describe completes messages by what the server knows of their files and links.
func (m *Messenger) describe(ctx context.Context, actor Actor, messages []NewMessage) error {
	if err := m.describeFiles(ctx, actor, messages); err != nil {
		return err
	}
	return m.describeLinks(ctx, messages)
}

// describeFiles completes messages that have files. One that the actor may not send, or that is not whole, keeps the message
// from being stored: the store does not find it.
func (m *Messenger) describeFiles(ctx context.Context, actor Actor, messages []NewMessage) error {
	var ids []FileID
	for _, message := range messages {
		for _, ref := range message.Files {
			ids = append(ids, ref.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	list, err := m.store.FilesToSend(ctx, actor.User, ids)
	if err != nil {
		return err
	}
	known := make(map[FileID]File, len(list))
	for _, f := range list {
		known[f.ID] = f
	}
	for i := range messages {
		if len(messages[i].Files) == 0 {
			continue
		}
		files := make([]File, len(messages[i].Files))
		for n, ref := range messages[i].Files {
			f, ok := known[ref.ID]
			if !ok {
				messages[i].Files[n].ID = FileID{}
			}
			f.Name = ref.Name
			files[n] = f
		}
		if messages[i].Content, err = filesContent(files, messages[i].caption); err != nil {
			return err
		}
	}
	return nil
}

// hashFiles is the fingerprint of a message with files, of what its sender said of them: the rest is the server's.
func (m *NewMessage) hashFiles() [8]byte {
	h := sha256.New()
	h.Write([]byte(KindFiles))
	h.Write([]byte{0})
	for _, ref := range m.Files {
		h.Write(ref.ID[:])
		h.Write([]byte(ref.Name))
		h.Write([]byte{0})
	}
	h.Write([]byte(m.caption))
	return [8]byte(h.Sum(nil))
}
