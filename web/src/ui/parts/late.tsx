/** Shows its children only when they are still wanted after a moment, so that quick answers never flash a placeholder. */
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'

export function Late({ children, ms = 150 }: { children: ComponentChildren; ms?: number }) {
  const due = useSignal(false)
  useEffect(() => {
    const timer = setTimeout(() => (due.value = true), ms)
    return () => clearTimeout(timer)
  }, [])
  return due.value ? <>{children}</> : null
}
