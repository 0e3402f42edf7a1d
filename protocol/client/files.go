package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"twoticks/protocol"
)

// Upload brings a file to the server, whatever of it is there already, and returns what it is there. Begin names it and says how
// large it is; the bytes are read from where the server lacks them.
func (c *Client) Upload(ctx context.Context, begin protocol.FileBegin, from io.ReadSeeker) (protocol.File, error) {
	at, err := Call[protocol.FileUpload](ctx, c, "file.begin", begin)
	for err == nil && at.Whole == nil {
		if _, err = from.Seek(at.Offset, io.SeekStart); err != nil {
			break
		}
		before := at.Offset
		at, err = c.PutFile(ctx, begin.File, at.Offset, from)
		if err == nil && at.Whole == nil && at.Offset == before {
			err = errors.New("the file has fewer bytes than it was said to have")
		}
	}
	if err != nil {
		return protocol.File{}, fmt.Errorf("upload a file: %w", err)
	}
	return *at.Whole, nil
}

// PutFile sends bytes of a file that was begun, from an offset on.
func (c *Client) PutFile(ctx context.Context, file protocol.FileID, offset int64, from io.Reader) (up protocol.FileUpload, err error) {
	at := c.base.JoinPath("files", file.String())
	at.RawQuery = "offset=" + strconv.FormatInt(offset, 10)
	// Only a reader that is no Closer is left open.
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, at.String(), struct{ io.Reader }{from})
	if err != nil {
		return up, err
	}
	c.sign(r.Header)
	r.Header.Set("Content-Type", "application/octet-stream")
	answer, err := c.http.Do(r)
	if err != nil {
		return up, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	switch {
	case err != nil:
		return up, err
	case answer.StatusCode != http.StatusOK:
		return up, failure(answer.StatusCode, data)
	}
	up, refused := protocol.DecodeServer[protocol.FileUpload](data)
	if refused != nil {
		return up, refused
	}
	return up, nil
}

// ReadFile reads the nth file of a message. The caller closes it.
func (c *Client) ReadFile(ctx context.Context, chat protocol.ChatID, seq protocol.Seq, n int) (io.ReadCloser, http.Header, error) {
	return c.read(ctx, "files", chat.String(), strconv.FormatUint(uint64(seq), 10), strconv.Itoa(n))
}

// ReadPicture reads what a person or a group looks like; of is the id of either. The caller closes it.
func (c *Client) ReadPicture(ctx context.Context, of fmt.Stringer, picture protocol.FileID) (io.ReadCloser, http.Header, error) {
	return c.read(ctx, "pictures", of.String(), picture.String())
}

func (c *Client) read(ctx context.Context, path ...string) (io.ReadCloser, http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base.JoinPath(path...).String(), nil)
	if err != nil {
		return nil, nil, err
	}
	c.sign(r.Header)
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, nil, err
	}
	if answer.StatusCode == http.StatusOK {
		return answer.Body, answer.Header, nil
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, nil, err
	}
	return nil, nil, failure(answer.StatusCode, data)
}
