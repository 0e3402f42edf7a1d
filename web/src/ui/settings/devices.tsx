/** Where one is signed in, and the ways to sign out there. */
import { useSignal } from '@preact/signals'
import type { DeviceEntry } from '../../actions/own.ts'
import type { Failure } from '../../state/views.ts'
import { moment } from '../../words/moments.ts'
import { settings } from '../../words/settings.ts'
import { Ask } from '../ask/ask.tsx'
import { usePage } from '../page.ts'
import { deviceName } from '../parts/agent.ts'
import { Problem } from '../parts/problem.tsx'
import { useOwn } from './own-desk.ts'
import { useListed } from './programs-desk.ts'

export function Devices() {
  const own = useOwn()
  const list = useListed(own.devices)
  const asking = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  const say = settings.devices
  const signOut = async (device: DeviceEntry) => {
    const result = await own.signOutDevice(device.session)
    failure.value = result.ok ? null : result.failure
    await list.again()
  }
  const signOutOthers = async () => {
    const result = await own.signOutOthers()
    if (result.ok) await list.again()
    return result
  }
  const devices = list.value.value
  return (
    <section class="sheet">
      <p class="quiet">{say.text}</p>
      <Problem of={failure.value ?? list.problem.value} />
      {devices !== null && (
        <>
          <ul class="devices" aria-label={say.list}>
            {devices.map((device) => (
              <Entry key={device.session} device={device} onSignOut={() => void signOut(device)} />
            ))}
          </ul>
          {devices.length > 1 ? (
            <button class="button button-grave" onClick={() => (asking.value = true)}>
              {say.others}
            </button>
          ) : (
            <p class="quiet">{say.alone}</p>
          )}
        </>
      )}
      {asking.value && (
        <Ask title={say.othersAsk} yes={say.others} no={settings.cancel} onYes={signOutOthers} onClose={() => (asking.value = false)}>
          {say.othersText}
        </Ask>
      )}
    </section>
  )
}

function Entry({ device, onSignOut }: { device: DeviceEntry; onSignOut: () => void }) {
  const { views } = usePage()
  const say = settings.devices
  const now = views.now.value
  const name = deviceName(device.agent)
  return (
    <li class="device">
      <span>
        <b>{name}</b>
        <span class="quiet">{device.isThis ? say.this : say.used(moment(device.usedAt, now))}</span>
        <span class="quiet">{say.since(moment(device.createdAt, now))}</span>
      </span>
      {!device.isThis && (
        <button class="link-button grave" aria-label={say.signOutOne(name)} onClick={onSignOut}>
          {say.signOut}
        </button>
      )}
    </li>
  )
}
