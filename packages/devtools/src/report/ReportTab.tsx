import { isBroken } from '@sluice/client/crashes'
import { scenarioLink, withoutScenario, type Scenario } from '@sluice/client/scenarios'
import { useRef, useState, type ReactElement } from 'react'
import { part } from '../overlay/part.ts'
import type { KitProps } from '../panel/kit.ts'
import { mark } from '../share/ByHand.tsx'
import { forcedIn } from '../share/forced-in.ts'
import { redactAddress, redactor } from '../share/redact.ts'
import { bugReport } from './bug-report.ts'

const loadPicture = part(() => import('./take-picture.ts'))

/** Everything that a bug report needs, in one press. */
export function ReportTab({
  kit: { asIfNow, copy, rowsOf, safeContext, useDesk, useInside, wordsOf },
}: KitProps): ReactElement {
  const desk = useDesk()
  const inside = useInside()
  const { client, say, manifest, log, seat } = desk
  const write = (): string => {
    const { flags, overrides, status, context } = client.store.getState()
    const safe = safeContext(context, manifest, status)
    const address = redactAddress(withoutScenario(location.href), context, safe.hidden, manifest)
    const scenario: Scenario = {
      version: 1,
      name: 'bug report',
      overrides: forcedIn(overrides),
    }
    const fault = inside?.fault()
    let link: string | undefined
    try {
      link = overrides.size > 0 ? scenarioLink(scenario, address) : undefined
    } catch {
      // Too much for a link: the table has it all the same.
    }
    return bugReport({
      redact: redactor(context, safe.hidden),
      address,
      browser: navigator.userAgent,
      viewport: `${innerWidth} × ${innerHeight}`,
      appVersion: seat.options.appVersion,
      at: new Date(),
      status,
      ...safe,
      wordsOf,
      isBroken: (key, variant) => isBroken(client, key, variant),
      // Such as `error 500`.
      rehearsed: fault && Object.values(fault).join(' '),
      asIf: asIfNow(client)?.name,
      grant: seat.granted?.grant(),
      rows: rowsOf({
        flags,
        overrides,
        manifest,
        atLoad: seat.atLoad(),
        reads: inside?.reads() ?? new Set(),
        stars: new Set(),
        ...(seat.granted && { granted: { grant: seat.granted.grant() } }),
      }),
      events: log.entries(),
      link,
    })
  }
  const [text, setText] = useState(write)
  const field = useRef<HTMLTextAreaElement>(null)
  /** The page has gone on since it was drawn. */
  const again = (): string => {
    const next = write()
    setText(next)
    return next
  }
  const picture = async (): Promise<void> => {
    const loaded = await loadPicture().catch(() => undefined)
    if (!loaded) return say('What takes a picture did not load. Press again to try once more.')
    try {
      await loaded.takePicture(seat.shadow)
      say('Picture saved.')
    } catch (error) {
      const { name, message } = error as Error
      say(
        name === 'NotAllowedError'
          ? 'No picture was taken: the browser, or whoever was asked, does not allow it.'
          : `No picture was taken: ${message}`,
      )
    }
    return undefined
  }
  return (
    <div className="pad">
      <p className="bar">
        <button
          type="button"
          data-first
          className="primary"
          onClick={() =>
            void copy(again(), seat.shadow).then(
              () => say('Report copied.'),
              (sentence: string) => {
                mark(field.current)
                say(sentence)
              },
            )
          }
        >
          Copy bug report
        </button>
        <button type="button" onClick={again}>
          Write again
        </button>
        {'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices && (
          <button type="button" onClick={() => void picture()}>
            Save a picture
          </button>
        )}
      </p>
      <label className="field">
        The report, as Markdown
        <textarea ref={field} rows={16} readOnly value={text} />
      </label>
    </div>
  )
}
