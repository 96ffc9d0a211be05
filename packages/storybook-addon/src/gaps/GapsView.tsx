import { useEffect, useState, type ReactElement } from 'react'
import { cellAddress } from '../cells/cell-address.ts'
import { CellFrame } from '../cells/CellFrame.tsx'
import { useCells } from '../grid/use-cells.ts'
import { GLOBALS } from '../ids.ts'
import { getManifest } from '../manifest/held-manifest.ts'
import { Overlay } from '../overlay/Overlay.tsx'
import { findGaps, indexedStories, type FlagGaps, type IndexedStory } from './find-gaps.ts'

const AT_ONCE = 3
const PREFIX = 'gaps:'

/** What `GapsView` takes. */
export interface GapsViewProps {
  /** What other tools chose, which goes along; what the toolbar forces does not. */
  readonly globals: Readonly<Record<string, unknown>>
  readonly onClose: () => void
}

/** Looks at every story as it is, and lists flags that none reads and variants that none shows. */
export function GapsView({ globals, onClose }: GapsViewProps): ReactElement {
  const told = useCells()
  const [stories, setStories] = useState<readonly IndexedStory[]>()
  const [fault, setFault] = useState<string>()
  useEffect(() => {
    indexedStories().then(setStories, (error: unknown) =>
      setFault(error instanceof Error ? error.message : String(error)),
    )
  }, [])

  const { ruleset, faults, file } = getManifest()
  const all = stories ?? []
  const open = all.filter(({ id }) => !told.has(PREFIX + id))
  const gaps = ruleset ? findGaps(ruleset, told.values()) : []
  const threw = [...told.values()].filter(({ outcome }) => outcome === 'threw')
  const done = all.length - open.length
  const asItIs = { ...globals, [GLOBALS.everywhere]: '' }
  return (
    <Overlay>
      <div className="bar">
        <h1>What no story shows</h1>
        <button type="button" onClick={onClose}>
          Back to the story
        </button>
      </div>
      {fault !== undefined && <p className="fault">{fault}</p>}
      {!ruleset && (
        <p className="fault">{faults[0] ?? `Without ${file} nobody knows what there is.`}</p>
      )}
      {ruleset && stories && (
        <>
          <output>
            {open.length > 0 && <progress max={all.length} value={done} aria-label="Stories" />}{' '}
            {open.length > 0
              ? `${done} of ${all.length} stories looked at`
              : summaryOf(gaps, all.length)}
          </output>
          <GapsTable gaps={gaps} titles={new Map(all.map(({ id, title }) => [id, title]))} />
          {threw.length > 0 && <h2>Stories that threw</h2>}
          <ul>
            {threw.map(({ story, message }) => (
              <li key={story} className="bad">
                {story}: {message}
              </li>
            ))}
          </ul>
          {open.slice(0, AT_ONCE).map(({ id, title }) => (
            <CellFrame
              key={id}
              className="probe"
              title={title}
              src={cellAddress(id, { cell: PREFIX + id, hasAxe: false }, asItIs)}
            />
          ))}
        </>
      )}
    </Overlay>
  )
}

function summaryOf(gaps: readonly FlagGaps[], stories: number): string {
  const unread = gaps.filter((gap) => gap.stories.length === 0).length
  const unseen = gaps
    .flatMap(({ variants }) => variants)
    .filter((each) => each.stories.length === 0)
  if (unseen.length === 0) return `Every variant is shown by one of ${stories} stories.`
  return `${unread} of ${gaps.length} gates are read by no story, ${unseen.length} variants are shown by none of ${stories} stories.`
}

interface GapsTableProps {
  readonly gaps: readonly FlagGaps[]
  readonly titles: ReadonlyMap<string, string>
}

function GapsTable({ gaps, titles }: GapsTableProps): ReactElement {
  const link = (id: string): ReactElement => (
    <li key={id}>
      <a href={`./?path=/story/${id}`} target="_top">
        {titles.get(id) ?? id}
      </a>
    </li>
  )
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">Gate</th>
          <th scope="col">Variant</th>
          <th scope="col">Shown by</th>
        </tr>
      </thead>
      {gaps.map(({ key, title, stories, variants }) => (
        <tbody key={key} data-flag={key}>
          {variants.map((variant, at) => (
            <tr key={variant.name}>
              {at === 0 && (
                <th scope="rowgroup" rowSpan={variants.length}>
                  {title}
                  {stories.length === 0 && <p className="bad">No story reads it</p>}
                </th>
              )}
              <td>{variant.title}</td>
              <td>
                {variant.stories.length === 0 ? (
                  <span className="bad">No story</span>
                ) : (
                  <ul>{variant.stories.map(link)}</ul>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  )
}
