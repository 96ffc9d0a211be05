import { SluiceProvider } from '@sluice/react'
import {
  Fragment,
  useEffect,
  useLayoutEffect,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react'
import { onManifest } from '../manifest/held-manifest.ts'
import { createPlace, stateFor } from './story-place.ts'
import { enterPlace, sessionOf, type Globals } from './story-session.ts'
import { tellManager } from './tell-manager.ts'

/** What `StoryStage` takes. */
export interface StoryStageProps {
  readonly id: string
  /** What the story says of its flags, unchecked. */
  readonly parameters: unknown
  readonly globals: Globals
  readonly children: ReactNode
}

/** Gives a story a client of its own, and tells the panel what it reads. */
export function StoryStage({ id, parameters, globals, children }: StoryStageProps): ReactElement {
  const [session] = useState(() => sessionOf(id))
  const [place] = useState(() => createPlace(session, parameters, globals, tellManager))
  const isCrashed = stateFor(parameters, globals, id) === 'crashed'

  useLayoutEffect(() => {
    const leave = enterPlace(session, place)
    return () => {
      leave()
      // A story that throws while it stands here is gone.
      tellManager(session)
    }
  }, [session, place])

  // Before the browser paints, so that no frame shows what was chosen before.
  useLayoutEffect(() => {
    place.take(parameters, globals)
  }, [place, parameters, globals])

  useEffect(() => onManifest(() => place.take(parameters, globals)), [place, parameters, globals])

  return (
    <SluiceProvider client={place.client}>
      {/* What is broken is asked when a component appears. */}
      <Fragment key={isCrashed ? 'crashed' : 'whole'}>{children}</Fragment>
    </SluiceProvider>
  )
}
