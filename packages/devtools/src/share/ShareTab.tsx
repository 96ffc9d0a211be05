import {
  parseScenario,
  scenarioLink,
  withoutScenario,
  type Scenario,
} from '@sluice/client/scenarios'
import { useState, type ReactElement } from 'react'
import type { KitProps } from '../panel/kit.ts'
import { ByHand } from './ByHand.tsx'
import { forcedIn } from './forced-in.ts'
import { redactAddress } from './redact.ts'
import { forgetNamed, openable, savedScenarios, saveNamed } from './saved-scenarios.ts'
import { sharedSettings } from './shared-settings.ts'
import { ScenarioReview } from './ScenarioReview.tsx'

/** What is given, and why it has no link where it has none. */
interface Written {
  readonly scenario: Scenario
  readonly link: string
  readonly fault: string
}

/** Gives the state of the page to others, and opens theirs. */
export function ShareTab({ kit }: KitProps): ReactElement {
  const { copy, download, QrCode, safeContext, useClientState, useClock, useDesk } = kit
  const { seat, manifest, say } = useDesk()
  const { overrides, context, status } = useClientState()
  const [withOverrides, setWithOverrides] = useState(true)
  const [withContext, setWithContext] = useState(false)
  const [withSettings, setWithSettings] = useState(false)
  const [name, setName] = useState('')
  const [isQr, setQr] = useState(false)
  const [opened, setOpened] = useState<Scenario>()
  const [text, setText] = useState('')
  /** What could not be put on the clipboard, and when. */
  const [byHand, setByHand] = useState<{
    readonly name: string
    readonly text: string
    readonly at: number
  }>()
  const refuse = (sentence: string): void => say(sentence)
  const [saved, setSaved] = useState(() =>
    savedScenarios((sentence) => seat.notices.push(sentence)),
  )
  const safe = safeContext(context, manifest, status)
  const [looks] = sharedSettings(seat.settings())
  /** Written anew for each press: the page may have gone on since it was drawn. */
  const write = (): Written => {
    const address = redactAddress(withoutScenario(location.href), context, safe.hidden, manifest)
    const scenario: Scenario = {
      version: 1,
      name:
        name.trim() ||
        `${overrides.size} ${overrides.size === 1 ? 'override' : 'overrides'} at ${address.replace(/^\w+:\/\/[^/]*|[?#].*$/gs, '')}`,
      ...(withOverrides && { overrides: forcedIn(overrides) }),
      ...(withContext && { context: safe.context }),
      ...(withSettings && { settings: looks }),
    }
    try {
      return { scenario, link: scenarioLink(scenario, address), fault: '' }
    } catch (error) {
      return { scenario, link: '', fault: (error as Error).message }
    }
  }
  useClock()
  const { scenario, link, fault } = write()
  /** Does what may be refused. */
  const attempt = (act: () => void): void => {
    try {
      act()
    } catch (error) {
      say((error as Error).message)
    }
  }
  const give = (what: string, given: string): void =>
    void copy(given, seat.shadow).then(
      () => {
        setByHand(undefined)
        say(`${what} copied.`)
      },
      (sentence: string) => {
        setByHand({ name: what, text: given, at: Date.now() })
        refuse(sentence)
      },
    )
  const offer = (given: Scenario): void => {
    setOpened(given)
    // What was wrong with the one before is not with this.
    say('')
  }
  return (
    <div className="pad">
      <fieldset>
        <legend>Share</legend>
        <label>
          <input
            type="checkbox"
            checked={withOverrides}
            onChange={({ target }) => setWithOverrides(target.checked)}
          />{' '}
          Overrides ({overrides.size})
        </label>
        <label>
          <input
            type="checkbox"
            checked={withContext}
            onChange={({ target }) => setWithContext(target.checked)}
          />{' '}
          Context ({Object.keys(safe.context).length} attributes)
        </label>
        {withContext && (
          <p className="soft">
            {safe.hidden.length > 0
              ? `Left out, as it may be personal: ${safe.hidden.join(', ')}.`
              : 'Nothing had to be left out.'}
          </p>
        )}
        <label>
          <input
            type="checkbox"
            checked={withSettings}
            onChange={({ target }) => setWithSettings(target.checked)}
          />{' '}
          Settings ({Object.keys(looks).length})
        </label>
        <label className="field">
          Name
          <input
            value={name}
            placeholder={scenario.name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <p className="bar">
          <button
            type="button"
            data-first
            className="primary"
            disabled={link === ''}
            onClick={() => give('Link', write().link)}
          >
            Copy link
          </button>
          <button
            type="button"
            aria-pressed={isQr}
            disabled={link === ''}
            onClick={() => setQr(!isQr)}
          >
            QR code
          </button>
          <button
            type="button"
            onClick={() => attempt(() => give('Scenario', openable(write().scenario)))}
          >
            Copy JSON
          </button>
          <button
            type="button"
            onClick={() =>
              attempt(() =>
                download('scenario.json', 'application/json', openable(write().scenario)),
              )
            }
          >
            Save as file
          </button>
          <button
            type="button"
            onClick={() =>
              attempt(() => {
                const kept = write().scenario
                saveNamed(saved, kept)
                setSaved(savedScenarios(refuse))
                say(`"${kept.name}" is kept in this browser.`)
              })
            }
          >
            Keep here
          </button>
        </p>
        {byHand && <ByHand key={byHand.at} name={byHand.name} text={byHand.text} />}
        {fault !== '' && <p role="alert">{fault}</p>}
        {isQr && link !== '' && <QrCode text={link} />}
      </fieldset>
      <fieldset>
        <legend>Open</legend>
        {opened && (
          <ScenarioReview
            kit={kit}
            scenario={opened}
            from="a scenario"
            onDone={() => setOpened(undefined)}
          />
        )}
        <ul className="scenarios">
          {[...(seat.options.scenarios ?? []), ...saved].map((item, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- two may have one name
            <li key={`${item.name} ${index}`} className="bar">
              <bdi>{item.name}</bdi>
              <button type="button" aria-label={`Open ${item.name}`} onClick={() => offer(item)}>
                Open
              </button>
              {saved.includes(item) && (
                <button
                  type="button"
                  aria-label={`Forget ${item.name}`}
                  onClick={() => {
                    forgetNamed(saved, item.name)
                    setSaved(savedScenarios(refuse))
                  }}
                >
                  Forget
                </button>
              )}
            </li>
          ))}
        </ul>
        <label className="field">
          A scenario as JSON
          <textarea rows={3} value={text} onChange={({ target }) => setText(target.value)} />
        </label>
        <p className="bar">
          <button
            type="button"
            disabled={text.trim() === ''}
            onClick={() => attempt(() => offer(parseScenario(text)))}
          >
            Open this
          </button>
        </p>
      </fieldset>
    </div>
  )
}
