/** A power of two, so that a loop goes round with a mask. */
export declare const PEOPLE = 1024
/** Who is evaluated for, as most SDKs want it: one flat object. */
export interface Person {
  readonly targetingKey: string
  readonly country: string
  readonly plan: string
  readonly age: number
  readonly beta: boolean
}
/** Different people, of whom every rule here includes all. */
export declare const people: readonly Person[]
