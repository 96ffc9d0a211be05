import type { Persona } from '../people/personas.ts'

/** Everything that a checkout asks for. */
export interface Draft {
  readonly name: string
  readonly email: string
  readonly street: string
  readonly town: string
  readonly delivery: 'post' | 'collect'
  readonly payment: 'card' | 'invoice'
}

/** What is already known about this person. */
export function draftFor(persona: Persona): Draft {
  return {
    name: '',
    email: '',
    street: '',
    town: '',
    ...persona.address,
    delivery: 'post',
    payment: 'card',
  }
}

/** What the parts of a checkout form share. */
export interface DraftProps {
  readonly draft: Draft
  readonly onChange: (change: Partial<Draft>) => void
}
