package metrics

// What is asked for, and how it goes.
var (
	commandDuration = histogram("command_duration_seconds",
		"How long a command took, from when its turn came to its answer; its count is the rate. Of message.send it is the time to the acknowledgement, the commit included.", "command")
	commandErrors = counter("command_errors_total", "Commands that were refused or failed, by the code that the client was told.", "command", "code")
	httpRequests  = counter("http_requests_total", "Answers over HTTP, by the route of the site map (none: nothing is there) and their status. A WebSocket that opened has 101.", "route", "status")
	LimitRefusals = counter("limit_refusals_total", "What was refused since somebody did it too often, by limit.", "limit")
	HashesWaiting = gauge("password_hashes_waiting", "Passwords that wait to be hashed or are; more than a few for long is an attack, or a morning.")
)

// Live connections.
var (
	Connections    = gauge("connections", "Connections that are open, by kind: socket, or stream and requests that wait (the ways where no WebSocket gets through).", "kind")
	ConnectionEnds = counter("connection_ends_total", "Connections that ended, by reason: a close code of the protocol, client (it said goodbye), peer (the line went), silent, drain, refused.", "reason")
	FramesIn       = counter("frames_received_total", "Frames that clients sent.")
	FramesOut      = counter("frames_sent_total", "Frames that left for clients.")
	BytesOut       = counter("sent_bytes_total", "Bytes that left for clients over live connections.")
	EventsDropped  = counter("events_dropped_total", "Typing and presence events that slow connections did not get.")
	BadMessages    = counter("channel_messages_bad_total", "What came over the channel layer and is none of ours.")
	QueueFrames    = gauge("outbound_queue_frames", "Frames that wait for clients to read: of all connections (sum), and of the one with the most (max).", "of")
	QueueBytes     = gauge("outbound_queue_bytes", "The bytes of the events among them.", "of")
	pushDuration   = histogram("push_duration_seconds", "How long the oldest event of each write waited, from when it reached this node until it was written to the client's line.")
	Online         = gauge("people_online", "People of whom this node holds a presence lease or has held one a few seconds ago.")
	TypingChats    = gauge("chats_typing", "Chats in which somebody types, as this node knows.")
)

// The way of an event after its commit.
var (
	announceDuration = histogram("announce_duration_seconds", "How long after its commit a batch was handed to the fan-out and published.")
	Pushes           = counter("pushes_total", "Pushes to devices whose page is closed, by outcome: sent, failed, dropped (waited for too long, or too many waited), taken_back (its message was read elsewhere).", "outcome")
	Untold           = counter("events_untold_total", "Events whose audience could not be read; what stands in the store is found by the comparison.")
	Repaired         = counter("pushes_repaired_total", "Pushes that did not arrive and were made good by comparing with the store (C15).")
	Nodes            = gauge("nodes_heard", "Other nodes of this server that are heard now; 0 where there is one.")
	ChannelLost      = counter("channel_publishes_lost_total", "What this node published and Redis did not take.")
	ChannelMisses    = counter("channel_misses_total", "Times that the channel layer may have lost something, so that everybody here was told to read again.")
	ChannelDegraded  = gauge("degraded", "1 while the server works with less than it is set up with, by what is away.", "what")
)

// The store.
var (
	WriterQueue    = gauge("store_queue_acts", "Acts that wait for the store's writer.")
	commitDuration = histogram("store_commit_duration_seconds", "How long one transaction of the writer took, from its begin to the end of its commit.")
	commitActs     = histogram("store_commit_acts", "How many acts one transaction of the writer had (group commit).")
	Circuit        = gauge("store_circuit", "Whether the store is asked: 0 always, 1 it is being tried again, 2 not at all for a while; for reads and for writes.", "circuit")
	DatabaseBytes  = gauge("database_bytes", "Size of the files of an embedded database: data, and log (the write-ahead log).", "file")
	DiskFree       = gauge("data_disk_free_bytes", "Room on the disk of the data folder that this process may use.")
)

// The server itself.
var (
	Build              = gauge("build_info", "1; the label says which program runs.", "version")
	Draining           = gauge("draining", "1 once the server was told to stop.")
	LastBackup         = gauge("last_backup_timestamp_seconds", "When the last backup was made, in Unix time; not there before the first.")
	BackupFailed       = gauge("last_backup_failed", "1 when the last try to make one failed.")
	CertificateExpires = gauge("certificate_expires_timestamp_seconds", "When the certificate that the server shows expires, in Unix time; only of a server that speaks HTTPS by itself.")
)
