/** What was sent in a chat beside words: pictures and films, other files, voice messages, links. Found by the search, the newest first. */
import { useSignal } from '@preact/signals'
import type { Holds } from '../../state/found.ts'
import type { ChatView, FileView, FoundMessage } from '../../state/views.ts'
import { moment } from '../../words/moments.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { Blur } from '../files/files.tsx'
import { Voice } from '../files/voice.tsx'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'
import { tokenize } from '../message/tokens.ts'
import { useAsked } from '../search/asking.ts'
import './gallery.css'

const kinds = ['media', 'file', 'voice', 'link'] as const

export function Gallery({ view }: { view: ChatView }) {
  const { actions, drawer } = usePage()
  const kind = useSignal<Holds>('media')
  const say = more.gallery
  const asked = useAsked(actions, { text: '', chat: view.id, holds: kind.value })
  const found = asked.found.value ?? []
  const show = (seq: number) => {
    if (!window.matchMedia('(width >= 1200px)').matches) drawer.value = null
    void actions.jumpTo(view.id, seq)
  }
  return (
    <Dialog title={say.title} look="drawer" onClose={() => (drawer.value = null)}>
      <div class="gallery-kinds" role="tablist" aria-label={say.title}>
        {kinds.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={kind.value === each}
            tabIndex={kind.value === each ? 0 : -1}
            onClick={() => (kind.value = each)}
            onKeyDown={(event) => {
              const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
              if (by === undefined) return
              const next = kinds[(kinds.indexOf(each) + by * (document.documentElement.dir === 'rtl' ? -1 : 1) + kinds.length) % kinds.length]
              if (next !== undefined) kind.value = next
              ;(event.currentTarget.parentElement?.children[kinds.indexOf(next ?? each)] as HTMLElement | undefined)?.focus()
            }}
          >
            {say.kinds[each]}
          </button>
        ))}
      </div>
      <div role="tabpanel" aria-label={say.kinds[kind.value as (typeof kinds)[number]]}>
        <Problem of={asked.failure.value} />
        {asked.onDevice.value && <p class="quiet">{more.search.onDevice}</p>}
        {kind.value === 'media' ? <Media found={found} /> : <Lines kind={kind.value} found={found} onShow={show} />}
        {found.length === 0 && <p class="quiet gallery-none">{asked.busy.value ? more.search.searching : say.none}</p>}
        {asked.searchedTo.value !== undefined && (
          <button type="button" class="link-button" disabled={asked.busy.value} onClick={asked.more}>
            {more.search.more}
          </button>
        )}
      </div>
    </Dialog>
  )
}

function Media({ found }: { found: readonly FoundMessage[] }) {
  const { dialog } = usePage()
  const all = found.flatMap((message) => (message.files ?? []).filter(isMedia).map((file) => ({ message, file })))
  return (
    <ul class="gallery-media">
      {all.map(({ message, file }) => (
        <li key={file.id + String(message.seq)}>
          <button type="button" aria-label={more.files.open(`${file.shape === 'video' ? words.talk.shape.video : words.talk.shape.picture} ${file.name}`)} onClick={() => (dialog.value = { kind: 'pictures', row: `#${message.seq}`, file: file.id, from: found })}>
            {file.blur !== undefined && <Blur of={file.blur} />}
            {file.shape === 'picture' ? <img src={`${file.path ?? ''}?small=1`} alt="" loading="lazy" decoding="async" /> : <video src={file.path} preload="metadata" muted />}
          </button>
        </li>
      ))}
    </ul>
  )
}

function isMedia({ shape }: FileView): boolean {
  return shape === 'picture' || shape === 'video'
}

interface LinesProps {
  readonly kind: Holds
  readonly found: readonly FoundMessage[]
  readonly onShow: (seq: number) => void
}

function Lines({ kind, found, onShow }: LinesProps) {
  const { views } = usePage()
  return (
    <ul class="gallery-lines">
      {found.map((message) => (
        <li key={message.seq}>
          {kind === 'link' ? <Links of={message} /> : (message.files ?? []).filter(({ shape }) => shape === kind).map((file) => <One key={file.id} file={file} />)}
          <p class="gallery-who">
            <bdi>{message.sender.name}</bdi> <time>{moment(message.at, views.now.value)}</time>
            <button type="button" class="link-button" onClick={() => onShow(message.seq)}>
              {more.gallery.show}
            </button>
          </p>
        </li>
      ))}
    </ul>
  )
}

function One({ file }: { file: FileView }) {
  if (file.shape === 'voice') return <Voice file={file} from={file.path} />
  return (
    <a class="gallery-file" href={`${file.path ?? ''}?save=1`} download={file.name}>
      <bdi>{file.name}</bdi>
      {file.size !== undefined && (
        <span class="quiet">
          <bdi>{more.files.size(file.size)}</bdi>
        </span>
      )}
    </a>
  )
}

function Links({ of }: { of: FoundMessage }) {
  const text = of.snippet.map((part) => part.text).join('')
  const links = tokenize(text).flatMap((token) => (token.kind === 'link' ? [token] : []))
  return (
    <>
      {links.map((link, n) => (
        <a key={n} class="gallery-link" href={link.href} target="_blank" rel="noopener noreferrer nofollow ugc" dir="ltr">
          {link.text}
        </a>
      ))}
      <p class="gallery-text" dir="auto">
        {text}
      </p>
    </>
  )
}
