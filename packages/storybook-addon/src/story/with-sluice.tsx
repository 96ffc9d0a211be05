import type { ReactElement } from 'react'
import { ADDON } from '../ids.ts'
import { isRecord } from './parameters.ts'
import { StoryStage } from './StoryStage.tsx'

/** What a story is, as far as the addon looks at it. */
export interface StoryContext {
  readonly id: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly globals: Readonly<Record<string, unknown>>
}

/** Stands around a story, in any version of Storybook's types. */
export type StoryDecorator = (Story: () => ReactElement, context: StoryContext) => ReactElement

/** Draws a story with a client of its own. */
export const withSluice: StoryDecorator = (Story, { id, parameters, globals }) => {
  const own: unknown = parameters[ADDON]
  if (isRecord(own) && own['disable'] === true) return <Story />
  return (
    <StoryStage key={id} id={id} parameters={own} globals={globals}>
      <Story />
    </StoryStage>
  )
}
