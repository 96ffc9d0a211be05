/** What a variant is, of its long form or of its value alone. */
export interface VariantDocument {
  readonly value: unknown
  readonly title?: string
  readonly description?: string
}

/** Reads a variant as people write it: in full, or as nothing but its value. */
export function variantOf(written: unknown): VariantDocument {
  return typeof written === 'object' && written !== null && Object.hasOwn(written, 'value')
    ? (written as VariantDocument)
    : { value: written }
}
