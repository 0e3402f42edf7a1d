/**
 * Whether a message can still be changed. Asked when a menu opens or a key is pressed; the server has the last word, so
 * this device's clock is good enough.
 */
import type { MessageRow } from '../../state/views.ts'

export function isEditable({ text, unknown, editableUntil }: MessageRow): boolean {
  return text !== null && unknown !== true && editableUntil !== undefined && Date.now() < editableUntil
}

export function isDeletable({ text, deletableUntil }: MessageRow): boolean {
  return text !== null && deletableUntil !== undefined && Date.now() < deletableUntil
}
