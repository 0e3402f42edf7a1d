package checker

import "twoticks/lab/faults/history"

// checkEnd looks at what stands when everything has come to rest (I7, I11).
func (c *checker) checkEnd() {
	mine := map[reader]marks{}
	others := map[reader]history.Event{}
	for i := range c.events {
		switch e := &c.events[i]; {
		case e.Op == history.FinalPlace:
			c.stale(e)
		case e.Op == history.FinalMarks && e.Kind == "mine":
			mine[reader{e.User, e.Chat}] = marks{e.Delivered, e.Read}
		case e.Op == history.FinalMarks:
			others[reader{e.User, e.Chat}] = *e
		}
	}
	for viewer, told := range others {
		c.tick(viewer, told, mine)
	}
}

func (c *checker) stale(e *history.Event) {
	l := c.log(e.Chat)
	if _, present := l.present(e.User); present && e.Seq < l.head {
		c.bad("I7", "stale", Lost, "%s ends at %d of %s, whose head is %d (it believes %d)", e.Device, e.Seq, e.Chat, l.head, e.To)
	}
}

// tick recomputes what a viewer may see of all the others from their own marks (C22).
func (c *checker) tick(viewer reader, told history.Event, mine map[reader]marks) {
	l := c.log(viewer.chat)
	least, found := marks{}, false
	for user := range l.members {
		if _, present := l.present(user); !present || user == viewer.user {
			continue
		}
		m, known := mine[reader{user, viewer.chat}]
		switch {
		case !known:
			return
		case !found:
			least, found = m, true
		default:
			least = marks{min(least.delivered, m.delivered), min(least.read, m.read)}
		}
	}
	if _, present := l.present(viewer.user); found && present && (least != marks{told.Delivered, told.Read}) {
		c.bad("I11", "wrong-tick", Untrue, "%s sees that the others have %v of %s; they have %v", viewer.user, marks{told.Delivered, told.Read}, viewer.chat, least)
	}
}
