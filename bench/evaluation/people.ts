/** A power of two, so that a loop goes round with a mask. */
export const PEOPLE = 1024

/** Who is evaluated for, as most SDKs want it: one flat object. */
export interface Person {
  readonly targetingKey: string
  readonly country: string
  readonly plan: string
  readonly age: number
  readonly beta: boolean
}

/** Different people, of whom every rule here includes all. */
export const people: readonly Person[] = Array.from({ length: PEOPLE }, (_, index) => ({
  targetingKey: `person-${index}-${(index * 7919) % 100_003}`,
  country: index % 2 === 0 ? 'DE' : 'FR',
  plan: 'team',
  age: 20 + (index % 50),
  beta: index % 3 === 0,
}))
