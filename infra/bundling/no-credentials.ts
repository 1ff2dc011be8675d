/**
 * Stands in a bundle for the SDK's providers of credentials that no Lambda function uses. Each steps aside, so that
 * the SDK goes on to the next one, down to the credentials of a container.
 */
function stepAside() {
  return async (): Promise<never> => {
    throw Object.assign(new Error('This provider of credentials is not in the bundle'), { tryNextLink: true })
  }
}

export const fromIni = stepAside
export const fromLoginCredentials = stepAside
export const fromProcess = stepAside
export const fromSSO = stepAside
export const fromTokenFile = stepAside
export const fromWebToken = stepAside
