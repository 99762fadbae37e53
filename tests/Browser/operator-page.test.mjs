import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, missing } from './support/chromium.mjs';
import { eventually, LocalRelay, Partner } from './support/relay.mjs';

const skip = missing ?? false;
const phone = { width: 390, height: 844 };
const patience = { timeout: 60_000 };

let relay;
let chromium;
let ana;
let ben;
let cas;
const ids = {};

before(async () => {
  if (missing) return;
  relay = await LocalRelay.start({ Lanes__FirstProbeMilliseconds: '200', Lanes__LongestProbeSeconds: '1', Delivery__FailureDelaySeconds: '0', Operator__StreamSeconds: '5' });
  [ana, ben, cas] = [await Partner.start(relay, 'ananet'), await Partner.start(relay, 'bennet'), await Partner.start(relay, 'casnet')];
  await Promise.all([ana.optIn('ana'), ben.optIn('ben'), ben.optIn('poison'), cas.optIn('cas')]);

  // casnet is away: its breaker opens and what is sent to it is parked.
  await cas.stop();
  ids.parked = (await ana.send('ana', cas, 'cas')).id;
  // bennet fails on one envelope and takes the others: that one is held.
  ben.fails = ({ to }) => to.user === 'poison';
  ids.held = (await ana.send('ana', ben, 'poison')).id;
  ids.delivered = (await ana.send('ana', ben, 'ben')).id;
  await eventually('the overview shows an open breaker and a held envelope', async () => {
    const { json } = await relay.call(relay.operator, 'GET', '/v1/partners');
    const of = (name) => json.partners.find(({ partner }) => partner === name);
    return of('casnet').breaker.state === 'open' && of('casnet').parkedBytes > 0 && of('bennet').held === 1 && of('bennet').breaker.state === 'closed';
  });
  chromium = await launch();
});

after(async () => {
  await chromium?.stop();
  await Promise.all([ana, ben].map((partner) => partner?.stop()));
  await relay?.stop();
});

/** A page that has signed in by a link of the command line; whatever its console says as an error fails the test. */
async function open(options = {}) {
  const context = await chromium.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (failure) => errors.push(failure.message));
  await page.goto(await relay.link());
  await page.getByText('Live', { exact: true }).waitFor(patience);
  await page.getByRole('cell', { name: /^casnet/ }).waitFor(patience);
  return { page, context, errors };
}

const check = (name, run) => test(name, { skip }, run);

