/** What the left pane has besides its chats: the edge that can be dragged, and an offer below the list. Fetched after the first paint. */
import { Offer } from '../notifications/offer.tsx'
import { PaneEdge } from './pane-edge.tsx'

export function PaneRest() {
  return (
    <>
      <Offer />
      <PaneEdge />
    </>
  )
}
