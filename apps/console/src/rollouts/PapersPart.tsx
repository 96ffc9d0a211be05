import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Copy } from '../page/Copy.tsx'
import { Loaded } from '../page/State.tsx'
import { papersQuery } from './queries.ts'
import type { Rollout } from './shapes.ts'

/** The page for whoever is woken up, and the draft of what is written afterwards. */
export function PapersPart({
  environment,
  rollout,
}: {
  readonly environment: string
  readonly rollout: Rollout
}) {
  const papers = useQuery(papersQuery(environment, rollout))
  return (
    <section aria-labelledby="papers">
      <h2 id="papers">Papers</h2>
      <Loaded query={papers} what="the papers">
        {({ playbook, postMortem }) => (
          <>
            <Paper id="playbook" title="Playbook, for whoever is woken up" text={playbook} />
            {postMortem !== null && (
              <Paper id="post-mortem" title="Draft of a post-mortem" text={postMortem} />
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}

function Paper({
  id,
  title,
  text,
}: {
  readonly id: string
  readonly title: string
  readonly text: string
}) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    // A link to a paper opens it.
    const open = (): void => {
      if (location.hash === `#${id}` && details.current !== null) {
        details.current.open = true
        details.current.querySelector('summary')?.focus()
      }
    }
    open()
    addEventListener('hashchange', open)
    return () => removeEventListener('hashchange', open)
  }, [id])
  return (
    <details id={id} ref={details} className="panel paper">
      <summary>{title}</summary>
      <Copy text={() => text}>Copy as Markdown</Copy>
      <pre>{text}</pre>
    </details>
  )
}
