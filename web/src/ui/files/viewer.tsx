/**
 * The pictures of a conversation, one at a time: arrows and swipes go on, a double press, the wheel and two fingers make it larger,
 * and what is larger is drawn about. Esc leaves.
 */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { FileView, FoundMessage, MessageRow, Row } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { meIn, usePage } from '../page.ts'
import { giveBack } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import { Blur, useSource } from './files.tsx'
import './viewer.css'

interface Standing {
  readonly row: Pick<MessageRow, 'key' | 'mine' | 'sender' | 'text'>
  readonly file: FileView
}

const NEAR = { scale: 1, x: 0, y: 0 }
const MOST = 6
/** px that a finger goes sideways to turn over. */
const SWIPE = 60

interface Props {
  readonly row: string
  readonly file: string
  /** Those to go through, the newest first; else the pictures of the conversation as far as it is here. */
  readonly from: readonly FoundMessage[] | undefined
  readonly onClose: () => void
}

export function Viewer({ row: key, file: first, from, onClose }: Props) {
  const { views } = usePage()
  const ref = useRef<HTMLDialogElement>(null)
  const id = useSignal(first)
  const look = useSignal(NEAR)
  const all: readonly Standing[] = from === undefined ? inRows(views.chat.value?.rows.value ?? []) : inFound(from, meIn(views))
  const at = all.findIndex(({ row, file }) => file.id === id.value && (file.id !== first || row.key === key))
  const standing = all[at]
  const fingers = useRef(new Map<number, { x: number; y: number }>()).current
  const began = useRef({ x: 0, y: 0, look: NEAR, apart: 0 })

  useLayoutEffect(() => {
    const opener = document.activeElement
    ref.current?.showModal()
    return () => giveBack(opener, ref.current)
  }, [])

  const turn = (by: number) => {
    const next = all[at + by]
    if (next === undefined) return
    id.value = next.file.id
    look.value = NEAR
  }
  const scaleTo = (scale: number) => {
    const next = Math.min(Math.max(scale, 1), MOST)
    look.value = next === 1 ? NEAR : { scale: next, x: (look.peek().x * next) / look.peek().scale, y: (look.peek().y * next) / look.peek().scale }
  }
  const apart = () => {
    const [a, b] = [...fingers.values()]
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y)
  }
  const begin = () => {
    const [finger] = fingers.values()
    if (finger !== undefined) began.current = { ...finger, look: look.peek(), apart: apart() }
  }

  return (
    <dialog
      ref={ref}
      class="viewer"
      aria-label={words.talk.shape.picture}
      onClose={onClose}
      onKeyDown={(event) => {
        const sideways = document.documentElement.dir === 'rtl' ? -1 : 1
        if (event.key === 'ArrowRight') turn(sideways)
        else if (event.key === 'ArrowLeft') turn(-sideways)
        else if (event.key === '+') scaleTo(look.peek().scale * 1.5)
        else if (event.key === '-') scaleTo(look.peek().scale / 1.5)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <div class="viewer-head">
        <span class="viewer-who">
          <bdi>{standing?.row.mine === true ? words.talk.you : standing?.row.sender.name}</bdi>
          {all.length > 1 && (
            <span>
              <bdi>{more.files.place(at + 1, all.length)}</bdi>
            </span>
          )}
        </span>
        {standing?.file.path !== undefined && (
          <a class="icon-button" href={`${standing.file.path}?save=1`} download={standing.file.name} aria-label={more.files.save}>
            <Icon name="save" />
          </a>
        )}
        <button type="button" class="icon-button" aria-label={words.talk.close} onClick={() => ref.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      <div
        class="viewer-stage"
        onWheel={(event) => scaleTo(look.peek().scale * Math.exp(-event.deltaY / 300))}
        onDblClick={() => scaleTo(look.peek().scale > 1 ? 1 : 2.5)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
          begin()
        }}
        onPointerMove={(event) => {
          if (!fingers.has(event.pointerId)) return
          fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
          const { x, y, look: before, apart: first } = began.current
          if (fingers.size > 1 && first > 0) scaleTo(before.scale * (apart() / first))
          else if (before.scale > 1) look.value = { ...before, x: before.x + event.clientX - x, y: before.y + event.clientY - y }
        }}
        onPointerUp={(event) => {
          const { x, look: before } = began.current
          const by = event.clientX - x
          const alone = fingers.size === 1
          fingers.delete(event.pointerId)
          begin()
          if (alone && before.scale === 1 && Math.abs(by) > SWIPE) turn((by < 0 ? 1 : -1) * (document.documentElement.dir === 'rtl' ? -1 : 1))
        }}
        onPointerCancel={(event) => void fingers.delete(event.pointerId)}
      >
        {standing !== undefined && <Shown key={standing.file.id} file={standing.file} look={look.value} />}
      </div>
      <button type="button" class="icon-button viewer-previous" aria-label={more.files.previous} disabled={at <= 0} onClick={() => turn(-1)}>
        <Icon name="back" />
      </button>
      <button type="button" class="icon-button viewer-next" aria-label={more.files.next} disabled={at < 0 || at >= all.length - 1} onClick={() => turn(1)}>
        <Icon name="back" />
      </button>
      {standing !== undefined && standing.row.text !== '' && (
        <p class="viewer-text" dir="auto">
          {standing.row.text}
        </p>
      )}
    </dialog>
  )
}

function inRows(rows: readonly Row[]): readonly Standing[] {
  return rows.flatMap((row) => (row.kind === 'message' && row.text !== null ? (row.files ?? []).filter(isShown).map((file) => ({ row, file })) : []))
}

function inFound(found: readonly FoundMessage[], me: string): readonly Standing[] {
  return found.toReversed().flatMap(({ seq, sender, files = [] }) =>
    files.filter(isShown).map((file) => ({ row: { key: `#${seq}`, mine: sender.id === me, sender, text: '' }, file })),
  )
}

function isShown({ shape }: FileView): boolean {
  return shape === 'picture' || shape === 'video'
}

function Shown({ file, look: { scale, x, y } }: { file: FileView; look: typeof NEAR }) {
  const from = useSource(file)
  const there = useSignal(false)
  if (file.shape === 'video') return <video class="viewer-film" controls autoplay playsInline src={from ?? undefined} aria-label={file.name} />
  const { width = 1, height = 1 } = file
  return (
    <div class="viewer-picture" style={{ aspectRatio: `${width} / ${height}`, inlineSize: `min(100%, ${width}px, calc((100dvh - 120px) * ${width / height}))`, transform: `translate(${x}px, ${y}px) scale(${scale})` }}>
      {!there.value && file.blur !== undefined && <Blur of={file.blur} />}
      {typeof from === 'string' && <img src={from} alt={file.name} draggable={false} onLoad={() => (there.value = true)} />}
    </div>
  )
}
