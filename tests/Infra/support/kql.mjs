import { stringConstants } from './program.mjs';

const metrics = stringConstants('functions/Telemetry/MetricNames.cs');
const tags = stringConstants('functions/Telemetry/MetricTags.cs');

// Of Azure Monitor's reference: tables of a workspace with the columns that are asked for here, and metrics of resources
// that can be sent to a workspace.
const tables = ['AppMetrics', 'AppTraces', 'AzureMetrics', 'Usage'];
export const platformMetrics = {
  'MICROSOFT.SERVICEBUS': ['IncomingMessages', 'OutgoingMessages', 'ThrottledRequests'],
  'MICROSOFT.STORAGE': ['Transactions'],
  'MICROSOFT.WEB': [
    'OnDemandFunctionExecutionCount', 'OnDemandFunctionExecutionUnits',
    'AlwaysReadyFunctionExecutionCount', 'AlwaysReadyFunctionExecutionUnits', 'AlwaysReadyUnits',
  ],
};

const all = (query, pattern) => [...query.matchAll(pattern)].map((match) => match[1]);
const quoted = (list) => all(list, /'([^']+)'/g);

/** What a query names that does not exist: tables, metrics and tags of the program, metrics of the platform; and unbalanced brackets. */
export function faults(query) {
  const used = all(query, /(?:^|\(|= )\s*(App\w+|Azure\w+|Usage)\b(?=\s*(?:\||\n|$))/gm);
  const bare = query.replaceAll(/'[^']*'/g, '');
  return [
    ...(used.length === 0 ? ['no table'] : used.filter((name) => !tables.includes(name)).map((name) => `table ${name}`)),
    ...all(query, /\bName == '([^']*)'/g).filter((name) => !metrics.includes(name)).map((name) => `metric ${name}`),
    ...all(query, /Properties\['([^']*)'\]/g).filter((name) => !tags.includes(name)).map((name) => `tag ${name}`),
    ...[...query.matchAll(/ResourceProvider == '([^']+)' and MetricName (?:in|==) (\([^)]*\)|'[^']*')/g)].flatMap(([, provider, names]) =>
      quoted(names).filter((name) => !platformMetrics[provider]?.includes(name)).map((name) => `metric ${name} of ${provider}`)),
    ...['()', '[]', '{}'].filter(([open, close]) => bare.split(open).length !== bare.split(close).length).map((pair) => `unbalanced ${pair}`),
    ...(query.split("'").length % 2 === 0 ? ['unbalanced quotes'] : []),
    ...query.split('\n').slice(1).filter((line, index) => !/^\| \w/.test(line) && !query.split('\n')[index].endsWith(';')).map((line) => `no operator: ${line}`),
  ];
}
