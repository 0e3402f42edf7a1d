package messenger

import "context"

// Setting is a row of a user's settings (C30a). What names and values there are is the wire's table; what the domain itself
// decides by is in privacy.go.
type Setting struct {
	Rev         Rev
	Name, Value string
	// Gone is the tombstone of a choice that was taken back.
	Gone bool
}

// SetSetting: see Store.
type SetSetting struct {
	User UserID
	Name string
	// Value is empty where the choice is taken back.
	Value     string
	Committed func(Setting)
}

// SetSetting keeps it for all of the actor's devices. What changes who sees what is felt at once by those who saw it.
func (m *Messenger) SetSetting(ctx context.Context, actor Actor, name, value string) (Setting, error) {
	return m.store.SetSetting(ctx, SetSetting{
		User: actor.User, Name: name, Value: value,
		Committed: func(s Setting) {
			m.announce.SettingChanged(actor.User, s)
			if aboutPresence(name) {
				m.presence.retell(actor.User)
			}
		},
	})
}

// SetProfile: see Store.
type SetProfile struct {
	User        UserID
	Name, About string
	Committed   func(Person)
}

// SetProfile says who the actor is, to everybody who shares a chat with it. Name and about were held against the rules of
// names, which are auth's.
func (m *Messenger) SetProfile(ctx context.Context, actor Actor, name, about string) (Person, error) {
	return m.store.SetProfile(ctx, SetProfile{User: actor.User, Name: name, About: about, Committed: m.presence.tellOf})
}

// SetPicture: see Store. The zero picture takes it away.
type SetPicture struct {
	User      UserID
	Picture   FileID
	Committed func(Person)
}

// SetPicture says what the actor looks like: a picture that it uploaded. Everybody who shares a chat with it is told.
func (m *Messenger) SetPicture(ctx context.Context, actor Actor, picture FileID) (Person, error) {
	return m.store.SetPicture(ctx, SetPicture{User: actor.User, Picture: picture, Committed: m.presence.tellOf})
}

// Picture reads what a person or a group looks like, if the actor may see that.
func (m *Messenger) Picture(ctx context.Context, actor Actor, of [16]byte, id FileID) (KeptFile, error) {
	return m.store.Picture(ctx, actor.User, of, id)
}
