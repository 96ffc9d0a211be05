/** Which entries of the audit log are shown; all of it is in the address. */
export interface AuditSearch {
  /** Entries with a smaller number. */
  readonly before?: number | undefined
  readonly action?: string | undefined
  readonly actor?: string | undefined
  readonly subject?: string | undefined
  /** Days, both of which count. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Reads an address; what cannot be looked for is left out. */
export function auditSearchOf(search: Record<string, unknown>): AuditSearch {
  const { before, action, actor, subject, from, to } = search
  return {
    before:
      typeof before === 'number' && Number.isSafeInteger(before) && before >= 0
        ? before
        : undefined,
    action: textOf(action, 128),
    actor: textOf(actor, 100),
    subject: textOf(subject, 256),
    from: dayOf(from),
    to: dayOf(to),
  }
}

/** When a day begins for whoever looks, or the one so many days after it, as a time. */
export function startOf(day: string, later: number): string {
  const start = new Date(`${day}T00:00:00`)
  start.setDate(start.getDate() + later)
  return start.toISOString()
}

function dayOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined
  return Number.isNaN(Date.parse(value)) ? undefined : value
}

// A number stays one in an address, and is a text here.
function textOf(value: unknown, longest: number): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text !== '' ? text.slice(0, longest) : undefined
}
