package channel

// The first of the published bytes says how much the rest matters; the frame follows it.
const (
	// ClassLog is what happened to a log or to account state: it is delivered, or the connection is closed and reads
	// again; it is never dropped in silence.
	ClassLog byte = 'L'
	// ClassEphemeral is typing and presence: it may be dropped when a connection reads too slowly.
	ClassEphemeral byte = 'E'
	// ClassNode is what nodes tell each other; no connection gets it.
	ClassNode byte = 'N'
)
