// npm install oidc-client-ts
import { UserManager } from "oidc-client-ts";

const manager = new UserManager({
  authority: {{issuer}},
  client_id: {{client_id}},
  redirect_uri: {{redirect_uri}},
  scope: {{scope}},
});

export async function signIn() {
  const sent = new URLSearchParams(location.search);
  if (sent.has("state") && (sent.has("code") || sent.has("error"))) {
    const user = await manager.signinRedirectCallback();
    history.replaceState(null, "", location.pathname);
    return user;
  }
  return (await manager.getUser()) ?? manager.signinRedirect();
}
