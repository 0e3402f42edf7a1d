package protocol

// Version is the protocol's version. A client names the one that it speaks in hello; a server that does not speak it
// closes with CloseReload. It rises when an old client could misunderstand a new frame; additions alone do not raise it.
const Version = 1

// The limits of the wire itself. The limits of content (how long a text may be) are the messenger's and reach the
// client in Welcome.
const (
	MaxFrame    = 64 << 10  // bytes of one frame or one HTTP body
	MaxDepth    = 16        // nesting of JSON
	MaxBatch    = 50        // messages in one message.send
	MaxPage     = 200       // rows that one page may be asked for
	MaxPeople   = 200       // people named in one command
	MaxSafe     = 1<<53 - 1 // the largest whole number that JavaScript holds
	HelloWithin = 5000      // ms from the handshake to hello
)
