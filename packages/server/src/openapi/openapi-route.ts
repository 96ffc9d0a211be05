import type { RegisteredRoute, RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'

const route = {
  method: 'get',
  path: '/openapi.json',
  permission: 'public',
  scope: 'service',
  tag: 'Service',
  summary: 'Read this document',
  answers: { 200: { description: 'The OpenAPI 3.1 document of the service.' } },
} satisfies RouteDefinition

/** Registers the OpenAPI document. It is made at the first request, so that nobody waits for it at the start. */
export function registerOpenApiRoute(
  router: Router,
  { routes }: { readonly routes: readonly RegisteredRoute[] },
): void {
  let text: Promise<string> | undefined
  router.route(route, async () => {
    text ??= import('./openapi-document.ts').then((module) =>
      JSON.stringify(module.openApiDocument(routes)),
    )
    return new Response(await text, {
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300' },
    })
  })
}
