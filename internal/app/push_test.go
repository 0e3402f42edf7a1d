package app_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/push"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// pushService is one of a browser's maker: it takes what is for its browsers and cannot read it.
type pushService struct {
	*httptest.Server
	came   chan pushRequest
	answer atomic.Int32
}

type pushRequest struct {
	path   string
	header http.Header
	body   []byte
}

func newPushService(t *testing.T) *pushService {
	s := &pushService{came: make(chan pushRequest, 100)}
	s.answer.Store(http.StatusCreated)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		answer := int(s.answer.Load()) // before it has come for the test, which may set another then
		s.came <- pushRequest{r.URL.Path, r.Header, body}
		w.WriteHeader(answer)
	}))
	t.Cleanup(s.Close)
	return s
}

// next is the push that comes; none that is not wanted may have come before it.
func (s *pushService) next(t *testing.T) pushRequest {
	t.Helper()
	select {
	case r := <-s.came:
		return r
	case <-time.After(10 * time.Second):
		t.Fatal("no push came")
		return pushRequest{}
	}
}

func (s *pushService) allow(c *config.Config) { c.PushServices = push.Services{s.URL} }

// quickly lets pushes wait for those who look at a chat only so long that an answer can come meanwhile.
func quickly(_ *config.Config, o *app.Options) { o.PushGrace = 300 * time.Millisecond }

// browser is the side that can read pushes.
type browser struct {
	key  *ecdh.PrivateKey
	auth []byte
}

func newBrowser(t *testing.T) browser {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	auth := make([]byte, 16)
	rand.Read(auth)
	return browser{key, auth}
}

var b64 = base64.RawURLEncoding

func (b browser) at(endpoint string) protocol.PushSubscribe {
	return protocol.PushSubscribe{Endpoint: endpoint, Key: b64.EncodeToString(b.key.PublicKey().Bytes()), Auth: b64.EncodeToString(b.auth), Language: "de", Preview: true}
}

