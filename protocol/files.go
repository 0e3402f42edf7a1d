package protocol

// FileBegin says that a file is about to be uploaded, or asks how far it is: with the same id it may be asked as often as one
// likes. Its bytes then go to PUT /files/<file>?offset=<n>, as a body of type application/octet-stream, in one piece or in many,
// each from where the last ended. What has arrived of a piece that breaks off stays; FileBegin says how much that is. The answer
// to a piece is a FileUpload, too. The last byte makes the file whole: a picture is decoded then, and what is wrong with it said.
//
// A file that no message holds is forgotten after seven days.
type FileBegin struct {
	File FileID `json:"file"`
	// Shape is how it is to be shown: "file", "picture", "voice" or "video". A picture is made anew, so that it says nothing but
	// what is seen. What is no voice or film by its content becomes a file.
	Shape string `json:"shape"`
	Name  string `json:"name"`
	// Size is how many bytes there are.
	Size int64 `json:"size"`
	// PlaysMs and Wave are those of a voice message.
	PlaysMs int64  `json:"plays_ms,omitzero"`
	Wave    string `json:"wave,omitzero"`
}

// LinkPreview asks what a link is about, while one writes it. The server asks the page, once for all; who reads the message asks
// nobody.
type LinkPreview struct {
	URL string `json:"url"`
}

// LinkPreviewed answers it.
type LinkPreviewed struct {
	// Link is absent where nothing could be found out in a few seconds, and where the server looks at no links.
	Link *Link `json:"link,omitzero"`
}

// MessagePlayed says that one played a voice message of somebody else. Its author finds it in the message's info, where reading is
// shown.
type MessagePlayed struct {
	Chat ChatID `json:"chat"`
	Seq  Seq    `json:"seq"`
}

// FileUpload is how far a file is.
type FileUpload struct {
	// Offset is how many bytes are here, which is where the next piece begins.
	Offset int64 `json:"offset"`
	// Whole is the file once it is all here; a message can hold it from then on.
	Whole *File `json:"whole,omitzero"`
}
