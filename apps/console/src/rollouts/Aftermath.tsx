import { Name } from '../page/Name.tsx'
import { isolate } from '../page/isolate.ts'
import { Link } from '@tanstack/react-router'
import { count, signedPercent } from '../results/format.ts'
import { clock, duration } from './duration.ts'
import type { StateName } from '@sluice/rollout'
import type { Decided, Look, OpenRollout } from './shapes.ts'
import { FINDINGS, VERIFICATIONS } from './words.ts'

const HOOKS = {
  waiting: 'The deployment was told to go back too, and has not answered yet.',
  acknowledged: 'The deployment says that it went back too.',
  refused: 'The deployment refused to go back.',
  timed_out: 'The deployment was told to go back too, and did not answer in time.',
} as const

const NOT_BACK =
  'The flag can be repaired by hand, but nobody may get more of the treatment until somebody closes the incident with what it was.'

const LOCKS: Readonly<Partial<Record<StateName, string>>> = {
  rolling_back: NOT_BACK,
  aborted: NOT_BACK,
  verifying:
    'The flag can be turned off and nothing else, until this is verified and somebody closes the incident with what it was.',
  rolled_back:
    'The flag can be turned off and nothing else, until somebody closes the incident with what it was.',
}

/** Whether the flag could not be restored whole. */
function isShareAlone(restored: Decided | undefined): boolean {
  const event = restored?.entry.event
  return event?.kind === 'applied' && event.instead !== undefined
}

function wayBackText({ state, versionBefore }: OpenRollout): string {
  return state === 'aborted'
    ? `Somebody aborted that before the flag was back at version ${versionBefore}.`
    : `The flag is on its way back to version ${versionBefore}.`
}

/** What happened when a rollout was rolled back, and whether it helped. */
export function Aftermath({
  environment,
  rollout,
  looks,
  decisions,
}: {
  readonly environment: string
  readonly rollout: OpenRollout
  readonly looks: readonly Look[]
  readonly decisions: readonly Decided[]
}) {
  const { incident, verification, plan, version, versionBefore, hook, flag } = rollout
  if (incident === null) return null
  const restored = decisions.find(({ outcome }) => outcome === 'restored')
  const isRestored = rollout.state === 'verifying' || rollout.state === 'rolled_back'
  const leftMs = plan.rollback.verifyWithinMs - (rollout.deployedMs ?? rollout.restoredMs)
  const leftText =
    hook === 'waiting' && leftMs <= 0
      ? 'It is being verified, until the deployment has said that it went back.'
      : `It is being verified, for ${duration(Math.max(0, leftMs))} more at most.`
  const took =
    restored === undefined ? undefined : Date.parse(restored.at) - Date.parse(incident.at)
  return (
    <section className="aftermath panel" aria-labelledby="aftermath">
      <h2 id="aftermath">What happened</h2>
      <ol>
        <li>
          <time dateTime={incident.at}>{clock(Date.parse(incident.at))}</time>{' '}
          {incident.by === null
            ? 'Its guardrails rolled it back'
            : `${isolate(incident.by.name)} rolled it back`}
          . <q>{incident.because}</q>
        </li>
        <li>
          {isRestored ? (
            <>
              {isShareAlone(restored)
                ? `The flag cannot be what it was at version ${versionBefore}, so its share alone was taken back,`
                : `The flag is what it was at version ${versionBefore},`}{' '}
              <Link
                to="/environments/$environment/flags/$key"
                params={{ environment, key: flag }}
                search={version === null ? {} : { version }}
              >
                as version {version}
              </Link>
              {took !== undefined && `, ${took < 1_000 ? 'at once' : `${duration(took)} later`}`}.
              Other flags were left alone.
            </>
          ) : (
            wayBackText(rollout)
          )}
        </li>
        {hook !== 'none' && <li>{HOOKS[hook]}</li>}
        {isRestored && (
          <li>
            {verification === null ? (
              leftText
            ) : (
              <>
                <strong className={`finding ${VERIFICATIONS[verification].tone}`}>
                  <span aria-hidden="true">{VERIFICATIONS[verification].mark}</span>{' '}
                  {VERIFICATIONS[verification].word}.
                </strong>{' '}
                {VERIFICATIONS[verification].text}
              </>
            )}
            <Proof looks={looks} verification={verification} />
          </li>
        )}
        {incident.closedBy !== null && (
          <li>
            <Name text={incident.closedBy.name} /> closed the incident:{' '}
            <q>{incident.closedBecause}</q>
          </li>
        )}
      </ol>
      <p>
        <a href="#playbook">Playbook</a> · <a href="#post-mortem">Draft of a post-mortem</a>
      </p>
      {rollout.isLocked && (
        <p className="notice">
          {incident.closedBy === null
            ? LOCKS[rollout.state]
            : `Another rollout of this flag may start in ${duration(plan.rollback.cooldownMs - rollout.restoredMs)}.`}
        </p>
      )}
    </section>
  )
}

/**
 * By what a rollback is verified: receipts of clients, and the guardrail since. Once it is over,
 * only what it was decided by.
 */
function Proof({
  looks,
  verification,
}: {
  readonly looks: readonly Look[]
  readonly verification: OpenRollout['verification']
}) {
  const look = looks.findLast(({ state }) => state === 'verifying')
  if (look === undefined || (verification !== null && look.outcome !== verification)) return null
  const { clients, guardrails } = look
  return (
    <ul>
      <li>
        Receipts:{' '}
        {clients === undefined || clients.connected === 0
          ? 'no client was seen since.'
          : `${count(clients.fetched)} of ${count(clients.connected)} clients that were seen have the restored version.`}
      </li>
      {guardrails.map(({ metric, finding, method, relative, because }) => (
        <li key={metric}>
          <code>{metric}</code>: {AFTERWARDS[finding] ?? FINDINGS[finding].word}
          {relative !== undefined && (
            <>
              , {relative.estimate === null ? 'no estimate' : signedPercent(relative.estimate)}{' '}
              against the control from before ({signedPercent(relative.low)} to{' '}
              {relative.high === null ? 'no bound' : signedPercent(relative.high)}
              {method !== undefined && (
                <>
                  , by <code>{method}</code>
                </>
              )}
              )
            </>
          )}
          .{because !== undefined && ` ${because}`}
        </li>
      ))}
    </ul>
  )
}

const AFTERWARDS: Readonly<Partial<Record<keyof typeof FINDINGS, string>>> = {
  harmed: 'still beyond its margin',
  clear: 'back within its margin',
}
