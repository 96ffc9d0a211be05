import '@sluice/client'

// As `sluice types` writes it. In a project of its own, because it would change
// the types of every other test.
declare module '@sluice/client' {
  interface Register {
    flags: {
      'new-checkout': { type: boolean; variants: 'on' | 'off' }
      'checkout-cta': { type: string; variants: 'control' | 'urgent' }
      'page-size': { type: number; variants: 'small' | 'large' }
      banner: { type: { readonly text: string }; variants: 'none' | 'sale' }
    }
    outcomes: 'order-placed' | 'search'
    context: { country?: string; company?: string }
  }
}
