import { useCallback, useState, type ReactElement } from 'react'
import { getManifest } from '../manifest/held-manifest.ts'
import type { Choice, GateRow } from '../report/report.ts'
import { titleOf, variantsOf } from '../story/report-story.ts'
import { flagOf } from '../story/served.ts'
import type { StorySession } from '../story/story-session.ts'
import { tellManager } from '../story/tell-manager.ts'
import type { CellFlag } from '../variants/cells.ts'
import { Grid } from './Grid.tsx'

/** What `GridView` takes. */
export interface GridViewProps {
  readonly session: StorySession
  readonly title: string
  readonly globals: Readonly<Record<string, unknown>>
  readonly onChoose: (choice: Choice) => void
}

/** The grid of a story, with the flags that it has read so far. */
export function GridView({ session, title, globals, onChoose }: GridViewProps): ReactElement {
  const [flags, setFlags] = useState(() => (session.reads.size > 0 ? flagsOf(session) : undefined))
  const onRead = useCallback(
    (rows: readonly GateRow[]) => {
      const added = rows.filter(({ key }) => !session.reads.has(key))
      for (const { key, byCode } of added) session.reads.set(key, byCode)
      // The story itself is not drawn, and so tells nothing.
      if (added.length > 0) tellManager(session)
      setFlags((known) => {
        const next = flagsOf(session)
        return known?.length === next.length ? known : next
      })
    },
    [session],
  )
  return (
    <Grid
      story={session.id}
      title={title}
      globals={globals}
      flags={flags}
      onOpen={({ payload }) => onChoose({ type: 'cell', payload })}
      onClose={() => onChoose({ type: 'view', view: 'story' })}
      onRead={onRead}
    />
  )
}

function flagsOf({ reads }: StorySession): CellFlag[] {
  const { ruleset } = getManifest()
  return [...reads].flatMap(([key, byCode]) => {
    const flag = flagOf(ruleset, key)
    const variants = variantsOf(flag, byCode)
    return variants.length > 1 ? [{ key, title: flag?.title ?? titleOf(key), variants }] : []
  })
}
