// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryBytes, linkCommitmentOf } from '../provider/transparency/entry.mjs';
import { areConsistent, EMPTY_ROOT, leafOf, rootOf } from '../provider/transparency/tree.mjs';
import { consistency, inclusion, rootOver } from './support/tree.mjs';

const MOST = 33;
const entries = Array.from({ length: MOST }, (_, index) => Buffer.from(`entry ${index}`));
const hex = (text) => Buffer.from(text, 'hex');
const tree = (size) => ({ size, root: rootOver(entries.slice(0, size)) });

/** The entries and roots that implementations of Certificate Transparency test with. */
const PUBLISHED = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex);
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('Tree_OfThePublishedEntries_HasThePublishedRoots', () => {
  assert.equal(EMPTY_ROOT.toString('hex'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  for (const [index, root] of ROOTS.entries()) {
    const list = PUBLISHED.slice(0, index + 1);
    for (const [place, entry] of list.entries()) {
      assert.equal(rootOf(leafOf(entry), place, list.length, inclusion(place, list)).toString('hex'), root);
    }
  }
});

test('Tree_EveryLeafOfEverySize_LeadsToTheRoot', () => {
  for (let size = 1; size <= MOST; size += 1) {
    const { root } = tree(size);
    for (let index = 0; index < size; index += 1) {
      const path = inclusion(index, entries.slice(0, size));
      assert.ok(rootOf(leafOf(entries[index]), index, size, path).equals(root));
      const others = [
        [leafOf(entries[index + 1] ?? entries[0]), index, size, path], [leafOf(entries[index]), index, size, path.slice(1)],
        [leafOf(entries[index]), index, size, [...path, root]], [leafOf(entries[index]), index + 1, size, path],
        [leafOf(entries[index]), -1, size, path], [leafOf(entries[index]), index, 0, path], [leafOf(entries[index]), index, size, path.map((node) => node.subarray(1))],
      ];
      for (const [place, other] of others.entries()) {
        if (size > 1 || ![0, 1, 6].includes(place)) assert.notDeepEqual(rootOf(...other), root);
      }
    }
  }
});

test('Tree_EveryTwoSizes_AreConsistentAndNoOthers', () => {
  for (let to = 1; to <= MOST; to += 1) {
    for (let from = 0; from <= to; from += 1) {
      const path = consistency(from, entries.slice(0, to));
      const [one, other] = [tree(from), tree(to)];
      assert.equal(areConsistent(one, other, path), true, `${from} ${to}`);
      const forged = { size: from, root: leafOf(Buffer.from('forged')) };
      assert.equal(areConsistent(forged, other, path), false);
      if (from > 0) assert.equal(areConsistent(one, { size: to, root: forged.root }, path), false);
      assert.equal(areConsistent(one, other, [...path, other.root]), false);
      if (path.length > 0) assert.equal(areConsistent(one, other, path.slice(1)), false);
      if (from < to) assert.equal(areConsistent(other, one, path), false);
    }
  }
});

test('Entry_OfTwoDevices_HasTheDocumentedBytes', () => {
  const entry = {
    version: 2, previous: Buffer.alloc(32, 9), partner: 'ab', user: 'é', serviceId: '00112233-4455-6677-8899-aabbccddeeff',
    identityKey: Buffer.alloc(33, 5), devices: [{ device: 2, registrationId: 258 }, { device: 1, registrationId: 4711 }],
    links: [4, 3, 2, 1].map((byte) => Buffer.alloc(32, byte)),
  };
  const expected = [
    '00000002', '0020' + '09'.repeat(32), '0002' + '6162', '0002' + 'c3a9', '00112233445566778899aabbccddeeff', '0021' + '05'.repeat(33),
    '0002', '00000001' + '00001267', '00000002' + '00000102', ...[1, 2, 3, 4].map((byte) => `0${byte}`.repeat(32)),
  ].join('');
  assert.equal(entryBytes(entry).toString('hex'), expected);
  assert.equal(entryBytes({ ...entry, devices: [...entry.devices].reverse() }).toString('hex'), expected, 'in one form only');
});

test('LinkCommitment_OfTwoSides_IsNotTheSame', () => {
  const [one, other] = ['a', 'b'].map((user) => ({ partner: 'p', user, identityKey: Buffer.alloc(33, 5) }));
  const id = '00112233-4455-6677-8899-aabbccddeeff';
  assert.notDeepEqual(linkCommitmentOf(Buffer.alloc(32), one, other, id), linkCommitmentOf(Buffer.alloc(32), other, one, id));
});
