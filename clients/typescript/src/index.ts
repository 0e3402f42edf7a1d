/**
 * A client of Twoticks for programs: it connects with a token, keeps what its account may read true, and sends so that a
 * message is there once. It knows nothing of a page, of a framework or of a server but the wire, and depends on nothing.
 *
 * `Client` is what most programs want. `Mirror` (what is held of the chats) and `send` (one message until it is known what
 * became of it) stand alone, over any way of asking. The types of the wire are generated from the server's.
 */
export { Client, type ClientOptions } from './client.ts'
export { Refused, Lost, type Ask } from './ask.ts'
export { Mirror, type MirroredChat } from './mirror.ts'
export { newClientID, send, text } from './send.ts'
export type * from './wire.gen.ts'
