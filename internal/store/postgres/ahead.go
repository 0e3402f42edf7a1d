package postgres

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// needs is what an act will ask its transaction for, so that a batch locks and reads it for all acts at once.
type needs struct {
	// rows: it takes versions of account state, or makes chats.
	rows bool
	// chat is locked; with user, the user's membership and marks there are read; ids are client ids of the user's messages.
	chat, user int64
	ids        []messenger.ClientID
	// reads: it asks whether the two of the chat see what the other has read.
	reads bool
	// low and high name the chat of a pair, and id any chat, that may not be there yet.
	low, high int64
	id        messenger.ChatID
}

// place is a user in a chat.
type place struct{ chat, user int64 }

// membership is the newest row of a user's in members; none when from and to are zero and there is no role.
type membership struct {
	from messenger.Seq
	read messenger.Seq  // above it the member reads
	to   *messenger.Seq // nil while a member
	role messenger.Role
	// cleared is up to where the user took the chat out of its own view.
	cleared messenger.Seq
	// Of a direct chat: whether the user blocks the other, and the other the user.
	blocks, blockedBy messenger.Block
}

// messageID is what makes a message the same on each try (C6).
type messageID struct {
	client messenger.ClientID
	place
}

// first is the first acceptance of a message.
type first struct {
	seq  messenger.Seq
	at   int64
	hash []byte
}

// ahead is what was read under the locks of the chats, as the acts since have left it.
type ahead struct {
	members  map[place]membership
	marks    map[place]marks
	messages map[messageID]first
	// readsHidden are direct chats whose two do not see what the other has read.
	readsHidden map[int64]bool
}

func newAhead() ahead {
	return ahead{map[place]membership{}, map[place]marks{}, map[messageID]first{}, map[int64]bool{}}
}

// forget drops what is known of a chat's members: who needs it reads it again.
func (a *ahead) forget(chat int64) {
	for p := range a.members {
		if p.chat == chat {
			delete(a.members, p)
		}
	}
	for p := range a.marks {
		if p.chat == chat {
			delete(a.marks, p)
		}
	}
}

// wanted is what a batch needs, as columns.
type wanted struct {
	rows               bool
	chats              []int64
	lows, highs        []int64
	chatIDs            [][]byte
	placeChat, placeBy []int64
	clientIDs          [][]byte
	sentIn, sentBy     []int64
	readsIn            []int64
}

func want(batch []*act) *wanted {
	w := &wanted{}
	seen := map[place]bool{}
	for _, a := range batch {
		n := &a.needs
		w.rows = w.rows || n.rows
		if n.chat != 0 {
			w.chats = append(w.chats, n.chat)
		}
		if n.reads {
			w.readsIn = append(w.readsIn, n.chat)
		}
		if n.low != 0 {
			w.lows, w.highs = append(w.lows, n.low), append(w.highs, n.high)
		}
		if n.id != (messenger.ChatID{}) {
			w.chatIDs = append(w.chatIDs, n.id[:])
		}
		if p := (place{n.chat, n.user}); n.chat != 0 && n.user != 0 && !seen[p] {
			seen[p] = true
			w.placeChat, w.placeBy = append(w.placeChat, p.chat), append(w.placeBy, p.user)
		}
		for i := range n.ids {
			w.clientIDs = append(w.clientIDs, n.ids[i][:])
			w.sentIn, w.sentBy = append(w.sentIn, n.chat), append(w.sentBy, n.user)
		}
	}
	slices.Sort(w.chats)
	w.chats = slices.Compact(w.chats)
	return w
}

// Whoever appends the first entry of a direct chat makes rows of it in two accounts (C31), and where one of the two ever blocked the
// other any entry may be the first that somebody gets. That is read before the chat is locked. Heads only rise, so of them it is at
// most too careful; and a block that is new since makes no row appear.
const beginLock = `SELECT pg_advisory_xact_lock($1) WHERE $2 OR EXISTS (
	SELECT 1 FROM chats c WHERE chat_key = ANY($3) AND kind = 2 AND (head = 0
		OR EXISTS (SELECT 1 FROM blocks b WHERE b.user_key = c.low_user AND b.blocked_key = c.high_user)
		OR EXISTS (SELECT 1 FROM blocks b WHERE b.user_key = c.high_user AND b.blocked_key = c.low_user)))`

const lockChats = `SELECT ` + chatColumns + `, ` + summaryColumns + ` FROM chats WHERE chat_key = ANY($1) ORDER BY chat_key FOR NO KEY UPDATE`

const readPlaces = `SELECT p.chat, p.by, coalesce(m.from_seq, 0), coalesce(m.read_from, 0), m.to_seq, coalesce(m.role, 0),
		coalesce(k.delivered, -1), coalesce(k.read, 0), coalesce(k.shown_read, 0), coalesce(r.cleared_to, 0),
		coalesce((SELECT 1 + x.gone FROM chats c, blocks x WHERE c.chat_key = p.chat AND c.kind = 2
			AND x.user_key = p.by AND x.blocked_key = c.low_user + c.high_user - p.by LIMIT 1), 0),
		coalesce((SELECT 1 + x.gone FROM chats c, blocks x WHERE c.chat_key = p.chat AND c.kind = 2
			AND x.user_key = c.low_user + c.high_user - p.by AND x.blocked_key = p.by LIMIT 1), 0)
	FROM unnest($1::bigint[], $2::bigint[]) AS p (chat, by)
	LEFT JOIN LATERAL (SELECT from_seq, read_from, to_seq, role FROM members
		WHERE chat_key = p.chat AND user_key = p.by ORDER BY from_seq DESC LIMIT 1) m ON true
	LEFT JOIN marks k ON k.chat_key = p.chat AND k.user_key = p.by
	LEFT JOIN LATERAL (SELECT cleared_to FROM chat_rows WHERE user_key = p.by AND chat_key = p.chat LIMIT 1) r ON true`

