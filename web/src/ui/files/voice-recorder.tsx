/**
 * In place of the composer while somebody speaks: how long, how loud, and the ways out. Stopped, it can be heard before it is sent.
 * Esc gives it up.
 */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Prepared, Recorder } from '../../actions/attach.ts'
import type { ChatID } from '../../protocol/wire.gen.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { Bars, spoken, Voice } from './voice.tsx'
import './voice.css'

const SHOWN = 40

export function VoiceRecorder({ chat, onClose }: { chat: ChatID; onClose: () => void }) {
  const { actions, list } = usePage()
  const say = more.files.voice
  const recorder = useRef<Recorder | null>(null)
  const now = useSignal(0)
  const ready = useSignal<Prepared | null>(null)
  const refused = useSignal(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let given = false
    void actions.record().then((made) => {
      if (given) made?.cancel()
      else if (made === null) refused.value = true
      else recorder.current = made
    })
    const timer = setInterval(() => (now.value = recorder.current?.ms() ?? 0), 100)
    box.current?.focus()
    return () => {
      given = true
      clearInterval(timer)
      recorder.current?.cancel()
    }
  }, [])
  const stop = async (): Promise<Prepared | null> => {
    if (ready.peek() !== null || recorder.current === null) return ready.peek()
    const { current } = recorder
    recorder.current = null
    ready.value = await actions.prepareVoice(await current.stop())
    return ready.peek()
  }
  const send = async () => {
    const prepared = await stop()
    if (prepared === null) return
    onClose()
    await actions.sendFiles(chat, [prepared], '')
    list.current?.toNewest()
  }
  return (
    <div
      ref={box}
      class="composer recorder"
      role="group"
      aria-label={say.recording}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <button type="button" class="icon-button" aria-label={say.giveUp} onClick={onClose}>
        <Icon name="trash" />
      </button>
      {refused.value ? (
        <p class="recorder-refused" role="alert">
          {say.refused}
        </p>
      ) : ready.value !== null ? (
        <Voice file={ready.value.file} from={ready.value.url} />
      ) : (
        <div class="recorder-now">
          <span class="recorder-dot" aria-hidden="true" />
          <span role="timer">{spoken(now.value)}</span>
          <Bars wave={(recorder.current?.levels() ?? []).slice(-SHOWN).map((level) => level * 255)} parts={SHOWN} />
          <button type="button" class="icon-button" aria-label={say.stop} onClick={() => void stop()}>
            <Icon name="pause" />
          </button>
        </div>
      )}
      <button type="button" class="send" aria-label={say.send} disabled={refused.value} onClick={() => void send()}>
        <Icon name="send" />
      </button>
    </div>
  )
}
