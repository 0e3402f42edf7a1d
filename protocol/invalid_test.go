package protocol

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// invalid is a file of golden/invalid/: a frame that both languages must refuse. Go also shows the code and the field.
type invalid struct {
	Direction string         `json:"direction"`
	Command   string         `json:"command,omitzero"`
	Why       string         `json:"why"`
	Code      ErrorCode      `json:"code"`
	Field     string         `json:"field,omitzero"`
	Frame     jsontext.Value `json:"frame,omitzero"`
	// Raw is what is sent, where it is no JSON.
	Raw *string `json:"raw,omitzero"`
}

func fromClient(why string, code ErrorCode, field, frame string) invalid {
	return invalid{Direction: "client", Why: why, Code: code, Field: field, Frame: jsontext.Value(frame)}
}

func raw(text string) *string { return &text }

func fromServer(command, why, field, frame string) invalid {
	return invalid{Direction: "server", Command: command, Why: why, Code: CodeBadField, Field: field, Frame: jsontext.Value(frame)}
}

// history is a frame whose chat and other fields are given as JSON.
func history(chat, rest string) string {
	return `{"type":"history.read","ref":1,"body":{"chat":` + chat + rest + `}}`
}

// sending is a message.send of one message, given as JSON.
func sending(message string) string {
	return `{"type":"message.send","ref":1,"body":{"chat":` + aChat + `,"messages":[` + message + `]}}`
}

const (
	aChat   = `"BAsSGSAnLjU8Q0pRWF9mbQ"`
	aClient = `"Bg0UGyIpMDc-RUxTWmFobw"`
)

