/**
 * The head of a page beside the chat list; on a narrow screen with the way back and the connection state (R6.5). The
 * banner follows it, so that the way on in trouble is reached before the messages.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { words } from '../../words/words.ts'
import { Banner } from '../status-banner/banner.tsx'
import { ConnectionState } from '../status-banner/connection-state.tsx'
import { Icon } from './icon.tsx'
import { Link } from './link.tsx'

export function PageHead({ title }: { title: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // After a repaint the focus is where it was.
    if (document.querySelector('.page :focus') === null) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <HeadBar>
      <h1 ref={heading} class="page-title" tabIndex={-1}>
        {title}
      </h1>
    </HeadBar>
  )
}

export function HeadBar({ children }: { children: ComponentChildren }) {
  return (
    <>
      <div class="head-bar">
        <Link to="/" class="icon-button narrow-only" aria-label={words.talk.back}>
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
