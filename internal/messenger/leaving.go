package messenger

import "context"

// leavingPage is how many rows of its account a deleted account is looked through at a time.
const leavingPage = 200

// AccountDeleted tells who knew a person that its account is nobody's any more, and takes it out of its groups, each with
// its line; the one rule of who administers them next holds. Direct chats stay: what is written there waits for nobody.
func (m *Messenger) AccountDeleted(ctx context.Context, user UserID) error {
	people, err := m.store.People(ctx, user, []UserID{user})
	if err != nil || len(people) == 0 {
		return err
	}
	if err := m.presence.tellPerson(ctx, people[0]); err != nil {
		return err
	}
	for rev, more := Rev(0), true; more; {
		rows, err := m.store.AccountSince(ctx, user, rev, leavingPage)
		if err != nil {
			return err
		}
		for _, row := range rows.Chats {
			if row.Kind != Group || row.To != 0 || row.Gone {
				continue
			}
			if err := m.LeaveGroup(ctx, Actor{User: user}, row.Chat); err != nil {
				return err
			}
		}
		rev, more = rows.Rev, rows.More
	}
	return nil
}
