/**
 * Whom a text calls by name: an @ at the beginning of a word, and a handle. The server finds mentions by the same rule;
 * protocol/testdata/mentions.json holds both to it.
 */
const CALL = /(?<![\p{L}\p{Nd}_.@])@([A-Za-z0-9._]+)/gu

export function mentions(text: string): string[] {
  const handles = [...text.matchAll(CALL)].map(([, handle = '']) => handle.replace(/\.+$/, '').toLowerCase())
  return [...new Set(handles.filter(({ length }) => length >= 2 && length <= 32))]
}

export const calls = (text: string, handle: string): boolean => text.includes('@') && mentions(text).includes(handle)
