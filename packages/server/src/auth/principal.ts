/** The one role that a token carries. */
export const ROLES = ['viewer', 'qa', 'editor', 'releaser', 'approver', 'auditor', 'admin'] as const

/** The name of a role. */
export type Role = (typeof ROLES)[number]

/** Who is asking, as found from the credential of a request. */
export type Principal =
  | {
      readonly kind: 'client_key'
      readonly id: string
      readonly name: string
      readonly environment: string
    }
  | {
      readonly kind: 'server_key'
      readonly id: string
      readonly name: string
      readonly environment: string
    }
  | { readonly kind: 'token'; readonly id: string; readonly name: string; readonly role: Role }
