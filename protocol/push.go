package protocol

// PushKey asks for the key by which push services know this server.
type PushKey struct{}

// PushKeyIs answers it. A browser subscribes with Key, an uncompressed point of P-256 as base64url; empty where this server sends no
// pushes.
type PushKeyIs struct {
	Key string `json:"key"`
}

// PushSubscribe has this device told of messages while its page is closed, by its browser's push service (Web Push, RFC 8030). It
// replaces what the device said before, and ends with the session. A program may not.
//
// What is pushed is JSON, encrypted for the browser (RFC 8291): the chat, the seq, for whom it is (me), the language, and where Preview
// is set who wrote it (from), in which group (in), the first 200 characters (text), and the shapes of its files (holds). Nothing is
// pushed of a message that the device has, that was read, or whose chat is muted, put away, or open before the person's eyes.
type PushSubscribe struct {
	Endpoint string `json:"endpoint"`
	// Key and Auth are the subscription's p256dh and auth, as base64url.
	Key  string `json:"key"`
	Auth string `json:"auth"`
	// Language is that of the device's page, such as "en".
	Language string `json:"language"`
	// Preview lets it say who wrote, and what.
	Preview bool `json:"preview"`
}

// PushUnsubscribe ends that for this device.
type PushUnsubscribe struct{}
