import type { SluiceContext } from '@sluice/react'

/** Somebody to shop as. In a real shop this comes from the session. */
export interface Persona {
  readonly id: string
  readonly name: string
  /** The name where there is little room. */
  readonly short: string
  readonly about: string
  /** What the shop tells Sluice about them; absent for somebody who has not signed in. */
  readonly context?: SluiceContext
  /** What the shop remembers of them. */
  readonly address?: Address
}

/** Where a parcel goes. */
export interface Address {
  readonly name: string
  readonly email: string
  readonly street: string
  readonly town: string
}

const visitor: Persona = {
  id: 'visitor',
  name: 'A visitor',
  short: 'Visitor',
  about: 'Not signed in',
}

/** Everybody that the demo can be, visitor first. */
export const personas: readonly Persona[] = [
  visitor,
  {
    id: 'aoife',
    name: 'Aoife Byrne',
    short: 'Aoife',
    about: 'Customer in Kilkenny',
    context: {
      targetingKey: 'customer-aoife',
      country: 'IE',
      account: 'customer',
      email: 'aoife@post.example',
    },
    address: {
      name: 'Aoife Byrne',
      email: 'aoife@post.example',
      street: '4 Weir Lane',
      town: 'Kilkenny',
    },
  },
  {
    id: 'tom',
    name: 'Tom Walsh',
    short: 'Tom',
    about: 'Staff: sees new things first',
    context: {
      targetingKey: 'staff-tom',
      country: 'IE',
      account: 'staff',
      email: 'tom@millrace.example',
    },
    address: {
      name: 'Tom Walsh',
      email: 'tom@millrace.example',
      street: 'The Mill',
      town: 'Bennettsbridge',
    },
  },
  {
    id: 'salt',
    name: 'Salt & Rye',
    short: 'Salt & Rye',
    about: 'Restaurant with trade prices',
    context: {
      targetingKey: 'buyer-salt-and-rye',
      country: 'IE',
      account: 'wholesale',
      company: 'salt-and-rye',
      email: 'orders@saltandrye.example',
    },
    address: {
      name: 'Salt & Rye',
      email: 'orders@saltandrye.example',
      street: '11 Quay Street',
      town: 'Galway',
    },
  },
  {
    id: 'ingrid',
    name: 'Ingrid Dahl',
    short: 'Ingrid',
    about: 'Customer in Norway',
    context: {
      targetingKey: 'customer-ingrid',
      country: 'NO',
      account: 'customer',
      email: 'ingrid@post.example',
    },
    address: {
      name: 'Ingrid Dahl',
      email: 'ingrid@post.example',
      street: 'Elvegata 7',
      town: 'Tromsø',
    },
  },
]

/** The persona with this id, or the visitor. */
export function personaOf(id: string | null): Persona {
  return personas.find((persona) => persona.id === id) ?? visitor
}
