/** What a link is about, as the server found out when it was written. Nothing of it is fetched from elsewhere; pressed, it is opened. */
import type { Link } from '../../protocol/wire.gen.ts'
import { withoutTurns } from './host.ts'
import './link.css'

export function LinkCard({ link }: { link: Link }) {
  const { url, title = '', description, site, picture } = link
  const host = withoutTurns(url)
  return (
    <a class="link-card" href={url} target="_blank" rel="noopener noreferrer nofollow ugc">
      {picture !== undefined && <img src={`data:image/jpeg;base64,${picture.replaceAll('-', '+').replaceAll('_', '/')}`} alt="" width={link.width} height={link.height} />}
      <span class="link-words">
        <b dir="auto">{title}</b>
        {description !== undefined && <span dir="auto">{description}</span>}
        <span class="link-host" dir="ltr">
          {site === undefined ? host : `${host} · ${site}`}
        </span>
      </span>
    </a>
  )
}
