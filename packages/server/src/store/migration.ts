/** One step of the schema. Steps are never changed once released, only added. */
export interface Migration {
  readonly name: string
  readonly sql: string
}
