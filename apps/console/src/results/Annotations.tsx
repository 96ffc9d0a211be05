import { Name } from '../page/Name.tsx'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { Failed, Loaded } from '../page/State.tsx'
import { ask, inEnvironment } from '../service/ask.ts'
import { annotationsQuery } from '../service/queries.ts'
import type { AnnotationNote } from '../service/shapes/experiments.ts'
import { fieldOf } from '../session/field-of.ts'
import { useMayNote } from '../session/use-may-note.ts'

/** What happened outside: a line on every chart, and a form to add another. */
export function Annotations({
  environment,
  experiment,
}: {
  readonly environment: string
  readonly experiment: string
}) {
  const annotations = useQuery(annotationsQuery(environment, experiment))
  const mayNote = useMayNote()
  const queries = useQueryClient()
  const seenAgain = async (): Promise<void> => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['annotations', environment] }),
      queries.invalidateQueries({ queryKey: ['results', environment] }),
    ])
  }
  return (
    <section aria-labelledby="annotations">
      <h2 id="annotations">What happened outside</h2>
      <Loaded query={annotations} what="the annotations">
        {(items) => (
          <>
            {items.length === 0 && (
              <p>Nothing is noted. A campaign, an outage or a holiday explains many a bend.</p>
            )}
            <ul className="annotations">
              {items.map((annotation) => (
                <Annotation
                  key={annotation.id}
                  annotation={annotation}
                  environment={environment}
                  mayNote={mayNote}
                  onChange={seenAgain}
                />
              ))}
            </ul>
          </>
        )}
      </Loaded>
      {mayNote && (
        <NewAnnotation environment={environment} experiment={experiment} onChange={seenAgain} />
      )}
    </section>
  )
}

function Annotation({
  annotation: { id, day, title, experiment, createdBy },
  environment,
  mayNote,
  onChange,
}: {
  readonly annotation: AnnotationNote
  readonly environment: string
  readonly mayNote: boolean
  readonly onChange: () => Promise<void>
}) {
  const remove = useMutation({
    mutationFn: async () =>
      ask(inEnvironment(environment, 'annotations', id), { method: 'DELETE' }),
    onSuccess: onChange,
  })
  return (
    <li>
      <span className="number">{day}</span> <Name text={title} />{' '}
      <span className="faint">
        {experiment === null ? 'everywhere' : 'this experiment'}, by <Name text={createdBy.name} />
      </span>{' '}
      {mayNote && (
        <button
          type="button"
          className="plain"
          disabled={remove.isPending}
          onClick={() => remove.mutate()}
        >
          Remove<span className="hidden"> {title}</span>
        </button>
      )}
      {remove.error !== null && <Failed error={remove.error} />}
    </li>
  )
}

function NewAnnotation({
  environment,
  experiment,
  onChange,
}: {
  readonly environment: string
  readonly experiment: string
  readonly onChange: () => Promise<void>
}) {
  const form = useRef<HTMLFormElement>(null)
  const id = useId()
  // One key until it was taken: sent again after a broken connection, it is added once.
  const [once, setOnce] = useState(newKey)
  const [today] = useState(() => new Date().toISOString().slice(0, 10))
  const add = useMutation({
    mutationFn: async (body: object) =>
      ask<AnnotationNote>(inEnvironment(environment, 'annotations'), {
        method: 'POST',
        body,
        headers: { 'Idempotency-Key': once },
      }),
    onSuccess: async () => {
      setOnce(newKey())
      form.current?.reset()
      await onChange()
    },
  })
  return (
    <form
      ref={form}
      className="annotate"
      aria-labelledby={id}
      onChange={() => setOnce(newKey())}
      onSubmit={(event) => {
        event.preventDefault()
        const own = event.currentTarget
        add.mutate({
          day: fieldOf(own, 'day'),
          title: fieldOf(own, 'title'),
          ...(fieldOf(own, 'scope') === 'experiment' && { experiment }),
        })
      }}
    >
      <h3 id={id}>Note something</h3>
      <label>
        Day
        <input type="date" name="day" required defaultValue={today} />
      </label>
      <label className="wide">
        What happened
        <input name="title" required maxLength={200} autoComplete="off" />
      </label>
      <label>
        It concerns
        <select name="scope" defaultValue="experiment">
          <option value="experiment">this experiment</option>
          <option value="environment">all of {environment}</option>
        </select>
      </label>
      <button type="submit" className="main" disabled={add.isPending}>
        {add.isPending ? 'Adding …' : 'Add'}
      </button>
      {add.error !== null && <Failed error={add.error} />}
      <output>{add.isSuccess && 'Added: it is a line on every chart.'}</output>
    </form>
  )
}

function newKey(): string {
  return crypto.randomUUID()
}
