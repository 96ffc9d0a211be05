import type { Ruleset } from '@sluice/core'
import type { CellMessage } from '../cells/cell-message.ts'
import { titleOf, variantsOf } from '../story/report-story.ts'

/** A story of the index. */
export interface IndexedStory {
  readonly id: string
  readonly title: string
}

/** A flag, and which stories show it. */
export interface FlagGaps {
  readonly key: string
  readonly title: string
  /** Stories that read it. */
  readonly stories: readonly string[]
  readonly variants: readonly VariantGaps[]
}

/** A variant, and which stories show it. */
export interface VariantGaps {
  readonly name: string
  readonly title: string
  readonly stories: readonly string[]
}

/** Tells which flags no story reads, and which variants no story shows, in the order of the file. */
export function findGaps(ruleset: Ruleset, told: Iterable<CellMessage>): FlagGaps[] {
  const rows = [...told].flatMap(({ story, outcome, rows: all }) =>
    all.map((row) => ({
      ...row,
      story,
      isDrawn: outcome === 'drawn' && row.instead === undefined,
    })),
  )
  return Object.entries(ruleset.flags)
    .filter(([, { archived, serverOnly }]) => !archived && !serverOnly)
    .map(([key, flag]) => {
      const reads = rows.filter((row) => row.key === key)
      return {
        key,
        title: flag.title ?? titleOf(key),
        stories: reads.map(({ story }) => story),
        variants: variantsOf(flag).map(({ name, title }) => ({
          name,
          title,
          stories: reads
            .filter(({ given, isDrawn }) => isDrawn && given.variant === name)
            .map(({ story }) => story),
        })),
      }
    })
}

/** Reads which stories there are, from what Storybook serves beside them. */
export async function indexedStories(): Promise<IndexedStory[]> {
  const answer = await fetch('./index.json')
  if (!answer.ok)
    throw new Error(
      `Storybook does not tell which stories there are (${answer.status}). Open it from its own server, or build it again.`,
    )
  const { entries } = (await answer.json()) as {
    entries: Record<string, { id: string; title: string; name: string; type: string }>
  }
  return Object.values(entries)
    .filter(({ type }) => type === 'story')
    .map(({ id, title, name }) => ({ id, title: `${title}: ${name}` }))
}
