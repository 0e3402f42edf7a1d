/** A message's text as text nodes and a few elements; never markup made from strings. */
import type { Token } from './tokens.ts'
import { tokenize } from './tokens.ts'

export function Text({ text }: { text: string }) {
  return <>{tokenize(text).map(paint)}</>
}

function paint(token: Token, index: number) {
  switch (token.kind) {
    case 'text':
      return token.text
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
