/** The keys of the page, in a dialog (Ctrl or Cmd and /). */
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Keys, modifier } from '../parts/keys.tsx'

export function Help({ onClose }: { onClose: () => void }) {
  const { views } = usePage()
  const say = more.help
  const { enterSends } = views.device.value
  const enter = ['Enter']
  const shiftEnter = ['Shift', 'Enter']
  return (
    <Dialog title={say.title} look="dialog" onClose={onClose}>
      <h3>{say.everywhere}</h3>
      <dl class="keys keys-told">
        <Keys keys={[modifier, 'K']} what={say.search} />
        <Keys keys={['Alt', '↓', '↑']} what={say.nextChat} />
        <Keys keys={[modifier, '/']} what={say.thisHelp} />
        <Keys keys={['Esc']} what={say.leave} />
      </dl>
      <h3>{say.inChat}</h3>
      <dl class="keys keys-told">
        <Keys keys={enterSends ? enter : shiftEnter} what={say.send} />
        <Keys keys={enterSends ? shiftEnter : enter} what={say.line} />
        <Keys keys={['↑']} what={say.editLast} />
        <Keys keys={['End']} what={say.newest} />
      </dl>
      <h3>{say.inMessages}</h3>
      <dl class="keys keys-told">
        <Keys keys={['↓', '↑']} what={say.move} />
        <Keys keys={enter} what={say.act} />
      </dl>
      {!enterSends && <p class="quiet">{say.swapped}</p>}
    </Dialog>
  )
}
