package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
)

// A device cookie says "I signed in to this account before". It admits to nothing: it only gives the device a count of
// failures of its own, which a stranger without it cannot use up.
//
// It is a nonce and an HMAC over the nonce and the account's handle, so nothing has to be stored for it.

const deviceNonceBytes = 16

func (a *Auth) newDeviceToken(handle string) string {
	nonce, _ := newToken(deviceNonceBytes)
	return nonce + "." + a.deviceMAC(nonce, handle)
}

func (a *Auth) knownDevice(token, handle string) bool {
	nonce, mac, ok := strings.Cut(token, ".")
	return ok && wellFormed(nonce, deviceNonceBytes) && hmac.Equal([]byte(mac), []byte(a.deviceMAC(nonce, handle)))
}

func (a *Auth) deviceMAC(nonce, handle string) string {
	mac := hmac.New(sha256.New, a.config.DeviceKey)
	mac.Write([]byte("device\x00" + nonce + "\x00" + handle))
	return tokenCoding.EncodeToString(mac.Sum(nil))
}
