import { Name } from '../page/Name.tsx'
import { isolate } from '../page/isolate.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState, type SubmitEvent } from 'react'
import { Lines } from '../flags/Difference.tsx'
import { Failed } from '../page/State.tsx'
import { Problem } from '../service/problem.ts'
import { environmentsQuery } from '../service/queries.ts'
import type { FlagDocument } from '../service/shapes/ruleset.ts'
import { act, newKey, preview, type Intent } from './act.ts'
import { share } from './duration.ts'
import { isWhereItWas, movesSince } from './moves-since.ts'
import { decisionsQuery, rolloutQuery } from './queries.ts'
import { servedShare } from './served-share.ts'
import type { OpenRollout, Preview, Rollout } from './shapes.ts'
import { ACTIONS, outcomeOf, STATES } from './words.ts'

/** Outcomes of a look ahead that say that nothing would be done. */
const REFUSED: ReadonlySet<string> = new Set(['refused', 'failed'])

/** Asks before something is done: what the flag is now and would be, and why it is done. */
export function ConfirmDialog({
  environment,
  rollout,
  intent,
  onClose,
}: {
  readonly environment: string
  readonly rollout: OpenRollout
  readonly intent: Intent
  /** @param done - what was decided; `undefined` when nothing was done */
  readonly onClose: (done?: Rollout) => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  // What was on the screen when somebody began to think about it.
  const [seen, setSeen] = useState(rollout)
  const [key, setKey] = useState(newKey)
  const [reason, setReason] = useState('')
  const [dismissed, setDismissed] = useState<readonly string[]>([])
  const [isSending, setSending] = useState(false)
  const [problem, setProblem] = useState<Error>()
  const queries = useQueryClient()
  const id = useId()
  const words = ACTIONS[intent.action]
  const environments = useQuery(environmentsQuery).data ?? []
  const isProtected = environments.find((one) => one.key === environment)?.settings.protected
  const needsReason = words.needsReason === true || isProtected === true
  // The key begins a new look after a conflict.
  const looked = useQuery({
    queryKey: ['rollout-preview', environment, rollout.id, intent, key],
    queryFn: async () => preview(environment, rollout.id, intent),
    staleTime: Infinity,
    retry: false,
  })

  useEffect(() => {
    const shown = dialog.current
    if (shown?.open === false) shown.showModal()
  }, [])

  const leave = (): void => {
    if (isSending) return
    // Closed before it goes, so that the keyboard is back where it was.
    dialog.current?.close()
    onClose()
  }
  const { queryKey } = rolloutQuery(environment, rollout.id)
  const newest = (): OpenRollout => queries.getQueryData(queryKey) ?? rollout
  const readTheirs = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey }, { throwOnError: true })
    await queries.query(decisionsQuery(environment, newest(), 1))
  }
  const tell = (error: unknown): void =>
    setProblem(error instanceof Error ? error : new Error(String(error)))
  const send = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    if (looked.data === undefined || isSending) return
    setSending(true)
    setProblem(undefined)
    try {
      const whole = dismissed.length === 0 ? intent : { ...intent, dismiss: dismissed }
      const done = await act(environment, rollout.id, whole, {
        reason,
        etag: looked.data.etag,
        key,
      })
      dialog.current?.close()
      onClose(done)
      void queries.invalidateQueries({ queryKey })
    } catch (error) {
      // What others did is told once it is known: until then the page has only what was before.
      if (isConflict(error)) await readTheirs().then(() => tell(error), tell)
      else {
        tell(error)
        void queries.invalidateQueries({ queryKey })
      }
    } finally {
      setSending(false)
    }
  }
  const again = (): void => {
    setSeen(newest())
    setProblem(undefined)
    setKey(newKey())
  }
  // A rollback that cannot be done yet is tried until it can: it is asked for all the same.
  const isTried = intent.action === 'roll_back' && looked.data?.outcome === 'failed'
  const isRefused = looked.data !== undefined && REFUSED.has(looked.data.outcome) && !isTried

  return (
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby={`${id}-question`}
      onCancel={(event) => {
        event.preventDefault()
        leave()
      }}
    >
      <form onSubmit={(event) => void send(event)}>
        <h2 id={`${id}-question`}>{words.question(rollout, intent.step ?? '')}</h2>
        {words.note !== undefined && <p>{words.note}</p>}
        {isConflict(problem) ? (
          <Conflict
            environment={environment}
            seen={seen}
            now={newest()}
            mine={words.button}
            reason={reason}
          />
        ) : (
          <>
            {looked.isPending && <output className="waiting">Looking what it would do …</output>}
            {looked.error !== null && <Failed error={looked.error} />}
            {looked.data !== undefined && <Would rollout={rollout} would={looked.data} />}
            {isTried && (
              <p>
                Roll back all the same: it is tried again at every look until it can be done, and
                people are told.
              </p>
            )}
            {intent.action === 'resume' && rollout.pausedBy === 'regression' && (
              <Dismissals rollout={rollout} dismissed={dismissed} onChange={setDismissed} />
            )}
            <label className="reason">
              <span>Reason{needsReason ? '' : ' (optional)'}</span>
              <textarea
                value={reason}
                rows={2}
                maxLength={2_000}
                required={needsReason}
                onChange={({ target }) => setReason(target.value)}
              />
              <span className="faint">It is kept in the decision log and the audit log.</span>
            </label>
            {problem !== undefined && <Failed error={problem} />}
          </>
        )}
        <div className="buttons">
          <button type="button" onClick={leave} disabled={isSending}>
            Leave it
          </button>
          {isConflict(problem) ? (
            <button type="button" className="main" onClick={again}>
              Look again
            </button>
          ) : (
            <button
              type="submit"
              className={words.isGrave === true ? 'main grave' : 'main'}
              disabled={looked.data === undefined || isRefused || isSending}
            >
              {isSending ? 'Doing it …' : words.button}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}

/** What an action would come to: a sentence, the share, and the flag line by line. */
function Would({ rollout, would }: { readonly rollout: Rollout; readonly would: Preview }) {
  const { plan } = rollout
  const [before, after] = [written(would.before), written(would.after)]
  const [now, then] = [would.before, would.after].map((flag) =>
    servedShare(flag as FlagDocument | null, plan.rule, plan.treatment),
  )
  const isRefused = REFUSED.has(would.outcome)
  return (
    <>
      {isRefused ? (
        <p className="notice bad" role="alert">
          <strong>{outcomeOf(would.outcome).word}: </strong>
          {would.rule}
        </p>
      ) : (
        <p className="faint">
          The log will say: <q>{would.rule}</q>
        </p>
      )}
      {before === after ? (
        !isRefused && <p>The rules of the flag stay as they are.</p>
      ) : (
        <>
          {now !== undefined && then !== undefined && now !== then && (
            <p className="number">
              <code>{plan.treatment}</code> by the rule <code>{plan.rule}</code>:{' '}
              <span className="shares">
                {share(now)} → <strong>{share(then)}</strong>
              </span>
            </p>
          )}
          <h3>What changes in the flag</h3>
          <Lines before={before} after={after} />
        </>
      )}
    </>
  )
}

/** Which harm is accepted; what is not pauses the rollout again at the next look. */
function Dismissals({
  rollout,
  dismissed,
  onChange,
}: {
  readonly rollout: Rollout
  readonly dismissed: readonly string[]
  readonly onChange: (dismissed: readonly string[]) => void
}) {
  return (
    <fieldset>
      <legend>Harm that you accept until the next step</legend>
      {rollout.plan.guardrails.map(({ metric }) => (
        <label key={metric}>
          <input
            type="checkbox"
            checked={dismissed.includes(metric)}
            onChange={({ target }) =>
              onChange(
                target.checked
                  ? [...dismissed, metric]
                  : dismissed.filter((other) => other !== metric),
              )
            }
          />{' '}
          <code>{metric}</code>
        </label>
      ))}
      <p className="faint">
        A guardrail that is still harmed and not accepted pauses it again at the next look.
      </p>
    </fieldset>
  )
}

/** What others did while somebody was thinking, beside what they were about to do. */
function Conflict({
  environment,
  seen,
  now,
  mine,
  reason,
}: {
  readonly environment: string
  readonly seen: Rollout
  readonly now: Rollout
  readonly mine: string
  readonly reason: string
}) {
  const decisions = useQuery(decisionsQuery(environment, now, 1)).data?.items
  const moves = decisions === undefined ? [] : movesSince(seen, decisions)
  // A change by hand is decided upon at the next look, and of what is over not at all.
  const isOfFlag = decisions !== undefined && moves.length === 0 && isWhereItWas(seen, now)
  return (
    <div className="notice bad conflict" role="alert">
      <p>
        <strong>Something happened since you looked.</strong> Nothing of yours was done.
      </p>
      <dl>
        <div>
          <dt>When you looked</dt>
          <dd>{placeOf(seen)}</dd>
        </div>
        <div>
          <dt>Theirs</dt>
          <dd>
            {placeOf(now)}
            {moves.map(({ rule }) => ` ${rule}`).join('')}
            {isOfFlag && ' Somebody changed the flag, or what it goes by.'}
          </dd>
        </div>
        <div>
          <dt>Yours</dt>
          <dd>
            {mine}
            {reason.trim() !== '' && (
              <>
                : “<Name text={reason.trim()} />”
              </>
            )}
          </dd>
        </div>
      </dl>
    </div>
  )
}

function isConflict(problem: unknown): boolean {
  return problem instanceof Problem && problem.status === 412
}

function placeOf({ state, step }: Rollout): string {
  const where =
    step === null ? 'before the first step' : `${isolate(step.name)}, ${share(step.shareBps)}`
  return `${STATES[state].word}, ${where}.`
}

function written(flag: unknown): string {
  return flag === null || flag === undefined ? '' : `${JSON.stringify(flag, null, 2)}\n`
}
