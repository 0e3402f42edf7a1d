package protocol

// Error is the one envelope of everything that went wrong, on both doors.
type Error struct {
	// Code is from the registry below; a client decides by it.
	Code ErrorCode `json:"code"`
	// Message is plain English without internals, for logs and for people who write clients. The page has its own words.
	Message string `json:"message"`
	// Field names the part of the request that was refused, as a path (messages/0/client_id).
	Field string `json:"field,omitzero"`
	// RetryAfterMs is how long to wait before the same is worth trying again.
	RetryAfterMs int64 `json:"retry_after_ms,omitzero"`
	// RequestID leads to the line in the server's log.
	RequestID string `json:"request_id,omitzero"`
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// ErrorCode is a reason out of the registry.
type ErrorCode string

// CodeInfo is what the registry says of a code.
type CodeInfo struct {
	// Status is the HTTP status that goes with it.
	Status int
	// Final: repeating the same request cannot succeed. Otherwise it is worth repeating, after RetryAfterMs if given.
	Final bool
	// Doc says what it means.
	Doc string
}

const (
	CodeBadJSON            ErrorCode = "bad_json"
	CodeJSONTooDeep        ErrorCode = "json_too_deep"
	CodeInvalidUTF8        ErrorCode = "invalid_utf8"
	CodeUnknownField       ErrorCode = "unknown_field"
	CodeBadField           ErrorCode = "bad_field"
	CodeTooLarge           ErrorCode = "too_large"
	CodeUnknownType        ErrorCode = "unknown_type"
	CodeNotReady           ErrorCode = "not_ready"
	CodeAlreadyReady       ErrorCode = "already_ready"
	CodeUpgradeRequired    ErrorCode = "upgrade_required"
	CodeLoginRequired      ErrorCode = "login_required"
	CodeOriginNotAllowed   ErrorCode = "origin_not_allowed"
	CodeCrossSite          ErrorCode = "cross_site"
	CodeJSONRequired       ErrorCode = "json_required"
	CodeMethodNotAllowed   ErrorCode = "method_not_allowed"
	CodeNotFound           ErrorCode = "not_found"
	CodeWrongHost          ErrorCode = "wrong_host"
	CodeTokenInURL         ErrorCode = "token_in_url"
	CodeInvalidCredentials ErrorCode = "invalid_credentials"
	CodeTooManyAttempts    ErrorCode = "too_many_attempts"
	CodeNameNotAllowed     ErrorCode = "name_not_allowed"
	CodeAboutNotAllowed    ErrorCode = "about_not_allowed"
	CodeHandleNotAllowed   ErrorCode = "handle_not_allowed"
	CodeHandleTaken        ErrorCode = "handle_taken"
	CodePasswordTooShort   ErrorCode = "password_too_short"
	CodePasswordTooLong    ErrorCode = "password_too_long"
	CodePasswordCommon     ErrorCode = "password_common"
	CodeRegistrationClosed ErrorCode = "registration_closed"
	CodeInviteInvalid      ErrorCode = "invite_invalid"
	CodeResetInvalid       ErrorCode = "reset_invalid"
	CodeNotAllowed         ErrorCode = "not_allowed"
	CodeAccountDisabled    ErrorCode = "account_disabled"
	CodeLastAdministrator  ErrorCode = "last_administrator"
	CodeChatNotFound       ErrorCode = "chat_not_found"
	CodeNotAMember         ErrorCode = "not_a_member"
	CodePersonNotFound     ErrorCode = "person_not_found"
	CodeEntryNotFound      ErrorCode = "entry_not_found"
	CodeNotAllowedToSend   ErrorCode = "not_allowed_to_send"
	CodeNotYours           ErrorCode = "not_yours"
	CodeTooLate            ErrorCode = "too_late"
	CodePersonBlocked      ErrorCode = "person_blocked"
	CodeGroupFull          ErrorCode = "group_full"
	CodeTooManyKept        ErrorCode = "too_many_kept"
	CodeHookNotFound       ErrorCode = "hook_not_found"
	CodeFileNotFound       ErrorCode = "file_not_found"
	CodeFileMissing        ErrorCode = "file_missing"
	CodeFileOffset         ErrorCode = "file_offset"
	CodeFileTooLarge       ErrorCode = "file_too_large"
	CodeLengthMismatch     ErrorCode = "length_mismatch"
	CodeQuotaFull          ErrorCode = "quota_full"
	CodeImageTooLarge      ErrorCode = "image_too_large"
	CodeImageDamaged       ErrorCode = "image_damaged"
	CodePushEndpoint       ErrorCode = "push_endpoint_not_allowed"
	CodeMarkAhead          ErrorCode = "mark_ahead"
	CodeTextEmpty          ErrorCode = "text_empty"
	CodeTextTooLong        ErrorCode = "text_too_long"
	CodeTextNotAllowed     ErrorCode = "text_not_allowed"
	CodeClientIDConflict   ErrorCode = "client_id_conflict"
	CodeRateLimited        ErrorCode = "rate_limited"
	CodeOverloaded         ErrorCode = "overloaded"
	CodeUnavailable        ErrorCode = "unavailable"
	CodeDraining           ErrorCode = "draining"
	CodeServerFull         ErrorCode = "server_full"
	CodeStorageFull        ErrorCode = "storage_full"
	CodeOutcomeUnknown     ErrorCode = "outcome_unknown"
	CodeInternal           ErrorCode = "internal"
)

// Codes is the registry of error codes.
var Codes = map[ErrorCode]CodeInfo{
	CodeBadJSON:            {400, true, "The frame or body is not JSON."},
	CodeJSONTooDeep:        {400, true, "The JSON is nested more than 16 deep."},
	CodeInvalidUTF8:        {400, true, "The bytes are not UTF-8."},
	CodeUnknownField:       {400, true, "A name that this command does not have; names are case-sensitive."},
	CodeBadField:           {400, true, "A field is missing, has the wrong type or is out of range; field names it."},
	CodeTooLarge:           {413, true, "More bytes or more rows than one request may carry."},
	CodeUnknownType:        {404, true, "There is no command of this name."},
	CodeNotReady:           {400, true, "A command came before hello."},
	CodeAlreadyReady:       {409, true, "A second hello on the same connection."},
	CodeUpgradeRequired:    {426, true, "This version of the protocol is not spoken here: reload the page."},
	CodeLoginRequired:      {401, true, "No session, or one that has ended."},
	CodeOriginNotAllowed:   {403, true, "The page that asked is not served by this server."},
	CodeCrossSite:          {403, true, "The request came from another site."},
	CodeJSONRequired:       {415, true, "The body must be application/json."},
	CodeMethodNotAllowed:   {405, true, "The path exists, the method does not; Allow names those that do."},
	CodeNotFound:           {404, true, "There is nothing at this path."},
	CodeWrongHost:          {421, true, "The Host is not a name of this server."},
	CodeTokenInURL:         {400, true, "A token never belongs in a URL; this one is revoked now."},
	CodeInvalidCredentials: {401, true, "Handle or password is wrong."},
	CodeTooManyAttempts:    {429, false, "Too many failed tries; wait retry_after_ms."},
	CodeNameNotAllowed:     {400, true, "A name has 1 to 50 characters, no control or direction characters, no doubled spaces."},
	CodeAboutNotAllowed:    {422, true, "What one says of oneself has up to 140 characters, no control or direction characters, no doubled spaces."},
	CodeHandleNotAllowed:   {400, true, "A handle has 2 to 32 of a-z, 0-9, dot and underscore."},
	CodeHandleTaken:        {409, true, "The handle belongs to somebody, or is reserved."},
	CodePasswordTooShort:   {422, true, "A password has at least 10 characters."},
	CodePasswordTooLong:    {422, true, "A password has at most 128 characters."},
	CodePasswordCommon:     {422, true, "The password is one of those that are tried first."},
	CodeRegistrationClosed: {403, true, "Accounts are made by invitation here, or not at all."},
	CodeInviteInvalid:      {404, true, "The invitation does not exist, has expired, is used up or was taken back, or is not for this person."},
	CodeResetInvalid:       {404, true, "The link for a new password does not exist, has expired or was used."},
	CodeNotAllowed:         {403, true, "This needs rights that the account does not have."},
	CodeAccountDisabled:    {403, true, "An administrator has disabled this account; only one can enable it again."},
	CodeLastAdministrator:  {409, true, "A server needs an administrator, and so does a group: make another one first."},
	CodeChatNotFound:       {404, true, "There is no such chat, for this person."},
	CodeNotAMember:         {403, true, "The person was a member of this chat and is not any more."},
	CodePersonNotFound:     {404, true, "There is no such person, for this person."},
	CodeEntryNotFound:      {404, true, "The chat has no such entry, for this person."},
	CodeNotAllowedToSend:   {403, true, "Only the administrators of this group write into it."},
	CodeNotYours:           {403, true, "The entry belongs to somebody else."},
	CodePersonBlocked:      {403, true, "One blocks this person oneself: unblock them to write to them."},
	CodeTooLate:            {403, true, "The time in which this message could be changed is over."},
	CodeGroupFull:          {409, true, "The group has as many members as a group may have."},
	CodeTooManyKept:        {409, true, "There are as many of these as there may be: take one back first."},
	CodeHookNotFound:       {404, true, "The hook does not exist, or was taken back."},
	CodeFileNotFound:       {404, true, "There is no such file, or not for you."},
	CodeFileMissing:        {409, true, "The message names a file that is not here, or not whole: upload it first."},
	CodeFileOffset:         {409, false, "The piece does not begin where the last one ended: ask how far the file is."},
	CodeFileTooLarge:       {413, true, "The file is larger than this server takes."},
	CodeLengthMismatch:     {400, false, "The body is longer than the file was said to be, or it broke off."},
	CodeQuotaFull:          {413, true, "Your files together are more than this server keeps for you, or than it takes in a day."},
	CodeImageTooLarge:      {413, true, "The picture has more pixels, or more frames, than this server decodes."},
	CodeImageDamaged:       {422, true, "This is no picture that can be read: send it as a file."},
	CodePushEndpoint:       {400, true, "This server sends no pushes to that address."},
	CodeMarkAhead:          {422, true, "A mark beyond the head of the chat."},
	CodeTextEmpty:          {400, true, "A text needs at least one visible character."},
	CodeTextTooLong:        {413, true, "A text has at most 10,000 characters and 16 KiB."},
	CodeTextNotAllowed:     {400, true, "The text holds characters that are not allowed: NUL, or long runs of invisible ones."},
	CodeClientIDConflict:   {409, true, "The same client_id came before with other content; the first one stands."},
	CodeRateLimited:        {429, false, "Too many of these; wait retry_after_ms."},
	CodeOverloaded:         {503, false, "The server has too much to do; wait retry_after_ms."},
	CodeUnavailable:        {503, false, "The store cannot be reached; nothing was stored; wait retry_after_ms."},
	CodeDraining:           {503, false, "This server is about to stop; come back at once."},
	CodeServerFull:         {503, false, "No further connection fits; wait retry_after_ms."},
	CodeStorageFull:        {507, false, "The disk is full; nothing was stored."},
	CodeOutcomeUnknown:     {504, false, "It was stored once or not at all; repeating the same id settles which (C5)."},
	CodeInternal:           {500, false, "Something broke on the server; request_id leads to its log."},
}

// CloseCode is why a server ends a connection.
type CloseCode uint16

const (
	CloseNormal      CloseCode = 1000
	CloseGoingAway   CloseCode = 1001
	CloseProtocol    CloseCode = 1002
	CloseUnsupported CloseCode = 1003
	CloseInvalidUTF8 CloseCode = 1007
	CloseTooBig      CloseCode = 1009
	CloseInternal    CloseCode = 1011
	CloseNotReady    CloseCode = 4400
	CloseSignedOut   CloseCode = 4401
	CloseForbidden   CloseCode = 4403
	CloseHelloLate   CloseCode = 4408
	CloseReload      CloseCode = 4426
	CloseTooFast     CloseCode = 4429
	CloseSlow        CloseCode = 4440
	CloseOverloaded  CloseCode = 4503
)

// CloseInfo is what the registry says of a close code.
type CloseInfo struct {
	// ComeBack: the client connects again by its own rules. Otherwise the connection is over until the user acts.
	ComeBack bool
	// Doc says what it means.
	Doc string
}

// CloseCodes is the registry of close codes. A client decides by ComeBack alone; a code that is not here means "come back".
var CloseCodes = map[CloseCode]CloseInfo{
	CloseNormal:      {true, "Closed by the client's own wish."},
	CloseGoingAway:   {true, "The server stops or restarts."},
	CloseProtocol:    {true, "A frame that breaks the WebSocket protocol."},
	CloseUnsupported: {true, "A binary frame; frames are text."},
	CloseInvalidUTF8: {true, "A frame that is not UTF-8."},
	CloseTooBig:      {true, "A frame above 64 KiB."},
	CloseInternal:    {true, "Something broke on the server."},
	CloseNotReady:    {true, "A command before hello."},
	CloseSignedOut:   {false, "The session has ended: sign in again."},
	CloseForbidden:   {false, "The account may not connect."},
	CloseHelloLate:   {true, "No hello within 5 s."},
	CloseReload:      {false, "This version of the protocol is not spoken here: reload the page."},
	CloseTooFast:     {true, "The same limit was overrun three times in a minute."},
	CloseSlow:        {true, "The client reads too slowly; what it missed comes by sync."},
	CloseOverloaded:  {true, "The server sheds load."},
}
