/** The room that the files of a message take, before anything of them is here: nothing moves when they come (R10.3). */
import type { FileView, MessageRow } from '../../state/views.ts'
import { lazy } from '../lazy.tsx'

const Files = lazy(async () => (await import('./files.tsx')).Files, true)

/** Pictures that are side by side; more are counted on the last of them. */
export const SHOWN = 4

export function FilesPlace({ row, files }: { row: MessageRow; files: readonly FileView[] }) {
  const [first, ...more] = files.filter(({ shape }) => shape === 'picture')
  const films = files.filter(({ shape }) => shape === 'video').length
  // A single picture stands in its own shape, unless that is all too long.
  const ratio = first === undefined || more.length > 0 ? 1 : Math.min(Math.max((first.width ?? 1) / (first.height ?? 1), 0.7), 2.4)
  const others = files.length - films - more.length - (first === undefined ? 0 : 1)
  const style = { '--pictures': first === undefined ? '0' : String(1 / ratio), '--films': String(films), '--others': String(others) }
  return (
    <div class="files" style={style}>
      <Files row={row} files={files} />
    </div>
  )
}
