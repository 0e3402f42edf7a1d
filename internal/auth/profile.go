package auth

import "twoticks/internal/messenger"

// MaxAbout is how many characters one may say of oneself.
const MaxAbout = 140

// ErrAboutNotAllowed says that what somebody says of themselves breaks the rules of names, by which it is held too.
var ErrAboutNotAllowed = &Error{Kind: messenger.Invalid, Reason: "about_not_allowed", Field: "about"}

// CheckProfile returns a name and what somebody says of themselves, which may be nothing, as they are stored.
func CheckProfile(name, about string) (string, string, error) {
	name, err := checkName(name)
	if err != nil || about == "" {
		return name, "", err
	}
	if about, err = CheckName(about, MaxAbout); err != nil {
		return "", "", ErrAboutNotAllowed
	}
	return name, about, nil
}
