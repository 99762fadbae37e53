// Who has signed in, and how one does.
import { call, get, post } from './api.js';
import { at } from './dom.js';

const endings = {
  refused: 'The sign-in was refused or given up.',
  'wrong-state': 'The sign-in took too long or began in another window. Please begin again.',
  'issuer-unavailable': 'Your organization’s sign-in does not answer. Please try again later.',
  'token-invalid': 'Your organization’s answer could not be verified.',
  'not-an-operator': 'You are signed in with your organization, but you are not an operator of this relay.',
};

/** Takes a sign-in link's code or a sign-in's end out of the address, and gives the session. */
export async function signIn() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const [code, ending] = [fragment.get('code'), fragment.get('sign-in')];
  // Neither stays in the address or the history.
  if (code || ending) history.replaceState(null, '', location.pathname);
  let problem = ending ? (endings[ending] ?? endings.refused) : null;
  if (code) {
    try {
      return { session: await post('/operator/session/code', { code }), problem: null };
    } catch (failure) {
      problem = failure.message;
    }
  }
  return { session: await get('/operator/session'), problem };
}

/** Shows how to sign in, and why one is not. */
export function welcome({ oidc }, problem) {
  at('welcome').hidden = false;
  at('welcome-oidc').hidden = !oidc;
  at('welcome-problem').hidden = !problem;
  at('welcome-problem').textContent = problem ?? '';
}

export const signOut = () => call('DELETE', '/operator/session');
