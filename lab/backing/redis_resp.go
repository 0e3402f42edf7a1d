package backing

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
)

// ask sends one command of Redis and reads its answer: of a list its head, of text the text, of a refusal the error too.
func ask(conn net.Conn, in *bufio.Reader, words ...string) (string, error) {
	var out strings.Builder
	fmt.Fprintf(&out, "*%d\r\n", len(words))
	for _, w := range words {
		fmt.Fprintf(&out, "$%d\r\n%s\r\n", len(w), w)
	}
	if _, err := io.WriteString(conn, out.String()); err != nil {
		return "", err
	}
	line, err := in.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	switch {
	case strings.HasPrefix(line, "-"):
		return line, errors.New(line[1:])
	case strings.HasPrefix(line, "$") && line != "$-1":
		size, err := strconv.Atoi(line[1:])
		if err != nil {
			return "", err
		}
		text := make([]byte, size+len("\r\n"))
		_, err = io.ReadFull(in, text)
		return string(text[:size]), err
	}
	return line, nil
}
