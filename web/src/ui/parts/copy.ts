/**
 * Puts text on the clipboard. The older command is used on purpose: the newer interface is missing on plain http, which
 * is how many people run this at home. The field is placed beside `near`, because a modal dialog refuses focus outside.
 */
export function copyText(text: string, near: Element): boolean {
  const host = near.closest('dialog') ?? document.body
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'offstage'
  host.append(field)
  field.select()
  const copied = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  return copied
}
