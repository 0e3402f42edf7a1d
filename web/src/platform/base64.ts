/** Bytes as the wire writes them: base64url without padding. */
export function base64(bytes: readonly number[]): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
