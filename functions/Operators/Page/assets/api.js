// Calls of the relay's API with the browser's session.

/** The relay refused a call, or did not answer; message is for people. */
export class CallFailed extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? (status ? `The relay answered ${status}.` : 'The relay does not answer.'));
    this.status = status;
    this.code = problem?.code;
  }
}

const lost = new EventTarget();

/** Calls back when a call shows that the session is over. */
export const onSignedOut = (act) => lost.addEventListener('signed-out', act);

export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      // No form and no link can send this: it shows the relay that the page itself calls.
      headers: { 'X-Relay-Page': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new CallFailed(0);
  }
  const json = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : null;
  if (answer.ok) return json;
  if (answer.status === 401) lost.dispatchEvent(new Event('signed-out'));
  throw new CallFailed(answer.status, json);
}

export const get = (path) => call('GET', path);
export const post = (path, body) => call('POST', path, body);

/** A path with parameters; those that are empty are left out. */
export function path(base, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '' && value !== null && value !== undefined));
  return query.size ? `${base}?${query}` : base;
}
