/**
 * One's settings, the same on all one's devices (C30): what was chosen, by name. What stands where nothing was chosen is
 * the first value of the server's table.
 */
import type { Setting } from '../protocol/wire.gen.ts'

export type Settings = Readonly<Record<string, string>>

/** The settings after some rows, in the order of their versions. */
export function withSettings(settings: Settings, rows: readonly Setting[]): Settings {
  const next: Record<string, string> = { ...settings }
  for (const { name, value, gone } of rows) {
    if (gone === true) delete next[name]
    else next[name] = value
  }
  return next
}

/** Who hides from others does not see them either: such a setting changes whom one sees. */
export function changesPresence(name: string): boolean {
  return name === 'privacy.last_seen' || name === 'privacy.online'
}
