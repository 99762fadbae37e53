// SPDX-License-Identifier: AGPL-3.0-only
import { digestOf, lastingKeys, makeOneTimeKeys } from '../../provider/signal/bundle.mjs';
import { toText } from '../../provider/signal/stores.mjs';
import { Draft } from '../../provider/store/draft.mjs';
import { linksFrom, mayWrite, nameOf, notReachable, problem } from './people/people.mjs';

const LOW = 12;

/** The key directory of a relay double, made from docs/keys.md. */
export function keyRoutes(relay) {
  const device = (partner, user, number) => relay.keys.get(`${partner}/${user}/${number}`);
  const view = (number, keys) => ({
    device: number, registrationId: keys.registrationId, preKeys: keys.preKeys.length, kyberPreKeys: keys.kyberPreKeys.length, digest: digestOf(keys),
  });

  function take(kind, keys) {
    const key = keys[kind].shift();
    if (key && relay.handedOut.has(key.publicKey)) throw new Error('A one-time key was handed out twice.');
    if (key) relay.handedOut.add(key.publicKey);
    return key;
  }

  function claimDevice({ partner, user }, { device: number, registrationId }) {
    const keys = device(partner, user, number);
    if (!keys || keys.registrationId !== registrationId) return { device: number, registrationId };
    const { signedPreKey, lastResortKyberPreKey } = keys;
    const claimed = { device: number, registrationId, signedPreKey, lastResortKyberPreKey, preKey: take('preKeys', keys), kyberPreKey: take('kyberPreKeys', keys) };
    if (keys.preKeys.length === LOW) {
      relay.notices.tell(partner, 'keys.low', { user, device: String(number), preKeys: String(LOW), kyberPreKeys: String(keys.kyberPreKeys.length) });
    }
    return claimed;
  }

  function claimAccount(address, wanted, shown, link) {
    const { serviceId, identityKey, devices } = relay.users.get(nameOf(address));
    const isWanted = ({ device: number }) => !wanted || (!link && wanted.includes(number));
    const account = {
      ...address, serviceId, identityKey, link,
      devices: devices.map((each) => (isWanted(each) ? claimDevice(address, each) : { device: each.device, registrationId: each.registrationId })),
    };
    return { ...account, proof: relay.log.proofOf(nameOf(address), shown) };
  }

  function claim(from, { devices: wanted, ...to }) {
    if (!mayWrite(relay, from, to)) return { ...to, problem: notReachable().json };
    const linked = linksFrom(relay, nameOf(to)).filter(({ other }) => other !== nameOf(from));
    const shown = linked.map(({ link }) => link.id);
    const accounts = [claimAccount(to, wanted, shown), ...linked.map(({ link, other }) => {
      const [partner, user] = other.split('/');
      const { id, signatures } = link;
      const told = { id, signature: signatures[nameOf(to)], otherSignature: signatures[other], otherIdentityKey: relay.users.get(other).identityKey };
      return claimAccount({ partner, user }, wanted, shown, told);
    })];
    return { ...to, accounts: relay.lies.claim ? relay.lies.claim(accounts, from) : accounts };
  }

  return [
    ['PUT', /^\/v1\/users\/([^/]+)\/devices\/(\d+)\/keys$/, async ({ params: [user, number], body }, partner) => {
      const name = nameOf({ partner, user });
      const record = relay.users.get(name);
      if (!record) return problem(404, 'not-found');
      const { preKeys = [], kyberPreKeys = [], ...lasting } = JSON.parse(body);
      const path = `${name}/${number}`;
      const before = relay.keys.get(path);
      // Another identity key or registration begins the device anew.
      const isSame = before && ['identityKey', 'registrationId'].every((what) => (lasting[what] ?? before[what]) === before[what]);
      const known = isSame ? before : { preKeys: [], kyberPreKeys: [] };
      const life = `${path} ${lasting.identityKey ?? known.identityKey} ${lasting.registrationId ?? known.registrationId}`;
      const keys = { ...known, ...lasting };
      if (!keys.signedPreKey) return problem(422, 'malformed');
      const fresh = (list, had) => [...had, ...list.filter(({ keyId }) => !relay.uploaded.has(`${life} ${keyId}`))];
      Object.assign(keys, { preKeys: fresh(preKeys, known.preKeys), kyberPreKeys: fresh(kyberPreKeys, known.kyberPreKeys) });
      for (const { keyId } of preKeys) relay.uploaded.add(`${life} ${keyId}`);
      relay.keys.set(path, keys);
      const others = record.devices.filter((each) => each.device !== Number(number));
      const devices = [...others, { device: Number(number), registrationId: keys.registrationId }].sort((a, b) => a.device - b.device);
      relay.users.set(name, { ...record, devices, identityKey: keys.identityKey });
      relay.log.note(name);
      return { status: 200, json: view(Number(number), keys) };
    }],
    ['DELETE', /^\/v1\/users\/([^/]+)\/devices\/(\d+)$/, async ({ params: [user, number] }, partner) => {
      const name = nameOf({ partner, user });
      const record = relay.users.get(name);
      relay.keys.delete(`${name}/${number}`);
      relay.users.set(name, { ...record, devices: record.devices.filter((each) => each.device !== Number(number)) });
      relay.log.note(name);
      return { status: 204 };
    }],
    ['POST', /^\/v1\/users\/([^/]+)\/devices\/(\d+)\/keys\/check$/, async ({ params: [user, number], body }, partner) => {
      const keys = device(partner, user, number);
      return keys && digestOf(keys) === JSON.parse(body).digest ? { status: 204 } : problem(409, 'keys-drifted');
    }],
    ['POST', /^\/v1\/keys\/claim$/, async ({ body }, partner) => {
      const { from, to } = JSON.parse(body);
      relay.claims.push(...to);
      return { status: 200, json: { results: to.map((each) => claim({ partner, user: from }, each)) } };
    }],
  ];
}

/** Compares what is addressed with what there is, as the relay does. @returns {object | undefined} */
export function deviceMismatch(devices, addressed) {
  const find = (list, number) => list.find(({ device }) => device === number);
  const missing = devices.filter(({ device }) => !find(addressed, device));
  const extra = addressed.filter(({ device }) => !find(devices, device)).map(({ device }) => device);
  const stale = devices.filter(({ device, registrationId }) => (find(addressed, device)?.registrationId ?? registrationId) !== registrationId);
  return missing.length + extra.length + stale.length > 0 ? { missing, extra, stale } : undefined;
}

/** @returns {Promise<import('../../provider/signal/bundle.mjs').Bundle>} What the relay would hand out of an account's keys, without a relay. */
export async function bundleOf(account) {
  const draft = new Draft(account.journal);
  const devices = account.devices.map((each) => {
    const { preKeys: [preKey], kyberPreKeys: [kyberPreKey] } = makeOneTimeKeys(draft, account.identity, each.device, 1);
    return { device: each.device, ...lastingKeys(draft, account.identity, each), preKey, kyberPreKey };
  });
  await account.journal.commit(draft.changes);
  return { identityKey: toText(account.identity.publicKey), devices };
}
