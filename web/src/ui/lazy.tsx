/**
 * A part of the page that is fetched when it is first shown. Until then nothing is painted; when it cannot be fetched
 * (offline, or a newer version replaced it on the server) the person is told and can try again. A part that the page can
 * do without is `spare`: nothing is said when it does not come.
 */
import { Component, type ComponentType, type VNode } from 'preact'
import { allWords } from '../words/spoken.ts'
import { words } from '../words/words.ts'

type Load<P> = () => Promise<ComponentType<P>>

const loads: Load<never>[] = []
let isAhead = false

/** Fetches every part ahead of need, so that the network may go away afterwards. A failure is met again when it is shown. */
export function fetchAhead(): void {
  isAhead = true
  for (const load of loads) load().catch(() => undefined)
}

interface Stand<P> {
  readonly part?: ComponentType<P>
  readonly failed?: boolean
}

export function lazy<P extends object>(load: Load<P>, spare = false): ComponentType<P> {
  loads.push(load as Load<never>)
  // The parts of a part that was fetched.
  if (isAhead) load().catch(() => undefined)
  return lazyPart(load, spare)
}

/** A part that hardly anybody opens: it is not fetched ahead of need. */
export function seldom<P extends object>(load: Load<P>): ComponentType<P> {
  return lazyPart(load, false)
}

function lazyPart<P extends object>(load: Load<P>, spare: boolean): ComponentType<P> {
  let loaded: ComponentType<P> | undefined

  return class Lazy extends Component<P, Stand<P>> {
    override state: Stand<P> = loaded === undefined ? {} : { part: loaded }

    override componentDidMount(): void {
      if (loaded === undefined) this.fetchPart()
    }

    fetchPart = (): void => {
      // A part is shown with its words and drawings, or not at all.
      Promise.all([load(), allWords(), import('./parts/rare-drawings.ts')]).then(
        ([part]) => {
          loaded = part
          this.setState({ part, failed: false })
        },
        () => this.setState({ failed: true }),
      )
    }

    override render(): VNode | null {
      const Part = this.state.part
      if (Part !== undefined) return <Part {...this.props} />
      if (spare || this.state.failed !== true) return null
      return (
        <div class="centered" role="alert">
          <p>{words.talk.loadFailed}</p>
          <button class="button" onClick={this.fetchPart}>
            {words.talk.again}
          </button>
        </div>
      )
    }
  }
}
