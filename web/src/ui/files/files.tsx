/** What a message shows beside its words: pictures side by side, films, and all else as a line with name and size. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { FileView, MessageRow } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { shapeOf } from './brief.ts'
import { SHOWN } from './place.tsx'
import { Voice } from './voice.tsx'
import { wireBytes } from './wire-bytes.ts'
import './files.css'

interface Props {
  readonly row: MessageRow
  readonly files: readonly FileView[]
}

export function Files({ row, files }: Props) {
  const { dialog } = usePage()
  const pictures = files.filter(({ shape }) => shape === 'picture')
  const shown = pictures.slice(0, SHOWN)
  const hidden = pictures.length - shown.length
  return (
    <>
      {shown.length > 0 && (
        <div class={`pictures of-${shown.length}`}>
          {shown.map((file, n) => (
            <button
              key={file.id}
              type="button"
              class="picture"
              tabIndex={-1}
              aria-label={more.files.open(`${words.talk.shape.picture} ${file.name}`)}
              onClick={() => (dialog.value = { kind: 'pictures', row: row.key, file: file.id })}
            >
              <Picture file={file} />
              {hidden > 0 && n === SHOWN - 1 && <bdi class="picture-more">+{hidden}</bdi>}
            </button>
          ))}
        </div>
      )}
      {files.filter(({ shape }) => shape === 'video').map((file) => <Film key={file.id} file={file} />)}
      {files.filter(({ shape }) => shape !== 'picture' && shape !== 'video').map((file) => <Line key={file.id} row={row} file={file} />)}
      {row.seq === undefined && <Progress row={row} files={files} />}
    </>
  )
}

/** Where a file is shown from: this page's own copy of what it sent, else the server. Undefined until that is known. */
export function useSource(file: FileView, small = false): string | null | undefined {
  const { actions } = usePage()
  const own = useSignal<string | null | undefined>(undefined)
  useEffect(() => {
    // What came from elsewhere is never among this page's own.
    if (file.path === undefined) void actions.localFile(file.id).then((url) => (own.value = url))
  }, [file.id])
  if (own.value != null) return own.value
  return file.path === undefined ? own.value : `${file.path}${small ? '?small=1' : ''}`
}

function Picture({ file }: { file: FileView }) {
  const from = useSource(file, true)
  const there = useSignal(false)
  const failed = useSignal(false)
  return (
    <>
      {!there.value && file.blur !== undefined && <Blur of={file.blur} />}
      {typeof from === 'string' && !failed.value && (
        <img src={from} alt="" decoding="async" onLoad={() => (there.value = true)} onError={() => (failed.value = true)} />
      )}
      {(failed.value || from === null) && <span class="picture-missing">{more.files.missing}</span>}
    </>
  )
}

/** A few colours, stretched: what the picture looks like until it is here. */
export function Blur({ of }: { of: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const bytes = wireBytes(of)
    const width = bytes[0] ?? 0
    const height = Math.floor((bytes.length - 1) / 3 / Math.max(width, 1))
    const on = canvas.current?.getContext('2d')
    if (canvas.current === null || on == null || width < 1 || height < 1) return
    canvas.current.width = width
    canvas.current.height = height
    const image = on.createImageData(width, height)
    for (let i = 0; i < width * height; i++) image.data.set([bytes[1 + i * 3] ?? 0, bytes[2 + i * 3] ?? 0, bytes[3 + i * 3] ?? 0, 255], i * 4)
    on.putImageData(image, 0, 0)
  }, [of])
  return <canvas ref={canvas} class="blur" aria-hidden="true" />
}

function Film({ file }: { file: FileView }) {
  const from = useSource(file)
  return <video class="film" controls preload="metadata" playsInline src={from ?? undefined} aria-label={file.name} />
}

function Line({ row, file }: { row: MessageRow; file: FileView }) {
  const { views, actions } = usePage()
  const from = useSource(file)
  const told = useRef(false)
  const onPlay = () => {
    const chat = views.chat.peek()
    if (told.current || row.mine || row.seq === undefined || chat === null) return
    told.current = true
    actions.played(chat.id, row.seq)
  }
  if (file.shape === 'voice') return <Voice file={file} from={from} onPlay={onPlay} />
  return (
    <a class="file-line" tabIndex={-1} {...(typeof from === 'string' ? { href: from.startsWith('/') ? `${from}?save=1` : from } : {})} download={file.name}>
      <span class="file-kind" aria-hidden="true">
        {endingOf(file)}
      </span>
      <span class="file-what">
        <bdi class="file-name">{file.name}</bdi>
        <span class="quiet">
          {file.size !== undefined && <bdi>{more.files.size(file.size)}</bdi>}
          <span class="offstage"> {words.talk.shape[shapeOf(file.shape)]}</span>
        </span>
      </span>
    </a>
  )
}

/** The last part of a name, which people know a file by; a short one. */
function endingOf({ name }: FileView): string {
  const ending = /\.([\p{L}\p{N}]{1,4})$/u.exec(name)?.[1]
  return ending?.toUpperCase() ?? '···'
}

/** How far the upload is, and the way to give it up. */
function Progress({ row, files }: Props) {
  const { views, actions } = usePage()
  const parts = views.uploaded.value
  const chat = views.chat.value
  const whole = files.reduce((sum, { size = 0 }) => sum + size, 0)
  const there = files.reduce((sum, { id, size = 0 }) => sum + (parts[id] ?? 0) * size, 0)
  const percent = whole === 0 ? 0 : Math.floor((there / whole) * 100)
  if (row.status === 'failed' || chat === null || percent >= 100) return null
  return (
    <div class="upload">
      <progress max={100} value={percent} aria-label={more.files.uploading(percent)} />
      <button type="button" class="icon-button" aria-label={more.files.cancel} onClick={() => actions.discard(chat.id, row.key)}>
        <Icon name="close" />
      </button>
    </div>
  )
}
