/** A message's text as text nodes and a few elements; never markup made from strings. */
import type { ComponentChild } from 'preact'
import type { Token } from './tokens.ts'
import { tokenize } from './tokens.ts'

interface Props {
  readonly text: string
  /** A handle: words that call it are marked. */
  readonly called?: string | undefined
}

export function Text({ text, called }: Props) {
  const paint = (token: Token, index: number) => painted(token, index, paint, called)
  return <>{tokenize(text).map(paint)}</>
}

type Paint = (token: Token, index: number) => ComponentChild

// As in state/mentions.ts; the stop behind a name is the sentence's.
const CALL = /(?<![\p{L}\p{Nd}_.@])(@[\w.]*\w)/u

function marked(text: string, called: string) {
  return text.split(CALL).map((part) => (part.toLowerCase() === `@${called}` ? <mark>{part}</mark> : part))
}

function painted(token: Token, index: number, paint: Paint, called?: string): ComponentChild {
  switch (token.kind) {
    case 'text':
      return called === undefined || !token.text.includes('@') ? token.text : marked(token.text, called)
    case 'code':
    case 'block':
      return (
        <code key={index} class={token.kind === 'block' ? 'block' : undefined}>
          {token.text}
        </code>
      )
    case 'link':
      return (
        <a key={index} href={token.href} target="_blank" rel="noopener noreferrer nofollow ugc">
          {token.text}
        </a>
      )
    case 'bold':
      return <strong key={index}>{token.inside.map(paint)}</strong>
    case 'italic':
      return <em key={index}>{token.inside.map(paint)}</em>
    case 'strike':
      return <s key={index}>{token.inside.map(paint)}</s>
  }
}
