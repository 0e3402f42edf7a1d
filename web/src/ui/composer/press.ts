/**
 * Whether a key press in the composer sends. Enter sends and Shift+Enter breaks the line, or the other way round by
 * setting; Ctrl or Cmd+Enter always sends; under a finger Enter breaks the line. Enter that ends a composition of an
 * input method is part of the writing, also where the browser reports it late (key code 229).
 */
interface Press {
  readonly key: string
  readonly keyCode: number
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly isComposing: boolean
}

const COMPOSING = 229

export function pressSends(press: Press, how: { readonly enterSends: boolean; readonly touch: boolean }): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === COMPOSING || press.altKey) return false
  if (press.ctrlKey || press.metaKey) return true
  if (how.touch) return false
  return press.shiftKey !== how.enterSends
}
