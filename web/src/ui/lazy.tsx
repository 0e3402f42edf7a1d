/**
 * A part of the page that is fetched when it is first shown. Until then nothing is painted; when it cannot be fetched
 * (offline, or a newer version replaced it on the server) the person is told and can try again.
 */
import { Component, type ComponentType, type VNode } from 'preact'
import { words } from '../words/words.ts'

type Load<P> = () => Promise<ComponentType<P>>

interface Stand<P> {
  readonly part?: ComponentType<P>
  readonly failed?: boolean
}

export function lazy<P extends object>(load: Load<P>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined

  return class Lazy extends Component<P, Stand<P>> {
    override state: Stand<P> = loaded === undefined ? {} : { part: loaded }

    override componentDidMount(): void {
      if (loaded === undefined) this.fetchPart()
    }

    fetchPart = (): void => {
      load().then(
        (part) => {
          loaded = part
          this.setState({ part, failed: false })
        },
        () => this.setState({ failed: true }),
      )
    }

    override render(): VNode | null {
      const Part = this.state.part
      if (Part !== undefined) return <Part {...this.props} />
      if (this.state.failed !== true) return null
      return (
        <div class="centered" role="alert">
          <p>{words.house.loadFailed}</p>
          <button class="button" onClick={this.fetchPart}>
            {words.house.again}
          </button>
        </div>
      )
    }
  }
}
