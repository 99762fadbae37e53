// The operator's page: signs in, then shows what the relay pushes.
import { onSignedOut } from './api.js';
import { at, say } from './dom.js';
import { followHeld, startHeld } from './held.js';
import { showPartners } from './partners.js';
import { startSearch } from './search.js';
import { signIn, signOut, welcome } from './signin.js';
import { Stream } from './stream.js';
import { offerTraffic, startTraffic, stopTraffic } from './traffic.js';

const states = {
  live: ['live', 'Live'],
  trouble: ['lost', 'A store does not answer, retrying'],
  lost: ['lost', 'Connection lost, retrying'],
};

let oidc = false;

const stream = new Stream({
  onOverview(overview) {
    showPartners(overview);
    followHeld(overview);
    offerTraffic(overview.partners.map(({ partner }) => partner));
  },
  onState(state) {
    const [kind, text] = states[state];
    const connection = at('connection');
    connection.className = `connection ${kind}`;
    // Set only when it changes: it is read out.
    if (connection.textContent !== text) connection.textContent = text;
    at('board').classList.toggle('stale', state !== 'live');
  },
});

function begin(session) {
  at('welcome').hidden = true;
  at('board').hidden = false;
  at('nav').hidden = false;
  at('sign-out').hidden = false;
  at('who').hidden = false;
  at('who').textContent = session.name;
  at('who').title = `Signed in until ${new Date(session.expiresAt).toLocaleTimeString()}`;
  at('connection').textContent = 'Connecting';
  startHeld();
  startSearch();
  startTraffic();
  stream.start();
}

function end(problem) {
  stream.stop();
  stopTraffic();
  for (const id of ['board', 'nav', 'sign-out', 'who']) at(id).hidden = true;
  at('connection').textContent = '';
  welcome({ oidc }, problem);
}

onSignedOut(() => at('board').hidden || end('Your session is over. Please sign in again.'));
at('sign-out').onclick = async () => {
  try {
    await signOut();
    end(null);
  } catch (failure) {
    say(failure.message);
  }
};

async function arrive() {
  try {
    const { session, problem } = await signIn();
    oidc = session.oidc;
    if (session.signedIn) begin(session);
    else welcome(session, problem);
  } catch (failure) {
    welcome({ oidc: false }, failure.message);
  }
}

// A link that is opened where the page already stands changes the address alone.
addEventListener('hashchange', () => location.hash.startsWith('#code=') && void arrive());
await arrive();