// opens decrypts what came, by RFC 8291, and reads it.
func (b browser) opens(t *testing.T, r pushRequest) (said struct {
	Chat, Me, Language, From, In, Text string
	Seq                                protocol.Seq
	Holds                              []string
	Read                               bool
}) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	salt, n := r.body[:16], int(r.body[20])
	if size := binary.BigEndian.Uint32(r.body[16:20]); n != 65 || size != 4096 || r.header.Get("Content-Encoding") != "aes128gcm" {
		t.Fatalf("a record of %d, a key of %d: %v", size, n, r.header)
	}
	theirs, err := ecdh.P256().NewPublicKey(r.body[21 : 21+n])
	must(err)
	secret, err := b.key.ECDH(theirs)
	must(err)
	derive := func(secret, salt []byte, info string, n int) []byte {
		key, err := hkdf.Key(sha256.New, secret, salt, info, n)
		must(err)
		return key
	}
	ikm := derive(secret, b.auth, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(theirs.Bytes()), 32)
	block, err := aes.NewCipher(derive(ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	must(err)
	gcm, err := cipher.NewGCM(block)
	must(err)
	plain, err := gcm.Open(nil, derive(ikm, salt, "Content-Encoding: nonce\x00", 12), r.body[21+n:], nil)
	must(err)
	text, ok := strings.CutSuffix(strings.TrimRight(string(plain), "\x00"), "\x02")
	if !ok {
		t.Fatalf("it ends in %q", plain)
	}
	must(json.Unmarshal([]byte(text), &said))
	return said
}

// signed checks who says to have sent it (RFC 8292).
func (r pushRequest) signed(t *testing.T, key, audience string) {
	t.Helper()
	token, k, ok := strings.Cut(strings.TrimPrefix(r.header.Get("Authorization"), "vapid t="), ", k=")
	parts := strings.Split(token, ".")
	if !ok || k != key || len(parts) != 3 {
		t.Fatalf("it is from %q, want %q", r.header.Get("Authorization"), key)
	}
	point, err := b64.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		t.Fatal(err)
	}
	signature, _ := b64.DecodeString(parts[2])
	hash := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if len(signature) != 64 || !ecdsa.Verify(public, hash[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		t.Error("the signature is not the server's")
	}
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	bytes, _ := b64.DecodeString(parts[1])
	if err := json.Unmarshal(bytes, &claims); err != nil || claims.Aud != audience || claims.Sub == "" || time.Until(time.Unix(claims.Exp, 0)) > 24*time.Hour {
		t.Errorf("it says %s", bytes)
	}
}

func words(format string, args ...any) protocol.NewMessage {
	m := text(format, args...)
	m.ClientID = randomID()
	return m
}

// onBothWithPushes is onBothStores with a push service.
func onBothWithPushes(t *testing.T, run func(t *testing.T, s *testkit.Server, service *pushService)) {
	for _, store := range []string{"sqlite", "postgres"} {
		t.Run(store, func(t *testing.T) {
			service := newPushService(t)
			settings := []testkit.Setting{testkit.With(unlimited), testkit.With(service.allow), quickly}
			if store == "postgres" {
				settings = append(settings, testkit.With(on(newDatabase(t))))
			}
			run(t, testkit.Start(t, settings...), service)
		})
	}
}

func TestPush(t *testing.T) {
	onBothWithPushes(t, func(t *testing.T, s *testkit.Server, service *pushService) {
		ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
		chat := openChat(t, ana, bo)
		key := call[protocol.PushKeyIs](t, bo.Client, "push.key", protocol.PushKey{}).Key
		phone := newBrowser(t)
		call[protocol.Done](t, bo.Client, "push.subscribe", phone.at(service.URL+"/bo"))

		seq := sendOne(t, ana.Client, chat, words("The ferry is late"))
		r := service.next(t)
		said := phone.opens(t, r)
		r.signed(t, key, service.URL)
		if said.Chat != chat.String() || said.Me != bo.Me.ID.String() || said.Seq != seq || said.From != "Ana" || said.In != "" || said.Text != "The ferry is late" || said.Language != "de" {
			t.Errorf("it says %+v", said)
		}
		if r.path != "/bo" || r.header.Get("Ttl") == "" || r.header.Get("Urgency") != "high" || r.header.Get("Topic") == "" || len(r.header.Get("Topic")) > 32 || strings.Contains(fmt.Sprint(r.header), chat.String()) {
			t.Errorf("with %v", r.header)
		}

		t.Run("of several at once the newest, and what it holds", func(t *testing.T) {
			sendOne(t, ana.Client, chat, words("one"))
			sendOne(t, ana.Client, chat, words("two"))
			f := upload(t, ana.Client, "picture", photo(t))
			last := sendOne(t, ana.Client, chat, withFiles("", f, upload(t, ana.Client, "file", []byte("x"))))
			said := phone.opens(t, service.next(t))
			for said.Seq != last { // the upload may have taken longer than the grace
				said = phone.opens(t, service.next(t))
			}
			if said.Text != "" || fmt.Sprint(said.Holds) != "[picture file]" {
				t.Errorf("it says %+v", said)
			}
		})

		t.Run("in a group with its name; nothing of it where that is not wanted", func(t *testing.T) {
			group := call[protocol.ChatOpened](t, ana.Client, "group.create", protocol.GroupCreate{ClientID: randomID(), Name: "Garden", Users: []protocol.UserID{bo.Me.ID}}).Row.Chat
			sendOne(t, ana.Client, group, words("%s", strings.Repeat("ß", 300)))
			if said := phone.opens(t, service.next(t)); said.In != "Garden" || said.From != "Ana" || said.Text != strings.Repeat("ß", 200)+"…" {
				t.Errorf("it says %+v", said)
			}
			bare := phone.at(service.URL + "/bo")
			bare.Preview = false
			call[protocol.Done](t, bo.Client, "push.subscribe", bare)
			sendOne(t, ana.Client, group, words("a secret"))
			if said := phone.opens(t, service.next(t)); said.In != "" || said.From != "" || said.Text != "" || said.Chat != group.String() {
				t.Errorf("it says %+v", said)
			}
		})

		group := call[protocol.ChatOpened](t, ana.Client, "group.create", protocol.GroupCreate{ClientID: randomID(), Name: "Club", Users: []protocol.UserID{bo.Me.ID}}).Row.Chat
		// told sends a message elsewhere, which comes after whatever was to come before it.
		told := func(t *testing.T, when string) {
			t.Helper()
			marker := sendOne(t, ana.Client, group, words("and this"))
			if said := phone.opens(t, service.next(t)); said.Chat != group.String() || said.Seq != marker {
				t.Errorf("%s: message %d of %s was pushed", when, said.Seq, said.Chat)
			}
		}
		set := func(change protocol.ChatSet) { call[protocol.ChatKept](t, bo.Client, "chat.set", change) }
		yes, no := true, false

		t.Run("taken back when it is read on another device, all of it", func(t *testing.T) {
			seq := sendOne(t, ana.Client, chat, words("read later"))
			if said := phone.opens(t, service.next(t)); said.Seq != seq || said.Read {
				t.Errorf("it says %+v", said)
			}
			laptop := s.SignIn(t, "bo")
			mark := func(upto protocol.Seq) {
				t.Helper()
				call[protocol.ReceiptMarked](t, laptop.Client, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: upto}}})
			}
			mark(seq - 1)
			mark(seq)
			r := service.next(t)
			if said := phone.opens(t, r); !said.Read || said.Chat != chat.String() || said.Seq != seq || said.Me != bo.Me.ID.String() || said.From+said.Text != "" {
				t.Errorf("it says %+v", said)
			}
			told(t, "taken back once")
		})

		t.Run("not what was read, nor what the device has, nor one's own", func(t *testing.T) {
			seq := sendOne(t, ana.Client, chat, words("read at once"))
			call[protocol.ReceiptMarked](t, s.SignIn(t, "bo").Client, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: seq}}})
			told(t, "read on another device")
			seq = sendOne(t, ana.Client, chat, words("here already"))
			call[protocol.ReceiptMarked](t, bo.Client, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Delivered: seq}}})
			told(t, "on the device")
			sendOne(t, bo.Client, chat, words("my own"))
			told(t, "one's own")
			seq = sendOne(t, ana.Client, chat, words("a mistake"))
			call[protocol.MessageChange](t, ana.Client, "message.delete", protocol.MessageDelete{Chat: chat, Seq: seq})
			told(t, "deleted at once")
		})

		t.Run("not of a chat that is quiet, unless it calls one by name", func(t *testing.T) {
			set(protocol.ChatSet{Chat: chat, Mute: "hours"})
			sendOne(t, ana.Client, chat, words("ssh"))
			told(t, "muted")
			set(protocol.ChatSet{Chat: chat, Mute: "off", Archived: &yes})
			sendOne(t, ana.Client, chat, words("away"))
			told(t, "put away")
			set(protocol.ChatSet{Chat: chat, Archived: &no})

			second := call[protocol.ChatOpened](t, ana.Client, "group.create", protocol.GroupCreate{ClientID: randomID(), Name: "Loud", Users: []protocol.UserID{bo.Me.ID}}).Row.Chat
			set(protocol.ChatSet{Chat: second, Mute: "hours"})
			seq := sendOne(t, ana.Client, second, words("come, @bo"))
			if said := phone.opens(t, service.next(t)); said.Chat != second.String() || said.Seq != seq {
				t.Errorf("called by name: %+v", said)
			}
			call[protocol.SettingKept](t, bo.Client, "settings.set", protocol.SettingSet{Name: "notify.mentions", Value: "off"})
			sendOne(t, ana.Client, second, words("come, @bo"))
			told(t, "called by name, which is not wanted")
		})

		t.Run("not of a chat before one's eyes on another device", func(t *testing.T) {
			laptop := s.SignIn(t, "bo").GoOnline(t)
			if _, err := client.Do[protocol.ChatSubscribed](testkit.Within(t), laptop, "chat.subscribe", protocol.ChatSubscribe{Chat: chat}); err != nil {
				t.Fatal(err)
			}
			beat := func(focused bool) {
				t.Helper()
				if _, err := client.Do[protocol.BeatReply](testkit.Within(t), laptop, "beat", protocol.Beat{Visible: true, Focused: focused}); err != nil {
					t.Fatal(err)
				}
			}
			beat(true)
			sendOne(t, ana.Client, chat, words("you look at it"))
			told(t, "looked at")
			beat(false)
			seq := sendOne(t, ana.Client, chat, words("you look away"))
			if said := phone.opens(t, service.next(t)); said.Chat != chat.String() || said.Seq != seq {
				t.Errorf("looked away: %+v", said)
			}
			laptop.Cut()
		})

		t.Run("not what a person writes whom one blocks", func(t *testing.T) {
			call[protocol.PersonBlocked](t, bo.Client, "person.block", protocol.PersonBlock{User: ana.Me.ID})
			sendOne(t, ana.Client, chat, words("let me in"))
			told(t, "blocked")
			call[protocol.PersonBlocked](t, bo.Client, "person.unblock", protocol.PersonUnblock{User: ana.Me.ID})
		})

		t.Run("a service that fails is asked again, one that knows the device no more is not", func(t *testing.T) {
			service.answer.Store(http.StatusServiceUnavailable)
			seq := sendOne(t, ana.Client, chat, words("again"))
			first := phone.opens(t, service.next(t))
			service.answer.Store(http.StatusCreated)
			if again := phone.opens(t, service.next(t)); first.Seq != seq || again.Seq != seq {
				t.Errorf("%+v, and then %+v", first, again)
			}
			service.answer.Store(http.StatusGone)
			sendOne(t, ana.Client, chat, words("the last"))
			service.next(t)
			service.answer.Store(http.StatusCreated)
			other := s.SignIn(t, "bo")
			call[protocol.Done](t, other.Client, "push.subscribe", phone.at(service.URL+"/other"))
			sendOne(t, ana.Client, group, words("on the other"))
			if r := service.next(t); r.path != "/other" {
				t.Errorf("%s is told still", r.path)
			}

			call[protocol.Done](t, other.Client, "session.end", protocol.SessionEnd{})
			call[protocol.Done](t, bo.Client, "push.subscribe", phone.at(service.URL+"/bo"))
			told(t, "signed out")
			call[protocol.Done](t, bo.Client, "push.unsubscribe", protocol.PushUnsubscribe{})
			call[protocol.Done](t, ana.Client, "push.subscribe", phone.at(service.URL+"/ana"))
			sendOne(t, ana.Client, group, words("not for Bo"))
			sendOne(t, bo.Client, group, words("for Ana"))
			if r := service.next(t); r.path != "/ana" {
				t.Errorf("%s is told still", r.path)
			}
		})

		t.Run("what waits is told before the server stops, by the key that it always had", func(t *testing.T) {
			bos := bo.GoOnline(t)
			seq := sendOne(t, bo.Client, chat, words("goodbye"))
			for added := (protocol.MessageAdded{}); added.Message.Chat != chat || added.Message.Seq != seq; {
				added, _ = until[protocol.MessageAdded](t, bos)
			}
			s.Restart()
			if said := phone.opens(t, service.next(t)); said.Text != "goodbye" {
				t.Errorf("it says %+v", said)
			}
			if after := call[protocol.PushKeyIs](t, s.SignIn(t, "bo").Client, "push.key", protocol.PushKey{}).Key; after != key {
				t.Errorf("the key was %s and is %s", key, after)
			}
		})
		if n := len(service.came); n != 0 {
			t.Errorf("%d pushes too many came", n)
		}
	})
}