// There is at most one of each: the limit says so to PostgreSQL, which else may think of joining the whole log.
const readFirsts = `SELECT m.client_id, m.chat_key, m.sender_key, m.seq, m.at, m.hash
	FROM unnest($1::bytea[], $2::bigint[], $3::bigint[]) AS p (id, chat, by)
	CROSS JOIN LATERAL (SELECT client_id, chat_key, sender_key, seq, at, hash FROM messages
		WHERE client_id = p.id AND sender_key = p.by AND chat_key = p.chat LIMIT 1) m`

const readReceipts = `SELECT c.chat_key, coalesce(l.value, ''), coalesce(h.value, '') FROM unnest($1::bigint[]) AS p (chat)
	JOIN chats c ON c.chat_key = p.chat AND c.kind + 0 = 2
	LEFT JOIN settings l ON l.user_key = c.low_user AND l.name = $2 AND l.gone = 0
	LEFT JOIN settings h ON h.user_key = c.high_user AND h.name = $2 AND h.gone = 0`

// begin begins the transaction of a batch: it locks what the acts need, in the order in which all nodes do, and then reads
// it. Each statement sees what was committed when it began, so what is read after a lock is as it stays.
func (t *tx) begin(w *wanted) error {
	if len(w.lows)+len(w.chatIDs) > 0 {
		return t.beginWithNames(w)
	}
	b := &pgx.Batch{}
	b.Queue(`BEGIN`)
	if w.rows || len(w.chats) > 0 {
		b.Queue(beginLock, int64(accountRows), w.rows, w.chats)
	}
	t.lookAhead(b, w)
	return t.conn.SendBatch(t.ctx, b).Close()
}

// beginWithNames finds the chats that are named otherwise than by their keys. Chats come to be under the lock of the account
// rows only, so what is not there now is not made by anybody else.
func (t *tx) beginWithNames(w *wanted) error {
	b := &pgx.Batch{}
	b.Queue(`BEGIN`)
	b.Queue(beginLock, int64(accountRows), true, w.chats)
	found := func(rows pgx.Rows) error {
		keys, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		w.chats = append(w.chats, keys...)
		return err
	}
	if len(w.lows) > 0 {
		b.Queue(`SELECT c.chat_key FROM unnest($1::bigint[], $2::bigint[]) AS p (low, high)
			CROSS JOIN LATERAL (SELECT chat_key FROM chats WHERE low_user = p.low AND high_user = p.high LIMIT 1) c`, w.lows, w.highs).Query(found)
	}
	if len(w.chatIDs) > 0 {
		b.Queue(`SELECT chat_key FROM chats WHERE id = ANY($1)`, w.chatIDs).Query(found)
	}
	if err := t.conn.SendBatch(t.ctx, b).Close(); err != nil {
		return err
	}
	b = &pgx.Batch{}
	t.lookAhead(b, w)
	if b.Len() == 0 {
		return nil
	}
	return t.conn.SendBatch(t.ctx, b).Close()
}

// lookAhead queues the statements that lock chats and read what the acts need of them.
func (t *tx) lookAhead(b *pgx.Batch, w *wanted) {
	if len(w.chats) > 0 {
		b.Queue(lockChats, w.chats).Query(t.readChats)
	}
	if len(w.placeChat) > 0 {
		b.Queue(readPlaces, w.placeChat, w.placeBy).Query(t.readPlaces)
	}
	if len(w.readsIn) > 0 {
		b.Queue(readReceipts, w.readsIn, messenger.SettingReceipts).Query(t.readReceipts)
	}
	if len(w.clientIDs) > 0 {
		b.Queue(readFirsts, w.clientIDs, w.sentIn, w.sentBy).Query(t.readFirsts)
	}
}

func (t *tx) readChats(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		c, err := scanChatWithSummaries(rows)
		if err != nil {
			return err
		}
		t.hold(c)
	}
	return rows.Err()
}

func (t *tx) readPlaces(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		var p place
		var m membership
		var k marks
		var delivered int64
		if err := rows.Scan(&p.chat, &p.user, &m.from, &m.read, &m.to, &m.role, &delivered, &k.read, &k.shownRead, &m.cleared, &m.blocks, &m.blockedBy); err != nil {
			return err
		}
		t.ahead.members[p] = m
		if k.delivered = messenger.Seq(max(delivered, 0)); delivered < 0 {
			k = marks{m.from, m.from, m.from} // who has none yet stands where its membership began
		}
		t.ahead.marks[p] = k
	}
	return rows.Err()
}

// readReceipts asks the rule of direct chats (C24).
func (t *tx) readReceipts(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		var chat int64
		var low, high string
		if err := rows.Scan(&chat, &low, &high); err != nil {
			return err
		}
		t.ahead.readsHidden[chat] = !messenger.ShowsReads(receiptsOf(low), receiptsOf(high))
	}
	return rows.Err()
}

func (t *tx) readFirsts(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		var id messageID
		var client []byte
		var f first
		if err := rows.Scan(&client, &id.chat, &id.user, &f.seq, &f.at, &f.hash); err != nil {
			return err
		}
		id.client = messenger.ClientID(client)
		t.ahead.messages[id] = f
	}
	return rows.Err()
}
