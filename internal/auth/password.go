package auth

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	minPassword = 10
	maxPassword = 128
	// leastOwn is how much of a password has to be something else than what everybody tries with this account.
	leastOwn = 4
)

//go:embed common.txt
var commonList string

var commonPasswords = sync.OnceValue(func() map[string]struct{} {
	set := map[string]struct{}{}
	for line := range strings.Lines(commonList) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			set[line] = struct{}{}
		}
	}
	return set
})

// stems are the words that short common passwords are made of: with digits and signs around them they reach ten
// characters without being any harder to try.
var stems = map[string]struct{}{
	"abc": {}, "admin": {}, "administrator": {}, "adminadmin": {}, "asdf": {}, "asdfgh": {}, "asdfghjkl": {}, "baseball": {},
	"batman": {}, "changeme": {}, "charlie": {}, "computer": {}, "default": {}, "dragon": {}, "flower": {}, "football": {},
	"freedom": {}, "guest": {}, "hello": {}, "hellohello": {}, "hunter": {}, "iloveyou": {}, "internet": {}, "jesus": {},
	"letmein": {}, "liverpool": {}, "login": {}, "london": {}, "love": {}, "lovelove": {}, "master": {}, "messenger": {},
	"michael": {}, "monkey": {}, "mustang": {}, "mypassword": {}, "nothing": {}, "pass": {}, "passpass": {}, "passwd": {},
	"passw": {}, "passwort": {}, "password": {}, "passwordpassword": {}, "pokemon": {}, "princess": {}, "qazwsx": {}, "qwer": {},
	"qwert": {}, "qwerty": {}, "qwertyui": {}, "qwertyuiop": {}, "qwertz": {}, "qwertzuiop": {}, "root": {}, "samsung": {},
	"secret": {}, "server": {}, "shadow": {}, "soccer": {}, "spring": {}, "starwars": {}, "summer": {}, "sunshine": {},
	"superman": {}, "test": {}, "testtest": {}, "trustno": {}, "user": {}, "welcome": {}, "whatever": {}, "winter": {},
	"zxcvbn": {}, "zxcvbnm": {},
}

// rows are what fingers run along.
var rows = []string{
	"01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
	"azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "qawsedrftgyhujikolp",
}

// checkPassword holds a new password against the rules: its length in characters, and whether it is among those that are
// tried first. Any characters will do, none is asked for, and it is taken exactly as typed. Context are words that go with
// the account: its handle, its name, the host.
func checkPassword(password string, context ...string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return ErrPasswordTooShort
	case n > maxPassword:
		return ErrPasswordTooLong
	}
	if common(strings.ToLower(password), context) {
		return ErrPasswordCommon
	}
	return nil
}

func common(password string, context []string) bool {
	if _, ok := commonPasswords()[password]; ok {
		return true
	}
	core := strings.TrimFunc(password, notLetter)
	for _, form := range []string{core, strings.TrimFunc(unleet.Replace(core), notLetter), strings.TrimFunc(unleet.Replace(password), notLetter)} {
		if _, ok := stems[form]; ok {
			return true
		}
	}
	return repeats(password) || runs(password) || onlyContext(password, context)
}

var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// repeats tells whether it is one piece of at most four characters over and over.
func repeats(password string) bool {
	runes := []rune(password)
	for period := 1; period <= 4; period++ {
		same := true
		for i := period; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-period]
		}
		if same {
			return true
		}
	}
	return false
}

// runs tells whether it lies along the alphabet, the digits or a keyboard, in either direction.
func runs(password string) bool {
	for _, row := range rows {
		if strings.Contains(row, password) || strings.Contains(row, reversed(password)) {
			return true
		}
	}
	return false
}

func reversed(s string) string {
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// onlyContext tells whether too little is left once the words that go with the account are taken out.
func onlyContext(password string, context []string) bool {
	rest, found := password, false
	for _, words := range append(context, "twoticks") {
		for word := range strings.FieldsSeq(strings.ToLower(words)) {
			if utf8.RuneCountInString(word) >= 3 && strings.Contains(rest, word) {
				rest, found = strings.ReplaceAll(rest, word, ""), true
			}
		}
	}
	if !found {
		return false
	}
	own := strings.TrimFunc(rest, notLetter)
	_, stem := stems[own]
	return stem || utf8.RuneCountInString(own) < leastOwn
}
