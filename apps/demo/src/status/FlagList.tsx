import { useSluiceStatus, useVariantDetails, type FlagDetails, type FlagKey } from '@sluice/react'
import type { ReactElement } from 'react'
import type { Counted, SeenVariant } from '../counted/counted.ts'
import { SeenVariants } from '../counted/SeenVariants.tsx'
import { controlOf, defaults, flagKeys } from './flags.ts'
import { useBroken } from './use-broken.ts'
import './flag-list.css'

/** Which flags draw the page, what they serve this person, and why. */
export function FlagList({ counted }: { readonly counted: Counted | undefined }): ReactElement {
  return (
    <section aria-labelledby="flag-list-title">
      <h2 id="flag-list-title" className="flag-list-title">
        What draws this page
      </h2>
      <ul className="flag-list">
        {flagKeys.map((flag) => (
          <FlagRow key={flag} flag={flag} seen={counted?.byFlag.get(flag)} />
        ))}
      </ul>
      <p className="flag-list-hint soft">
        Edit <code>apps/demo/flags.yaml</code>, then <code>npx sluice push</code>. What was seen is
        what the service has counted in 24 hours: <code>npx sluice events tail</code>
      </p>
    </section>
  )
}

interface FlagRowProps {
  readonly flag: FlagKey
  /** As the service has counted it; `undefined` when it has not. */
  readonly seen: readonly SeenVariant[] | undefined
}

function FlagRow({ flag, seen }: FlagRowProps): ReactElement {
  // Whoever looks at this list has not seen what the flag draws.
  const details = useVariantDetails(flag, defaults[flag], { exposure: 'off' })
  const broken = useBroken(flag, details.variant)
  const isPending = useSluiceStatus().pending.includes(flag)
  const shown = details.variant ?? 'default'
  return (
    <li className="flag-row" data-flag={flag}>
      <code>{flag}</code>
      {/* A new key draws the pill again, so that a change is seen once. */}
      <span
        key={shown}
        className="flag-pill"
        data-off={details.value === false || undefined}
        data-crashed={broken || undefined}
      >
        {broken ? `${shown} → ${controlOf(flag)}` : shown}
      </span>
      <span className="flag-why soft">
        {broken ? `crashed; ${controlOf(flag)} is drawn instead` : why(details)}
        {isPending ? (
          <span className="flag-pending"> · a new value waits for a new tab</span>
        ) : null}
      </span>
      {seen === undefined ? undefined : <SeenVariants seen={seen} />}
    </li>
  )
}

function why({ reason, ruleId, errorCode }: FlagDetails): string {
  if (errorCode === 'PROVIDER_NOT_READY') return 'no answer yet, so the code decides'
  if (errorCode !== undefined) return `${errorCode}, so the code decides`
  switch (reason) {
    case 'DISABLED':
      return 'turned off'
    case 'TARGETING_MATCH':
      return `rule “${ruleId ?? '?'}”`
    case 'SPLIT':
      return `by share, rule “${ruleId ?? '?'}”`
    case 'DEFAULT':
      return ruleId === undefined ? 'no rule matches' : ruleId.replace(':', ' not met: ')
    case 'OVERRIDE':
      return 'forced, and not counted'
    default:
      return reason ?? ''
  }
}
