import { useState } from 'react'
import type { Intent } from './act.ts'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import type { ActionName, OpenRollout, Rollout } from './shapes.ts'
import { ACTIONS } from './words.ts'

const ORDER = Object.keys(ACTIONS) as ActionName[]

/** The buttons that whoever looks may press, and a word about those they may not. */
export function Actions({
  environment,
  rollout,
  me,
  onDone,
}: {
  readonly environment: string
  readonly rollout: OpenRollout
  /** Id of whoever is signed in. */
  readonly me: string | undefined
  readonly onDone: (done: Rollout) => void
}) {
  const [intent, setIntent] = useState<Intent>()
  const [heard, setHeard] = useState('')
  const shown = ORDER.filter((action) => rollout.actions.includes(action))
  const { toApprove } = rollout
  const step = rollout.plan.steps.find(({ name }) => name === toApprove)
  const asksForApproval =
    toApprove !== null && (rollout.state === 'running' || rollout.state === 'paused')
  return (
    <div className="actions">
      {shown.length > 0 && (
        <fieldset className="buttons">
          <legend className="hidden">What you can do</legend>
          {shown.map((action) => (
            <button
              key={action}
              type="button"
              className={classOf(action, rollout)}
              onClick={() => {
                setHeard('')
                setIntent(intentOf(action, rollout))
              }}
            >
              {ACTIONS[action].button}
              {action === 'approve' && ` “${toApprove ?? ''}”`}
            </button>
          ))}
        </fieldset>
      )}
      {asksForApproval && !shown.includes('approve') && (
        <p className="faint">
          {me === rollout.author.id
            ? `You planned it, so somebody else has to approve “${toApprove}” (${step?.approval ?? ''}).`
            : `Your role may not approve “${toApprove}”; ${step?.approval ?? 'somebody'} has to.`}
        </p>
      )}
      {/* The page shows what came of it; this says so to whoever listens. */}
      <output className="hidden">{heard}</output>
      {intent !== undefined && (
        <ConfirmDialog
          environment={environment}
          rollout={rollout}
          intent={intent}
          onClose={(done) => {
            setIntent(undefined)
            if (done === undefined) return
            setHeard(done.last?.rule ?? 'Done.')
            onDone(done)
          }}
        />
      )}
    </div>
  )
}

function intentOf(action: ActionName, rollout: OpenRollout): Intent {
  if (action === 'approve' && rollout.toApprove !== null) return { action, step: rollout.toApprove }
  if (action === 'deployed') return { action, outcome: 'acknowledged' }
  return { action }
}

function classOf(action: ActionName, { waitsFor }: OpenRollout): string | undefined {
  if (ACTIONS[action].isGrave === true) return 'grave'
  // What it waits for, and nothing that can wait.
  const isNext =
    action === 'approve' ? waitsFor === 'approval' : action === 'start' || action === 'resume'
  return isNext ? 'main' : undefined
}
