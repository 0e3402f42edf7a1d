/** Bytes as the wire writes them, base64url; none where that cannot be read. */
export function wireBytes(text: string | undefined): readonly number[] {
  try {
    return [...atob((text ?? '').replaceAll('-', '+').replaceAll('_', '/'))].map((letter) => letter.charCodeAt(0))
  } catch {
    return []
  }
}
