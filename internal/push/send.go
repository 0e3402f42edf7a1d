package push

import (
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"twoticks/internal/messenger"
	"twoticks/internal/safehttp"
)

// said is what a push carries; the service worker of the page reads it (web/src/worker/pushed.ts). It names the message and, where the
// person lets it, who wrote what. What is to be read in full the worker fetches.
type said struct {
	Chat string `json:"chat"`
	Seq  uint64 `json:"seq"`
	// Me is whom it is for: several people may have used the browser.
	Me       string `json:"me"`
	Language string `json:"language"`
	// From is who wrote it, In the name of the group; both absent where nothing is to be shown.
	From string `json:"from,omitempty"`
	In   string `json:"in,omitempty"`
	// Text is the beginning of what was written, Holds the shapes of its files.
	Text  string   `json:"text,omitempty"`
	Holds []string `json:"holds,omitempty"`
	// Read says that it was read elsewhere, up to Seq: what was shown of the chat goes.
	Read bool `json:"read,omitempty"`
}

const maxSaid = 200 // characters

func saidOf(j job, d messenger.PushDevice) said {
	return said{Chat: coding.EncodeToString(j.chat[:]), Seq: uint64(j.seq), Me: coding.EncodeToString(d.User[:]), Language: d.Language}
}

func payload(j job, m *messenger.PushMessage, to *messenger.PushStanding) said {
	s := saidOf(j, to.PushDevice)
	if to.Preview {
		s.From = m.SenderName
		if m.Kind == messenger.Group {
			s.In = m.Name
		}
		s.Text = cut(m.Content.Text(), maxSaid)
		for _, shape := range m.Content.Shapes() {
			s.Holds = append(s.Holds, string(shape))
		}
	}
	return s
}

func cut(text string, most int) string {
	n := 0
	for i := range text {
		if n == most {
			return text[:i] + "…"
		}
		n++
	}
	return text
}

// send hands one push to its service. With an error, the time is how long to wait before the next try; negative where none makes
// sense.
func (p *Push) send(chat messenger.ChatID, s said, to messenger.PushDevice) (time.Duration, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return -1, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), sendWithin)
	defer cancel()
	keep := p.config.Keep
	if keep <= 0 || keep > maxKeep {
		keep = maxKeep
	}
	// While it waits there, it is replaced by the next of the same chat, as by word that it was read. The topic says nothing of which chat that is.
	topic := sha256.Sum256([]byte(p.private + string(chat[:])))
	answer, err := webpush.SendNotificationWithContext(ctx, body, &webpush.Subscription{
		Endpoint: to.Endpoint, Keys: webpush.Keys{P256dh: coding.EncodeToString(to.Key), Auth: coding.EncodeToString(to.Auth)},
	}, &webpush.Options{
		HTTPClient: p.client, Subscriber: p.config.Subscriber, Topic: coding.EncodeToString(topic[:24]), TTL: int(keep.Seconds()), Urgency: webpush.UrgencyHigh,
		VAPIDPublicKey: p.public, VAPIDPrivateKey: p.private,
	})
	switch {
	case errors.Is(err, safehttp.ErrForbidden):
		return -1, err // it was allowed once, and the name means something else by now, or the operator does
	case err != nil:
		return 0, err
	}
	io.Copy(io.Discard, io.LimitReader(answer.Body, 4<<10)) // so that the connection can be used again
	answer.Body.Close()
	return outcome(answer)
}

func outcome(answer *http.Response) (time.Duration, error) {
	err := fmt.Errorf("the push service answered %d", answer.StatusCode)
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return 0, nil
	case code == http.StatusTooManyRequests || code >= 500:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return time.Duration(min(max(seconds, 0), int(giveUpAt.Seconds()))) * time.Second, err
	default:
		return -1, err
	}
}

func isPoint(key []byte) bool {
	_, err := ecdh.P256().NewPublicKey(key)
	return err == nil
}