check('Page_WithoutSession_SaysHowToSignIn_AndShowsNothing', async () => {
  const page = await chromium.browser.newPage();
  await page.goto(`${relay.url}/operator`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor(patience);
  assert.equal(await page.getByText('casnet').count(), 0);
  assert.equal((await fetch(`${relay.url}/operator/events`)).status, 401);
  await page.close();
});

check('SignInLink_UsedTwice_IsRefused_AndLeavesNoCodeInTheAddress', async () => {
  const link = await relay.link();
  const [first, second] = await Promise.all([1, 2].map(() => chromium.browser.newContext()));
  const page = await first.newPage();
  await page.goto(link);
  await page.getByText('Live', { exact: true }).waitFor(patience);
  assert.equal(new URL(page.url()).hash, '');
  const again = await second.newPage();
  await again.goto(link);
  await again.getByRole('alert').filter({ hasText: 'used before' }).waitFor(patience);
  await Promise.all([first.close(), second.close()]);
});

check('Page_SignedIn_ShowsPartnersAndTheOpenBreaker_WithoutConsoleErrors', async () => {
  const { page, context, errors } = await open();
  const row = page.getByRole('row').filter({ hasText: 'casnet' });
  await row.getByText('away').waitFor(patience);
  await row.getByRole('button', { name: 'Lanes of casnet' }).click();
  await page.getByRole('table', { name: /Lanes of casnet/ }).getByText('parked', { exact: true }).last().waitFor(patience);
  assert.ok(await page.getByRole('row').filter({ hasText: 'ananet' }).getByText('well').count());
  assert.deepEqual(errors, []);
  await context.close();
});

check('Probe_OfTheOpenBreaker_IsAskedForByTheButton', async () => {
  const { page, context, errors } = await open();
  await page.getByRole('button', { name: 'Probe now: casnet' }).click();
  await page.getByText('casnet is being probed.').waitFor(patience);
  assert.deepEqual(errors, []);
  await context.close();
});

for (const [state, words] of [['delivered', 'It has ended: delivered'], ['parked', 'casnet does not take envelopes'], ['held', 'an operator has to decide']]) {
  check(`Search_ByIdAlone_FindsTheEnvelopeThatIs_${state}`, async () => {
    const { page, context, errors } = await open();
    await page.getByLabel('Envelope id').fill(ids[state]);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.locator('#search-body').getByText(words).waitFor(patience);
    assert.match(await page.locator('#search-body').innerText(), /ananet/);
    assert.deepEqual(errors, []);
    await context.close();
  });
}

check('Page_ByKeyboardAlone_ReachesEveryControl', async () => {
  const { page, context } = await open();
  const wanted = new Set(['Skip to content', 'Partners', 'Traffic', 'Held', 'Refusals', 'Search', 'Sign out', 'Probe now: casnet', 'Lanes of casnet', 'Find']);
  const passed = new Set();
  for (let i = 0; i < 60 && wanted.size > 0; i++) {
    await page.keyboard.press('Tab');
    const { name, outlined } = await page.evaluate(() => {
      const element = document.activeElement;
      return { name: element.getAttribute('aria-label') ?? element.textContent.trim(), outlined: getComputedStyle(element).outlineStyle !== 'none' };
    });
    if (name) passed.add(name);
    if (wanted.delete(name)) assert.ok(outlined, `${name} shows that it has the focus`);
  }
  assert.deepEqual([...wanted], [], `reached: ${[...passed].join(', ')}`);
  await context.close();
});

for (const scheme of ['light', 'dark']) {
  check(`Page_InThe_${scheme}_Scheme_HasTextWithEnoughContrast`, async () => {
    const { page, context } = await open({ colorScheme: scheme });
    const { ground, weak } = await page.evaluate(contrasts);
    assert.ok(scheme === 'dark' ? ground < 0.1 : ground > 0.8, `the ground's luminance is ${ground}`);
    assert.deepEqual(weak, []);
    await context.close();
  });
}

check('Page_OnAPhone_NeedsNoScrollingToTheSide', async () => {
  const { page, context } = await open({ viewport: phone, hasTouch: true, isMobile: true });
  await page.getByRole('button', { name: 'Lanes of casnet' }).click();
  await page.getByRole('table', { name: /Lanes of casnet/ }).waitFor(patience);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the screen');
  await context.close();
});

check('Connection_Lost_IsSaid_AndComesBack', async () => {
  const { page, context } = await open();
  // The stream that is open ends by itself, and no other can be had.
  await context.setOffline(true);
  await page.getByText('Connection lost, retrying').waitFor(patience);
  await context.setOffline(false);
  await page.getByText('Live', { exact: true }).waitFor(patience);
  await context.close();
});

check('SignOut_EndsTheSession', async () => {
  const { page, context } = await open();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor(patience);
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor(patience);
  await context.close();
});

// Last: it changes what the others look at.
check('Replay_OfTheHeldEnvelope_IsTriedOutAskedAndDone', async () => {
  const { page, context, errors } = await open();
  await page.getByRole('button', { name: `Send again: ${ids.held}` }).click();
  await page.getByRole('dialog').getByText('1 envelope will be sent again to bennet').waitFor(patience);
  ben.fails = () => false;
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
  await page.getByRole('dialog').getByText('Done: 1 sent again').waitFor(patience);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await eventually('the envelope arrives', () => ben.received.some(({ id }) => id === ids.held));
  await page.getByText('Nothing is held.').waitFor(patience);
  assert.deepEqual(errors, []);
  await context.close();
});

/** In the page: the luminance of its ground, and the texts with less contrast than 4.5 to 1 (3 to 1 where they are large). */
function contrasts() {
  const numbers = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const groundOf = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = numbers(getComputedStyle(one).backgroundColor);
      if (color[3] === undefined || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const style = getComputedStyle(element);
    if (!text || !element.checkVisibility() || element.closest('.unseen, .skip, option, button:disabled')) continue;
    const [one, other] = [luminance(numbers(style.color)), luminance(groundOf(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) weak.push(`${element.textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return { ground: luminance(groundOf(document.body)), weak };
}
