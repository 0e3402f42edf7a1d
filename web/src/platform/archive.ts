/**
 * What is in a zip file that a person chose, read on this device: its names first, and each file only when it is wanted, so that a large
 * archive costs the memory of its largest part. What would unpack to more than is sensible is not unpacked.
 */
import { unzipSync } from 'fflate'

export interface Archive {
  /** The names of its files, without folders, and how large each is. */
  readonly files: ReadonlyMap<string, number>
  read(name: string): Blob | undefined
}

/** More files than this, or larger ones, no export of a chat has. */
const MOST_FILES = 20_000
const LARGEST = 1 << 30

/** null: it is no zip file, or none that can be read. */
export async function openArchive(file: Blob): Promise<Archive | null> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const paths = new Map<string, string>()
  const files = new Map<string, number>()
  try {
    unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        const short = name.split('/').at(-1) ?? ''
        if (short !== '' && files.size < MOST_FILES && originalSize <= LARGEST && !name.startsWith('__MACOSX/')) {
          paths.set(short, name)
          files.set(short, originalSize)
        }
        return false
      },
    })
  } catch {
    return null
  }
  return {
    files,
    read(name) {
      const path = paths.get(name)
      if (path === undefined) return undefined
      try {
        const found = unzipSync(bytes, { filter: (entry) => entry.name === path })[path]
        return found === undefined ? undefined : new Blob([found])
      } catch {
        return undefined // A damaged part; the rest is worth having.
      }
    },
  }
}