// Row 77 of the bad inputs: pushes go to push services and nowhere else.
func TestPushEndpointsThatAreNotAllowed(t *testing.T) {
	service, canary := newPushService(t), newPushService(t)
	s := testkit.Start(t, testkit.With(unlimited), testkit.With(func(c *config.Config) {
		c.PushServices = append(push.Usual(), service.URL)
	}))
	bo, phone := s.SignUp(t, "Bo"), newBrowser(t)
	for _, endpoint := range []string{
		"", "x", "http://fcm.googleapis.com/a", "https://fcm.googleapis.com:8443/a", "https://fcm.googleapis.com.example.org/a", "https://user@fcm.googleapis.com/a",
		"https://evil.example.org/a", "https://push.apple.com.evil.example.org/a", "https://127.0.0.1/a", "https://[::1]/a", "https://169.254.169.254/a", canary.URL + "/a",
		strings.Replace(service.URL, "http:", "https:", 1) + "/a", "https://fcm.googleapis.com/" + strings.Repeat("a", 2_000), "ftp://fcm.googleapis.com/a",
	} {
		refusedWith(t, bo.Client, "push.subscribe", phone.at(endpoint), protocol.CodePushEndpoint)
	}
	for _, endpoint := range []string{"https://fcm.googleapis.com/fcm/send/a", "https://updates.push.services.mozilla.com/wpush/v2/a", "https://web.push.apple.com/a", service.URL + "/a"} {
		call[protocol.Done](t, bo.Client, "push.subscribe", phone.at(endpoint))
	}
	for _, change := range []func(*protocol.PushSubscribe){
		func(r *protocol.PushSubscribe) { r.Key = b64.EncodeToString(make([]byte, 65)) }, // no point of the curve
		func(r *protocol.PushSubscribe) { r.Auth = "AAEC" },
		func(r *protocol.PushSubscribe) { r.Language = strings.Repeat("x", 100) },
	} {
		r := phone.at(service.URL + "/a")
		change(&r)
		refusedWith(t, bo.Client, "push.subscribe", r, protocol.CodeBadField)
	}
	if n := len(canary.came); n != 0 {
		t.Errorf("%d requests came", n)
	}
}

