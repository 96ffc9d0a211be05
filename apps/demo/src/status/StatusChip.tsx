import { useSluiceStatus, type SluiceStatus } from '@sluice/react'
import { useState, type ReactElement } from 'react'
import { useCounted } from '../counted/use-counted.ts'
import { GrantNote } from '../grants/GrantNote.tsx'
import { useGrant } from '../grants/use-grant.ts'
import { RolloutDesk } from '../rollout/RolloutDesk.tsx'
import { FlagList } from './FlagList.tsx'
import { useBrokenCount } from './use-broken.ts'
import './status-chip.css'

/** How the shop stands with its service, and on request which flags draw it. */
export function StatusChip(): ReactElement {
  const status = useSluiceStatus()
  const { look, words } = inWords(status)
  const crashed = useBrokenCount()
  const counted = useCounted()
  const grant = useGrant()
  const [isOpen, setOpen] = useState(false)
  const facts = [
    words,
    ...(status.version === undefined ? [] : [`version ${status.version}`]),
    ...(counted === undefined ? [] : [`${counted.total.toLocaleString('en')} seen`]),
  ]
  return (
    <div className="status">
      <button
        type="button"
        className="status-chip figures"
        popoverTarget="status-panel"
        data-look={look}
      >
        <span className="status-dot" aria-hidden="true" />
        {/* One text: it grows at its end, and nothing beside it moves. */}
        <span>{facts.join(' · ')}</span>
        {grant === undefined ? undefined : (
          <span className="status-mark">
            {grant.state === 'refused' ? 'grant refused' : 'granted'}
          </span>
        )}
        {crashed === 0 ? undefined : <span className="status-mark">{crashed} crashed</span>}
      </button>
      <div
        id="status-panel"
        className="status-panel"
        popover="auto"
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        <GrantNote />
        <RolloutDesk isLookedAt={isOpen} />
        <FlagList counted={counted} />
      </div>
    </div>
  )
}

type Look = 'good' | 'waiting' | 'bad'

function inWords({ state, stream, source }: SluiceStatus): { look: Look; words: string } {
  switch (state) {
    case 'ready':
      return stream === 'open' || stream === 'shared'
        ? { look: 'good', words: 'live' }
        : { look: 'waiting', words: 'up to date' }
    case 'starting':
      return { look: 'waiting', words: source === 'default' ? 'connecting' : 'updating' }
    case 'stale':
      return { look: 'waiting', words: 'reconnecting' }
    case 'offline':
      return { look: 'bad', words: 'offline, defaults' }
    case 'unauthorized':
      return { look: 'bad', words: 'key refused' }
    case 'closed':
      return { look: 'bad', words: 'closed' }
  }
}
