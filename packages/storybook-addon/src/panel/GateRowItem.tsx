import * as React from 'react'
import type { DecidedBy, GateRow, Given } from '../report/report.ts'
import { VariantControl } from './VariantControl.tsx'

const KINDS: Readonly<Record<NonNullable<GateRow['kind']>, string>> = {
  release: 'Release',
  experiment: 'Experiment',
  permission: 'Permission',
  kill_switch: 'Kill switch',
}

const UNDEFINED: Readonly<Record<GateRow['definition'], string>> = {
  found: '',
  missing: 'Not defined',
  unknown: 'Nobody knows it while the file cannot be read',
}

const DECIDED: Readonly<Record<DecidedBy, string>> = {
  code: 'the default of the code',
  flag: 'what it gives by itself',
  toolbar: 'chosen for all stories',
  story: 'chosen by the story',
  panel: 'chosen here',
}

/** What `GateRowItem` takes. */
export interface GateRowItemProps {
  readonly row: GateRow
  /** `undefined` puts the flag back. */
  readonly onChoose: (given: Given | undefined) => void
}

/** One flag of the story: what it is, what is in force, and what else there is. */
export function GateRowItem({ row, onChoose }: GateRowItemProps): React.ReactElement {
  const { key, title, description, designUrl, kind, variants, given, differs, fault, definition } =
    row
  const inForce = variants.find(({ name }) => name === given.variant)
  return (
    <li className="row" data-differs={differs} data-flag={key}>
      <div className="name">
        <span className="dot" aria-hidden="true" />
        <div>
          <h3>{title}</h3>
          <p className="soft">
            <code>{key}</code> · {kind === undefined ? UNDEFINED[definition] : KINDS[kind]}
          </p>
          {description !== undefined && <p className="soft">{description}</p>}
          {designUrl !== undefined && (
            <a href={designUrl} target="_blank" rel="noreferrer">
              Design<span className="hidden"> of {title}, in a new tab</span>
            </a>
          )}
        </div>
      </div>
      <div className="control">
        <VariantControl row={row} onChoose={onChoose} />
        <p className="soft in-force">
          {drawnInWords(row, inForce?.title ?? valueInWords(given))}
          {differs && <span className="hidden">, differs from the story</span>}
        </p>
        {row.instead === undefined && inForce?.description !== undefined && (
          <p className="soft">{inForce.description}</p>
        )}
      </div>
      <button
        type="button"
        className="action"
        disabled={row.by !== 'panel'}
        onClick={() => onChoose(undefined)}
      >
        Reset<span className="hidden"> {title}</span>
      </button>
      {fault !== undefined && <p className="fault">{fault}</p>}
    </li>
  )
}

function drawnInWords({ instead, by, byCode }: GateRow, given: string): string {
  switch (instead) {
    case 'default':
      // A component that decides by the variant has no value of its own.
      return `${byCode === null ? 'What the code draws by itself' : given}, because nothing has come`
    case 'control':
      return `The control, because ${given} crashed`
    case 'mistyped':
      return `${valueInWords({ value: byCode })}, because the code asks for another type`
    default:
      return `${given}, ${DECIDED[by]}`
  }
}

function valueInWords({ value }: Given): string {
  const text = typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? 'nothing')
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
