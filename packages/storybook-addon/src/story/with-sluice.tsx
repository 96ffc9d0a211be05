import type { ReactElement } from 'react'
import { cellOf } from '../cells/cell-address.ts'
import { GapsView } from '../gaps/GapsView.tsx'
import { GridView } from '../grid/GridView.tsx'
import { ADDON } from '../ids.ts'
import { choose } from './choose.ts'
import { currentGlobals } from './current-globals.ts'
import { isRecord } from './parameters.ts'
import { viewOf } from './report-story.ts'
import { sessionOf } from './story-session.ts'
import { StoryStage } from './StoryStage.tsx'

/** What a story is, as far as the addon looks at it. */
export interface StoryContext {
  readonly id: string
  readonly title: string
  readonly name: string
  readonly viewMode: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly globals: Readonly<Record<string, unknown>>
  readonly storyGlobals?: Readonly<Record<string, unknown>>
}

/** Stands around a story, in any version of Storybook's types. */
export type StoryDecorator = (Story: () => ReactElement, context: StoryContext) => ReactElement

/** Draws a story with a client of its own, or what the address asks for in its place. */
export const withSluice: StoryDecorator = (Story, context) => {
  const { id, title, name, parameters, viewMode } = context
  const own: unknown = parameters[ADDON]
  if (isRecord(own) && own['disable'] === true) return <Story />
  const globals = currentGlobals(context.globals, context.storyGlobals)
  const view = viewMode === 'docs' || isCell() ? 'story' : viewOf(globals)
  const session = sessionOf(id)
  session.a11y = parameters['a11y']
  return (
    <>
      {view === 'grid' && (
        <GridView
          key={`grid ${id}`}
          session={session}
          title={`${title}: ${name}`}
          globals={globals}
          onChoose={(choice) => choose(session, choice, globals)}
        />
      )}
      {view === 'gaps' && (
        <GapsView
          globals={globals}
          onClose={() => choose(session, { type: 'view', view: 'story' }, globals)}
        />
      )}
      <StoryStage key={id} id={id} parameters={own} globals={globals}>
        {view === 'story' ? <Story /> : undefined}
      </StoryStage>
    </>
  )
}

function isCell(): boolean {
  return typeof location !== 'undefined' && cellOf(location.search) !== undefined
}
