import { filesUnder, read, readJson } from './repository.mjs';

const sources = [...filesUnder('functions', '.cs'), ...filesUnder('client/Relay.Signatures', '.cs')].map(read).join('\n');

/** The settable properties of a C# class or record: name, type, attributes, and the text of the default. */
export function properties(type, text = sources) {
  const start = text.search(new RegExp(`\\b(class|record) ${type}\\b`));
  if (start < 0) throw new Error(`${type} is not in the sources`);
  const end = text.indexOf('\n}', start);
  const property = /((?:^\s*\[.*\]\s*\n)*)^\s*public ([\w<>?]+) (\w+) \{ get; (?:set|init)[^}]*\}(?: = (.+);)?$/gm;
  return [...text.slice(start, end).matchAll(property)]
    .map(([, attributes, type, name, initial]) => ({ name, type, attributes: attributes.match(/\b\w+(?=[(\]])/g) ?? [], initial }));
}

const simple = /^(string|bool|int|long|DateTimeOffset)\??$/;

/** The settings below a prefix, lists with {n} for the index; required: without it the program does not start. */
function settingsBelow(prefix, type, needed) {
  return properties(type).flatMap((property) => {
    const name = `${prefix}__${property.name}`;
    const list = property.type.match(/^List<(\w+)>$/);
    if (list && simple.test(list[1])) return [{ name: `${name}__{n}`, required: false, type: list[1], initial: property.initial }];
    if (list) return settingsBelow(`${name}__{n}`, list[1], needed && property.attributes.includes('MinLength'));
    if (!simple.test(property.type)) throw new Error(`${name} has the type ${property.type}, which is not read here`);
    return [{ name, required: needed && property.attributes.includes('Required'), type: property.type, initial: property.initial }];
  });
}

/** Every setting that an options class binds. */
export const optionSettings = [...read('functions/Hosting/Composition.cs').matchAll(/services\.Bind<(\w+)>\("(\w+)"\)/g)]
  .flatMap(([, type, section]) => settingsBelow(section, type, true));

const connections = read('functions/Storage/StorageConnections.cs');
const constants = new Map([...connections.matchAll(/const string (\w+Setting) = "(\w+)"/g)].map(([, name, value]) => [name, value]));

const [, blobPart] = connections.match(/const string BlobPart = "(\w+)"/);

/** The connection strings that the program takes, and the identity-based settings of storage that it takes instead. */
export const connectionStrings = [...constants.values()];
export const identityConnections = [...connections.matchAll(/(?:Required|BlobsOf)\((\w+Setting)(?:, "(\w+)")?\)/g)]
  .filter(([, name]) => name !== 'ServiceBusSetting').map(([, name, part]) => `${constants.get(name)}__${part ?? blobPart}`);

const [, hostPart] = connections.match(/"(fullyQualifiedNamespace)"/);

/** The identity-based setting of the Service Bus namespace of a number: number 0 has the name without one. */
export const serviceBusConnection = (number) => `${constants.get('ServiceBusSetting')}${number === 0 ? '' : number}__${hostPart}`;

/** The connection that may be left out: media then lies in the other account. */
export const mediaConnection = `${constants.get('MediaSetting')}__${blobPart}`;

/** Settings that the program reads by name, outside options and connections. */
export const namedSettings = [...connections.matchAll(/configuration\["(\w+)"\]/g)].map(([, name]) => name);

/** The bindings of every function.json. */
export const bindings = filesUnder('functions/triggers', 'function.json').flatMap((path) => readJson(path).bindings);

const triggerConnections = [...new Set(bindings.map((binding) => binding.connection).filter(Boolean))];
const identityParts = ['credential', 'clientId'];

/** What the Functions host reads for the triggers of the namespace of a number. */
export const triggerSettings = (number) =>
  triggerConnections.flatMap((name) => ['fullyQualifiedNamespace', ...identityParts].map((part) => `${name}${number === 0 ? '' : number}__${part}`));

/** What the Functions host reads; the program does not. */
export const hostSettings = [
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  ...['accountName', ...identityParts].map((part) => `AzureWebJobsStorage__${part}`),
];

/** A setting's name with {n} for each index. */
export const withoutIndex = (name) => name.replace(/__\d+(?=__|$)/g, '__{n}');

/** The string constants of a static C# class whose names end so. */
export const stringConstants = (path, ending = '') =>
  [...read(path).matchAll(/public const string (\w+) = "([^"]+)"/g)].filter(([, name]) => name.endsWith(ending)).map(([, , value]) => value);

/** How many numbers Service Bus namespaces can have, by the class that says so. */
export const numbersOfNamespaces = Object.fromEntries(
  [...sources.matchAll(/class (\w+)[^{]*\{\s*(?:\/\/\/.*\s+)*public const int MostNumbers = (\d+);/g)].map(([, type, number]) => [type, Number(number)]));
