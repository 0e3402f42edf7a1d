/** The list of what was found, in groups. The field above it keeps the focus; an option is chosen by arrows or a press. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ChatItem, FoundMessage, PersonView } from '../../state/views.ts'
import { brief } from '../../words/moments.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { meIn, usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'

/** One that can be chosen. */
export type Option =
  | { readonly kind: 'chat'; readonly item: ChatItem }
  | { readonly kind: 'person'; readonly person: PersonView }
  | { readonly kind: 'message'; readonly found: FoundMessage }
  | { readonly kind: 'more' }

export const LIST = 'search-results'
export const optionID = (index: number) => `${LIST}-${index}`

interface Props {
  readonly options: readonly Option[]
  readonly chosen: number
  readonly onPick: (option: Option) => void
}

export function Results({ options, chosen, onPick }: Props) {
  const say = more.search
  const groups = [
    { kind: ['chat'], title: say.chats },
    { kind: ['person'], title: say.people },
    { kind: ['message', 'more'], title: say.messages },
  ]
  return (
    <div id={LIST} role="listbox" class="search-results" aria-label={say.results}>
      {groups.map(({ kind, title }) => {
        const within = options.flatMap((option, index) => (kind.includes(option.kind) ? [{ option, index }] : []))
        if (within.length === 0) return null
        return (
          <div key={title} role="group" aria-labelledby={`${LIST}-${kind[0] ?? ''}`}>
            <h3 id={`${LIST}-${kind[0] ?? ''}`} role="presentation">
              {title}
            </h3>
            {within.map(({ option, index }) => (
              <Entry key={keyOf(option)} index={index} chosen={index === chosen} onPick={() => onPick(option)}>
                <Inside option={option} />
              </Entry>
            ))}
          </div>
        )
      })}
    </div>
  )
}

function keyOf(option: Option): string {
  switch (option.kind) {
    case 'chat':
      return option.item.id
    case 'person':
      return option.person.id
    case 'message':
      return `${option.found.chat}${option.found.seq}`
    case 'more':
      return 'more'
  }
}

function Entry({ index, chosen, onPick, children }: { index: number; chosen: boolean; onPick: () => void; children: ComponentChildren }) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <div ref={element} id={optionID(index)} role="option" aria-selected={chosen} class="search-option" onClick={onPick}>
      {children}
    </div>
  )
}

function Inside({ option }: { option: Option }) {
  switch (option.kind) {
    case 'chat':
      return <ChatFound item={option.item} />
    case 'person':
      return <PersonFound person={option.person} />
    case 'message':
      return <MessageFound found={option.found} />
    case 'more':
      return <span class="search-more">{more.search.more}</span>
  }
}

function ChatFound({ item }: { item: ChatItem }) {
  return (
    <>
      <Avatar id={item.peer?.id ?? item.id} name={item.title} presence={item.presence} note={item.kind === 'self'} />
      <span class="search-name">
        <bdi>{item.title}</bdi>
        {item.kind === 'self' && <span class="entry-note"> {words.talk.yourself}</span>}
      </span>
    </>
  )
}

function PersonFound({ person }: { person: PersonView }) {
  return (
    <>
      <Avatar id={person.id} name={person.name} />
      <span class="search-name">
        <bdi>{person.name}</bdi>
      </span>
      <span class="search-about">@{person.handle}</span>
    </>
  )
}

function MessageFound({ found: { chat, sender, at, snippet } }: { found: FoundMessage }) {
  const { views } = usePage()
  const item = views.chats.value.find(({ id }) => id === chat)
  const mine = sender.id === meIn(views)
  return (
    <>
      <Avatar id={item?.peer?.id ?? chat} name={item?.title ?? ''} note={item?.kind === 'self'} />
      <span class="search-name">
        <bdi>{item?.title ?? ''}</bdi>
      </span>
      <time class="search-time">{brief(at, views.now.value)}</time>
      <span class="search-about">
        {item?.kind !== 'self' && <bdi>{words.talk.saidBy(mine ? words.talk.you : sender.name)} </bdi>}
        <Snippet parts={snippet} />
      </span>
    </>
  )
}

export function Snippet({ parts }: { parts: FoundMessage['snippet'] }) {
  return <bdi>{parts.map(({ text, hit }, index) => (hit === true ? <mark key={index}>{text}</mark> : text))}</bdi>
}
