/**
 * The head of a page beside the chat list; on a narrow screen with the way back and the connection state (R6.5). The
 * banner follows it, so that the way on in trouble is reached before the messages.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { words } from '../../words/words.ts'
import { Banner } from '../banner/lazily.ts'
import { ConnectionState } from '../status-banner/connection-state.tsx'
import { Icon } from './icon.tsx'
import { Link } from './link.tsx'

/** `back`: a part of a page, which leads back to it at every width. */
export function PageHead({ title, back }: { title: string; back?: { to: string; label: string } }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // After a repaint the focus is where it was.
    if (document.querySelector('.page :focus') === null) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <HeadBar {...(back === undefined ? {} : { back })}>
      <h1 ref={heading} class="page-title" tabIndex={-1}>
        {title}
      </h1>
    </HeadBar>
  )
}

export function HeadBar({ children, back }: { children: ComponentChildren; back?: { to: string; label: string } }) {
  return (
    <>
      <div class="head-bar">
        <Link to={back?.to ?? '/'} class={back === undefined ? 'icon-button narrow-only' : 'icon-button'} aria-label={back?.label ?? words.talk.back}>
          <Icon name="back" />
        </Link>
        {children}
        <div class="narrow-only head-state">
          <ConnectionState />
        </div>
      </div>
      <Banner />
    </>
  )
}
