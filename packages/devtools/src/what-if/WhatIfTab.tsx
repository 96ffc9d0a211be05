import type { SluiceContext } from '@sluice/client'
import type { Explanation } from '@sluice/core'
import { useMemo, useRef, useState, type ReactElement } from 'react'
import type { Persona } from '../options.ts'
import { keep } from '../overlay/keep.ts'
import { recall } from '../overlay/memory.ts'
import { kindOf } from '../overlay/misfit.ts'
import type { KitProps } from '../panel/kit.ts'
import { differences, servedBy, servedIn, servedNow, type Difference } from './differences.ts'
import { ContextEditor, fieldsOf } from './ContextEditor.tsx'
import { readContext } from './read-context.ts'

/** Whom and what is asked about. */
interface Question {
  readonly edited: SluiceContext | undefined
  readonly at: string
  readonly version: string
}

interface Answer {
  readonly to: Question
  /** Or why there is none. */
  readonly changes: readonly Difference[] | string
}

/** What the page would be for somebody else, at another time, or by another version. */
export function WhatIfTab({ kit }: KitProps): ReactElement {
  const { asIfBefore, asIfNow, lookAs, lookAsYourself, safeContext } = kit
  const { TokenField, useClientState, useDesk, useInside, useToken } = kit
  const { client, manifest, seat, say } = useDesk()
  const { context, flags, status } = useClientState()
  const inside = useInside()
  const asIf = asIfNow(client)
  const before = asIfBefore()
  const [token] = useToken()
  const [fields, setFields] = useState(() => fieldsOf(context))
  const [name, setName] = useState('')
  const [at, setAt] = useState('')
  const [version, setVersion] = useState('')
  const [saved, setSaved] = useState(() => savedPersonas((sentence) => seat.notices.push(sentence)))
  const [answer, setAnswer] = useState<Answer>()
  const { context: edited, faults } = useMemo(
    () => readContext(fields, manifest, kit),
    [fields, manifest, kit],
  )
  const question = useMemo((): Question => ({ edited, at, version }), [edited, at, version])
  const asked = useRef<Question>(undefined)
  // Of what was asked before the fields said something else, nothing is shown.
  const changes = answer?.to === question ? answer.changes : undefined
  const canLook = edited && inside && ((at === '' && version === '') || token !== '')
  const take = (persona: Persona): void => {
    setFields(fieldsOf(persona.context))
    setName(persona.name)
  }
  const look = async (): Promise<void> => {
    if (!inside || !edited) return
    asked.current = question
    const tell = (told: Answer['changes']): void => {
      if (asked.current === question) setAnswer({ to: question, changes: told })
    }
    try {
      const isElsewhen = at !== '' || version !== ''
      const { environment } = seat.options
      const then = isElsewhen
        ? servedBy(
            (
              (await inside.ask('/v1/explain', token, {
                context: edited,
                ...(at !== '' && { at: new Date(at).getTime() }),
                ...(version !== '' && { version: Number(version) }),
                ...(environment !== undefined && { environment }),
              })) as { readonly explanations: readonly Explanation[] }
            ).explanations,
          )
        : servedIn(await inside.evaluate(edited))
      const latest = inside.latest()
      tell(differences(servedNow(latest.size > 0 ? latest : flags), then))
    } catch (error) {
      tell((error as Error).message)
    }
  }
  return (
    <div className="pad">
      {asIf && (
        <p className="notice blue">
          <span>
            You look at the page <b>as if</b> you were {asIf.name}: targeting rules as for
            everybody.
          </span>
          <button
            type="button"
            onClick={() => {
              lookAsYourself(client)
              setFields(fieldsOf(client.context()))
            }}
          >
            As yourself
          </button>
        </p>
      )}
      {before !== undefined && (
        <output className="notice amber">
          The page has set another context itself, so you look at it as yourself again, and no
          longer as if you were {before}.
        </output>
      )}
      <div className="bar">
        <select
          data-first
          aria-label="Persona"
          value=""
          onChange={({ target }) => {
            const persona = [...(seat.options.personas ?? []), ...saved][Number(target.value)]
            if (persona) take(persona)
          }}
        >
          <option value="">Choose a persona…</option>
          {[...(seat.options.personas ?? []), ...saved].map((persona, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- two may have one name
            <option key={`${persona.name} ${index}`} value={index}>
              {persona.name}
            </option>
          ))}
        </select>
        <button type="button" onClick={() => take({ name: '', context })}>
          Present context
        </button>
      </div>
      <ContextEditor kit={kit} fields={fields} now={context} onChange={setFields} />
      <output>
        {faults.map((fault) => (
          <p key={fault} className="notice amber">
            Nobody can be looked at so: {fault}
          </p>
        ))}
      </output>
      <div className="bar">
        <input
          aria-label="Name of the persona"
          placeholder="Name"
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <button
          type="button"
          disabled={!edited || name.trim() === ''}
          onClick={() => {
            const named = { name: name.trim(), context: edited as SluiceContext }
            const next = [...saved.filter((persona) => persona.name !== named.name), named]
            const list = next.map((persona) => ({
              name: persona.name,
              context: safeContext(persona.context, manifest, status).context,
            }))
            const { hidden } = safeContext(named.context, manifest, status)
            const isKept = client.consent() !== 'denied' && keep('personas', { list })
            setSaved(next)
            say(
              !isKept
                ? `"${named.name}" is here until the page goes: this browser may keep nothing.`
                : hidden.length === 0
                  ? `"${named.name}" is kept in this browser.`
                  : `"${named.name}" is kept in this browser without ${hidden.join(', ')}, which may be sensitive: that is here until the page goes.`,
            )
          }}
        >
          Save persona
        </button>
      </div>
      <details>
        <summary>Another time, or another version</summary>
        <div className="pad">
          <label className="field">
            At
            <input
              type="datetime-local"
              value={at}
              onChange={({ target }) => setAt(target.value)}
            />
          </label>
          <label className="field">
            Version of the ruleset
            <input
              inputMode="numeric"
              value={version}
              onChange={({ target }) => setVersion(target.value.replaceAll(/\D/g, ''))}
            />
          </label>
          <TokenField onEnter={canLook ? () => void look() : undefined} />
        </div>
      </details>
      <p className="bar">
        <button type="button" disabled={!canLook} onClick={() => void look()}>
          What would change?
        </button>
        {!seat.granted && (
          <button
            type="button"
            className="asif"
            disabled={!edited || at !== '' || version !== ''}
            onClick={() => {
              if (edited && !lookAs(client, name.trim() || 'somebody else', edited))
                say('That is the context of the page itself.')
            }}
          >
            Look at the page as if
          </button>
        )}
      </p>
      {!seat.granted && (at !== '' || version !== '') && (
        <p className="soft">
          The page itself is always drawn as of now: of another time or version can only be asked.
        </p>
      )}
      {seat.granted && (
        <p className="soft">
          The page itself stays yours: in production it would count as somebody else.
        </p>
      )}
      {!inside && <p className="soft">This client has no service that could be asked.</p>}
      {typeof changes === 'string' && <p role="alert">{changes}</p>}
      {typeof changes === 'object' && <Changes changes={changes} />}
    </div>
  )
}

function Changes({ changes }: { readonly changes: readonly Difference[] }): ReactElement {
  if (changes.length === 0) return <output>Nothing would change.</output>
  return (
    <>
      <output>
        {changes.length} {changes.length === 1 ? 'flag' : 'flags'} would change:
      </output>
      <ul className="events">
        {changes.slice(0, 200).map(({ key, now, otherwise }) => (
          <li key={key}>
            <b>{key}</b>
            <span>
              <s>{now}</s> → {otherwise}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function savedPersonas(refuse: (sentence: string) => void): readonly Persona[] {
  const { list } = recall('personas', refuse)
  if (!Array.isArray(list)) return []
  const fitting = (list as readonly (Partial<Persona> | null)[]).filter(
    (persona): persona is Persona =>
      typeof persona?.name === 'string' && kindOf(persona.context) === 'object',
  )
  if (fitting.length < list.length)
    refuse('A persona that was kept has no name or no context, and was left out.')
  return fitting
}
