/**
 * Client ids (C1): 16 bytes, shaped like a UUIDv7 so that the server's index of them grows at one end: 48 bits of ms time,
 * the rest random. They are identity only; the time inside decides nothing.
 */
export type Bytes = (into: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>

export const randomBytes: Bytes = (into) => crypto.getRandomValues(into)

export function newClientID(now: number, fill: Bytes = randomBytes): string {
  const id = fill(new Uint8Array(16))
  let time = Math.floor(now)
  for (let i = 5; i >= 0; i--) {
    id[i] = time % 256
    time = Math.floor(time / 256)
  }
  id[6] = 0x70 | ((id[6] ?? 0) & 0x0f)
  id[8] = 0x80 | ((id[8] ?? 0) & 0x3f)
  return base64url(id)
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
