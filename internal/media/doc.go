// Package media is where the bytes of files come in and go out: uploads that are resumed where they broke off, pictures that
// are made anew, and the reading of what messages hold.
//
// It owns how bytes arrive, what is made of them and what is refused. It is not for who may have a file, which is the
// messenger's, nor for HTTP, which is a door's: command calls it for both doors, upkeep to sweep, and app builds it.
//
// What has arrived stays, whatever ends the request; so the sender goes on from there (C1). A file is whole once its bytes are
// durable and the store says so: never before, and then for good. Bytes of a picture are never handed on as they came: what is
// served was decoded and written anew, which leaves out where and with what it was taken.
//
// It owns no goroutine. Errors are the messenger's: ErrFileOffset where bytes do not begin where the last ended,
// ErrFileTooLarge, ErrImageTooLarge, ErrImageDamaged, ErrStorageFull, ErrOverloaded with a time to wait.
package media
