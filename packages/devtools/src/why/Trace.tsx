import type { SluiceState } from '@sluice/client'
import type { Explanation } from '@sluice/core'
import { useState, type ReactElement } from 'react'
import { useClientState, useDesk, useInside } from '../panel/desk.ts'
import type { SluiceManifest } from '../manifest.ts'
import { tellManifest } from './told-manifest.ts'
import { useToken } from './token.ts'
import { TokenField } from './TokenField.tsx'
import { traceLines, type TraceLine } from './trace-lines.ts'

const MARKS: Readonly<Record<TraceLine['status'], string>> = {
  passed: '✓ passed',
  failed: '✗ failed',
  unknown: '? unknown',
  skipped: '– skipped',
  fact: '',
}

/** The rules of a flag from top to bottom, for those who may read them. */
export function Trace({ flag }: { readonly flag: string }): ReactElement {
  const { client, seat } = useDesk()
  const { context, status } = useClientState()
  const inside = useInside()
  const [token] = useToken()
  const [answer, setAnswer] = useState<Explanation | string>()
  const [asked, setAsked] = useState<Pick<SluiceState, 'context' | 'status'>>()
  const isOld = asked?.context !== context || asked.status.version !== status.version
  if (!inside) return <p className="soft">This client has no service that could explain it.</p>
  const ask = async (): Promise<void> => {
    const { environment } = seat.options
    setAsked({ context, status })
    try {
      const { explanations, manifest } = (await inside.ask('/v1/explain', token, {
        flag,
        // What the app gives itself is its own.
        ...(!seat.options.manifest && { manifest: true }),
        context: client.context(),
        ...(environment !== undefined && { environment }),
      })) as { readonly explanations: readonly Explanation[]; readonly manifest?: SluiceManifest }
      tellManifest(manifest)
      setAnswer(explanations[0] ?? 'The service explained nothing.')
    } catch (error) {
      setAnswer((error as Error).message)
    }
  }
  return (
    <>
      <TokenField onEnter={token === '' ? undefined : () => void ask()} />
      <p className="bar">
        <button type="button" disabled={token === ''} onClick={() => void ask()}>
          Explain rule by rule
        </button>
      </p>
      {typeof answer === 'string' && <p role="alert">{answer}</p>}
      {typeof answer === 'object' && isOld && (
        <p className="notice amber">
          The rules or the person have changed since this was explained: ask again.
        </p>
      )}
      {typeof answer === 'object' && (
        <ol className="trace">
          {traceLines(answer).map(({ status, depth, text }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no name, and none moves
            <li key={index} data-status={status} style={{ marginInlineStart: depth * 16 }}>
              {MARKS[status] && <b>{MARKS[status]}</b>} {text}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
