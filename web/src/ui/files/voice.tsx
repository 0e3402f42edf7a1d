/** A voice message: play and pause, how loud it is along its way, where one is, and how quickly it is played. One plays at a time. */
import { useEffect, useRef } from 'preact/hooks'
import { signal, useSignal } from '@preact/signals'
import type { FileView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { wireBytes } from './wire-bytes.ts'
import './voice.css'

/** Which is to play: pressed, or come to its turn after the one before. */
const playing = signal<string | null>(null)
const speed = signal(1)
const SPEEDS = [1, 1.5, 2]
const PARTS = 40

interface Props {
  /** Told when it begins to play. */
  readonly onPlay?: () => void
  readonly file: Pick<FileView, 'id' | 'plays_ms' | 'wave'>
  readonly from: string | null | undefined
}

export function Voice({ file, from, onPlay }: Props) {
  const { views } = usePage()
  const audio = useRef<HTMLAudioElement>(null)
  const at = useSignal(0)
  const isPlaying = useSignal(false)
  const say = more.files.voice
  const whole = (file.plays_ms ?? 0) / 1_000
  const part = whole === 0 ? 0 : Math.min(1, at.value / whole)

  useEffect(() => {
    const { current } = audio
    if (current === null) return
    if (playing.value !== file.id) current.pause()
    else {
      current.playbackRate = speed.peek()
      current.play().catch(() => (playing.value = null))
    }
  }, [playing.value])
  useEffect(() => {
    if (audio.current !== null) audio.current.playbackRate = speed.value
  }, [speed.value])
  useEffect(
    () => () => {
      if (playing.peek() === file.id) playing.value = null
    },
    [],
  )

  /** The next of the conversation plays by itself. */
  const next = () => {
    const all = (views.chat.peek()?.rows.peek() ?? []).flatMap((row) =>
      row.kind === 'message' && row.text !== null ? (row.files ?? []).filter(({ shape }) => shape === 'voice').map(({ id }) => id) : [],
    )
    const here = all.indexOf(file.id)
    playing.value = here < 0 ? null : (all[here + 1] ?? null)
  }
  const seek = (to: number) => {
    if (audio.current !== null) audio.current.currentTime = at.value = Math.min(Math.max(to, 0), whole)
  }

  return (
    <div class="voice">
      <button type="button" class="icon-button voice-play" tabIndex={-1} aria-label={isPlaying.value ? say.pause : say.play} onClick={() => (playing.value = isPlaying.peek() ? null : file.id)}>
        <Icon name={isPlaying.value ? 'pause' : 'play'} />
      </button>
      <div class="voice-way">
        <Bars wave={wireBytes(file.wave)} parts={PARTS} reached={part} />
        <input
          type="range"
          class="voice-seek"
          tabIndex={-1}
          aria-label={say.place}
          aria-valuetext={`${spoken(at.value * 1_000)} / ${spoken(whole * 1_000)}`}
          min={0}
          max={Math.max(whole, 0.1)}
          step={0.1}
          value={at.value}
          onInput={(event) => seek(Number(event.currentTarget.value))}
        />
      </div>
      <span class="voice-time">{spoken((at.value > 0 ? at.value : whole) * 1_000)}</span>
      <button type="button" class="voice-speed" tabIndex={-1} aria-label={say.speed(speed.value)} onClick={() => (speed.value = SPEEDS[(SPEEDS.indexOf(speed.peek()) + 1) % SPEEDS.length] ?? 1)}>
        {speed.value}×
      </button>
      <audio
        ref={audio}
        src={from ?? undefined}
        preload="none"
        onPlay={() => {
          isPlaying.value = true
          onPlay?.()
        }}
        onPause={() => (isPlaying.value = false)}
        onTimeUpdate={(event) => (at.value = event.currentTarget.currentTime)}
        onEnded={() => {
          at.value = 0
          next()
        }}
        onError={() => {
          if (playing.peek() === file.id) playing.value = null
        }}
      />
    </div>
  )
}

/** Bars as high as it is loud; those that were played are in another colour. */
export function Bars({ wave, parts, reached = 0 }: { wave: readonly number[]; parts: number; reached?: number }) {
  return (
    <svg class="bars" viewBox={`0 0 ${parts * 4} 32`} preserveAspectRatio="none" aria-hidden="true">
      {Array.from({ length: parts }, (_, n) => {
        const level = wave.length === 0 ? 0 : (wave[Math.floor((n * wave.length) / parts)] ?? 0)
        const height = 3 + (level / 255) * 27
        return <rect key={n} x={n * 4 + 0.75} y={16 - height / 2} width={2.5} height={height} rx={1.25} class={n / parts < reached ? 'played' : undefined} />
      })}
    </svg>
  )
}

/** Minutes and seconds. */
export function spoken(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
