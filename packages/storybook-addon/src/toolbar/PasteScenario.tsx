import * as React from 'react'
import type { Choice } from '../report/report.ts'
import { readPasted } from '../scenarios/read-pasted.ts'

/** What `PasteScenario` takes. */
export interface PasteScenarioProps {
  readonly onChoose: (choice: Choice) => void
}

/** Opens in all stories what the overlay of the app shares: its link, or its JSON. */
export function PasteScenario({ onChoose }: PasteScenarioProps): React.ReactElement {
  const [text, setText] = React.useState('')
  const [said, setSaid] = React.useState('')
  return (
    <form
      className="bar"
      onSubmit={(event) => {
        event.preventDefault()
        const pasted = readPasted(text)
        setSaid(pasted.said)
        if (pasted.payload === undefined) return
        onChoose({ type: 'scenario', payload: pasted.payload })
        setText('')
      }}
    >
      <label className="choice">
        <span>From the app </span>
        <input
          className="field"
          placeholder="A link, or JSON"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <button type="submit" className="action">
        Open
      </button>
      <output className="soft">{said}</output>
    </form>
  )
}