func TestServerThatSendsNoPushes(t *testing.T) {
	s := testkit.Start(t)
	bo := s.SignUp(t, "Bo")
	if key := call[protocol.PushKeyIs](t, bo.Client, "push.key", protocol.PushKey{}).Key; key != "" {
		t.Errorf("it has a key: %s", key)
	}
	refusedWith(t, bo.Client, "push.subscribe", newBrowser(t).at("https://fcm.googleapis.com/fcm/send/a"), protocol.CodePushEndpoint)
	call[protocol.Done](t, bo.Client, "push.unsubscribe", protocol.PushUnsubscribe{})
}

// Bo looks at the chat in a window of the other node, scrolled up, so that nothing is read; and then reads it there.
func TestPushWhileOneLooksOrReadsAtAnotherNode(t *testing.T) {
	service := newPushService(t)
	c := startCluster(t, testkit.With(service.allow), quickly)
	ana, bo := c.a.SignUp(t, "Ana"), c.b.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	group := call[protocol.ChatOpened](t, ana.Client, "group.create", protocol.GroupCreate{ClientID: randomID(), Name: "Club", Users: []protocol.UserID{bo.Me.ID}}).Row.Chat
	first := sendOne(t, ana.Client, chat, words("first"))
	call[protocol.ReceiptMarked](t, bo.Client, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: first}}})
	phone := newBrowser(t)
	call[protocol.Done](t, bo.Client, "push.subscribe", phone.at(service.URL+"/bo"))
	laptop := c.b.SignIn(t, "bo").GoOnline(t)
	do[protocol.ChatSubscribed](t, laptop, "chat.subscribe", protocol.ChatSubscribe{Chat: chat})
	for _, looks := range []bool{true, false} {
		do[protocol.BeatReply](t, laptop, "beat", protocol.Beat{Visible: true, Focused: looks})
		want := sendOne(t, ana.Client, chat, words("look"))
		if looks {
			want = sendOne(t, ana.Client, group, words("elsewhere"))
		}
		if said := phone.opens(t, service.next(t)); said.Seq != want || (said.Chat == group.String()) != looks {
			t.Errorf("while Bo looks %t: message %d of %s is pushed", looks, said.Seq, said.Chat)
		}
	}
	last := sendOne(t, ana.Client, chat, words("and read there"))
	if said := phone.opens(t, service.next(t)); said.Seq != last || said.Read {
		t.Errorf("it says %+v", said)
	}
	do[protocol.ReceiptMarked](t, laptop, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: last}}})
	if said := phone.opens(t, service.next(t)); said.Chat != chat.String() || said.Seq != last || !said.Read {
		t.Errorf("read at the other node: %+v", said)
	}
}
