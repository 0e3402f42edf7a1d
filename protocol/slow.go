package protocol

// The slow way, for networks that let no WebSocket through (R12.1): events come by GET /api/stream as server-sent
// events, or else by a sync request that waits; commands go by POST.

// StreamOpened is the first event of a stream (GET /api/stream?version=1, and &visible=false for a page that cannot be
// seen): the same as Welcome, and the name of the stream. A POST that carries it in the header Twoticks-Stream is carried
// out for the stream's connection: so the commands that are about a connection (beat, chat.subscribe, typing.set …) work
// without a WebSocket; for a stream that has ended they are answered not_ready. The last thing of a stream is an event
// of the name "close" whose data is {"code": …}, a close code. A page that opens a stream by fetch sends the header
// Twoticks-Stream with any value, which no foreign page can.
type StreamOpened struct {
	Stream  StreamID `json:"stream"`
	Welcome Welcome  `json:"welcome"`
}

// SyncWait asks where everything stands, and waits for up to 20 s while it stands as Stamp and Rev say.
type SyncWait struct {
	// Rev is the newest version of the account state that the client holds.
	Rev Rev `json:"rev"`
	// Stamp is that of the answer before; empty asks for an answer at once.
	Stamp string `json:"stamp,omitzero"`
	// Visible as in Hello: the request counts as a live connection while it waits.
	Visible *bool `json:"visible,omitzero"`
}

// SyncWaited is the newest page of heads, and what changed of the account state.
type SyncWaited struct {
	// Stamp stands for all of this answer's state; give it with the next request.
	Stamp string `json:"stamp"`
	// Changed is absent when the time passed and nothing happened: then the rest is empty.
	Changed bool        `json:"changed,omitzero"`
	Rows    AccountRows `json:"rows"`
	Heads   Heads       `json:"heads"`
}
