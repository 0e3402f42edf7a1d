/** A link to another place of this page: a real address for a new tab, no reload for a plain click. */
import type { ComponentChildren } from 'preact'
import { usePage } from '../page.ts'

interface Props {
  readonly to: string
  readonly children?: ComponentChildren
  readonly class?: string
  readonly tabIndex?: number
  readonly 'aria-label'?: string
  readonly 'aria-current'?: 'page'
}

export function Link({ to, children, ...rest }: Props) {
  const { actions } = usePage()
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    actions.go(to)
  }
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  )
}