// invalids are the frames by the names of their files. What JSON.parse hides from the page (names given twice, 1.0 for
// 1, bytes that are not UTF-8) is in decode_test.go.
func invalids() map[string]invalid {
	content := func(c string) string { return sending(`{"client_id":` + aClient + `,"content":` + c + `}`) }
	return map[string]invalid{
		"not_json":          {Direction: "client", Why: "the frame ends too early", Code: CodeBadJSON, Raw: raw(`{`)},
		"empty":             {Direction: "client", Why: "the frame is empty", Code: CodeBadJSON, Raw: raw(``)},
		"nul":               {Direction: "client", Why: "a NUL is not JSON", Code: CodeBadJSON, Raw: raw("\x00")},
		"two_values":        {Direction: "client", Why: "there is something behind the object", Code: CodeBadJSON, Raw: raw(`{"type":"invitation.list"} {}`)},
		"list_as_frame":     fromClient("a frame is an object", CodeBadField, "", `[]`),
		"type_missing":      fromClient("type is missing", CodeBadField, "type", `{"ref":1}`),
		"type_number":       fromClient("type is a number", CodeUnknownType, "type", `{"type":5,"ref":1}`),
		"type_unknown":      fromClient("there is no such command", CodeUnknownType, "type", `{"type":"chat.explode","ref":1,"body":{}}`),
		"type_proto":        fromClient("the name of a property is no command", CodeUnknownType, "type", `{"type":"__proto__","ref":1,"body":{}}`),
		"ref_negative":      fromClient("ref is negative", CodeBadField, "ref", `{"type":"invitation.list","ref":-1,"body":{}}`),
		"ref_text":          fromClient("ref is a string", CodeBadField, "ref", `{"type":"invitation.list","ref":"1","body":{}}`),
		"ref_too_large":     fromClient("ref does not fit 32 bits", CodeBadField, "ref", `{"type":"invitation.list","ref":4294967296,"body":{}}`),
		"body_list":         fromClient("body is a list", CodeBadField, "body", `{"type":"invitation.list","ref":1,"body":[]}`),
		"body_null":         fromClient("body is null", CodeBadField, "body", `{"type":"invitation.list","ref":1,"body":null}`),
		"envelope_unknown":  fromClient("the envelope has another name", CodeUnknownField, "is_admin", `{"type":"invitation.list","ref":1,"body":{},"is_admin":true}`),
		"field_wrong_case":  fromClient("names are case-sensitive", CodeUnknownField, "Chat", history(aChat, `,"Chat":`+aChat)),
		"field_unknown":     fromClient("a field that the command does not have", CodeUnknownField, "is_admin", history(aChat, `,"is_admin":true`)),
		"field_proto":       fromClient("the name of a property is no field", CodeUnknownField, "__proto__", history(aChat, `,"__proto__":{}`)),
		"field_missing":     fromClient("a required field is missing", CodeBadField, "chat", `{"type":"history.read","ref":1,"body":{}}`),
		"field_null":        fromClient("null is no value", CodeBadField, "before", history(aChat, `,"before":null`)),
		"number_text":       fromClient("a number as a string", CodeBadField, "before", history(aChat, `,"before":"5"`)),
		"number_fraction":   fromClient("a number that is not whole", CodeBadField, "before", history(aChat, `,"before":1.5`)),
		"number_negative":   fromClient("a negative number", CodeBadField, "before", history(aChat, `,"before":-1`)),
		"number_unsafe":     fromClient("2^53 is beyond what a browser holds", CodeBadField, "before", history(aChat, `,"before":9007199254740992`)),
		"number_64_bits":    fromClient("2^64", CodeBadField, "before", history(aChat, `,"before":18446744073709551616`)),
		"number_infinite":   fromClient("a number that no computer holds", CodeBadField, "before", history(aChat, `,"before":1e400`)),
		"sent_at_negative":  fromClient("a time before 1970", CodeBadField, "messages/0/sent_at", sending(`{"client_id":`+aClient+`,"sent_at":-1,"content":{"kind":"text","version":1,"body":{"text":"a"}}}`)),
		"boolean_number":    fromClient("1 is not true", CodeBadField, "on", `{"type":"typing.set","body":{"chat":`+aChat+`,"on":1}}`),
		"string_number":     fromClient("a string as a number", CodeBadField, "handle", `{"type":"person.find","ref":1,"body":{"handle":7}}`),
		"list_object":       fromClient("a list as an object", CodeBadField, "users", `{"type":"person.get","ref":1,"body":{"users":{}}}`),
		"list_element":      fromClient("an element of the wrong type", CodeBadField, "users/1", `{"type":"person.get","ref":1,"body":{"users":[`+aChat+`,5]}}`),
		"object_text":       fromClient("an object as a string", CodeBadField, "messages/0", sending(`"hello"`)),
		"id_short":          fromClient("an id with 21 characters", CodeBadField, "chat", history(`"BAsSGSAnLjU8Q0pRWF9mb"`, ``)),
		"id_padded":         fromClient("an id with padding", CodeBadField, "chat", history(`"BAsSGSAnLjU8Q0pRWF9mbQ=="`, ``)),
		"id_standard":       fromClient("an id in the other alphabet", CodeBadField, "messages/0/client_id", sending(`{"client_id":"Bg0UGyIpMDc+RUxTWmFobw","content":{"kind":"text","version":1,"body":{"text":"a"}}}`)),
		"id_line_breaks":    fromClient("an id with line breaks, which base64 readers skip", CodeBadField, "chat", history(`"BAsSGSAnLjU8Q0pRWF9m\n\n"`, ``)),
		"id_number":         fromClient("an id as a number", CodeBadField, "chat", history(`5`, ``)),
		"content_missing":   fromClient("a message without content", CodeBadField, "messages/0/content", sending(`{"client_id":`+aClient+`}`)),
		"content_kind":      fromClient("a kind that is not there yet", CodeBadField, "messages/0/content/kind", content(`{"kind":"video","version":1,"body":{}}`)),
		"content_system":    fromClient("only the server writes system lines", CodeBadField, "messages/0/content/kind", content(`{"kind":"system","version":1,"body":{"line":"chat.created","subjects":[]}}`)),
		"content_version":   fromClient("a version that is not there yet", CodeBadField, "messages/0/content/version", content(`{"kind":"text","version":2,"body":{"text":"a"}}`)),
		"content_text":      fromClient("a text that is a number", CodeBadField, "messages/0/content/body/text", content(`{"kind":"text","version":1,"body":{"text":5}}`)),
		"content_extra":     fromClient("a text with something else", CodeUnknownField, "messages/0/content/body/html", content(`{"kind":"text","version":1,"body":{"text":"a","html":"b"}}`)),
		"event_seq_text":    fromServer("", "seq is a string", "message/seq", `{"type":"message.added","body":{"message":{"chat":`+aChat+`,"seq":"2","sender":`+aChat+`,"at":1}}}`),
		"event_without":     fromServer("", "a required field is missing", "marks", `{"type":"receipt.advanced","body":{"chat":`+aChat+`,"user":`+aChat+`,"at":1}}`),
		"event_list_null":   fromServer("", "a list is null (P10)", "people", `{"type":"account.changed","body":{"rev":1,"chats":[],"people":null}}`),
		"event_id_short":    fromServer("", "an id that is none", "chat", `{"type":"head.moved","body":{"chat":"abc","head":1}}`),
		"error_without":     fromServer("", "an error without a code", "error/code", `{"type":"error","ref":1,"error":{"message":"no"}}`),
		"reply_wrong_type":  fromServer("beat", "now is a string", "now", `{"type":"reply","ref":1,"body":{"now":"noon"}}`),
		"reply_missing":     fromServer("invitation.accept", "the chat is missing", "chat", `{"type":"reply","ref":1,"body":{}}`),
		"reply_without_ref": fromServer("beat", "a reply to nothing", "ref", `{"type":"reply","body":{"now":1}}`),
	}
}

func TestInvalidGoldenFramesAreAsWritten(t *testing.T) {
	want := invalids()
	for name, frame := range want {
		checkGolden(t, filepath.Join("golden", "invalid", name+".json"), frame)
	}
	for name := range filesOf(t, filepath.Join("golden", "invalid")) {
		if _, ok := want[name]; !ok {
			t.Errorf("golden/invalid/%s.json is of no frame any more", name)
		}
	}
}

func TestInvalidGoldenFramesAreRefused(t *testing.T) {
	for name, text := range filesOf(t, filepath.Join("golden", "invalid")) {
		f, bad := Decode[invalid](text)
		if bad != nil {
			t.Fatalf("%s: %v at %q", name, bad, bad.Field)
		}
		frame := f.Frame
		if f.Raw != nil {
			frame = jsontext.Value(*f.Raw)
		}
		_, err := rewriteFrame(golden{f.Direction, f.Command, frame})
		if err == nil {
			t.Errorf("%s is accepted", name)
			continue
		}
		if err.Code != f.Code || err.Field != f.Field {
			t.Errorf("%s is refused with %s at %q, want %s at %q", name, err.Code, err.Field, f.Code, f.Field)
		}
		if err.Message == "" || strings.Contains(err.Message, "jsontext") {
			t.Errorf("%s: the message %q is not for a reader", name, err.Message)
		}
	}
}
