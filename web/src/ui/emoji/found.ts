/** The emoji that are found by words: each word begins a word of the name. Pure. */
export type Named = readonly [emoji: string, name: string]

export function found(all: readonly Named[], wanted: string, most = 96): readonly Named[] {
  const words = wanted.toLowerCase().split(/\s+/u).filter(Boolean)
  const fits = ([, name]: Named) => words.every((word) => ` ${name}`.includes(` ${word}`))
  return all.filter(fits).slice(0, most)
}

/** The last used first, each once. */
export function withRecent(recent: readonly string[], emoji: string, most = 24): readonly string[] {
  return [emoji, ...recent.filter((other) => other !== emoji)].slice(0, most)
}
