/**
 * Reads the YAML that this repository's workflows and azure.yaml are written in: block mappings and sequences, plain and
 * single-quoted scalars, literal blocks, [a, b] and {}. Whatever else YAML knows is refused, so nothing is read wrongly.
 */
export function parseYaml(text) {
  const lines = text.split('\n').map((raw, index) => ({ number: index + 1, indent: raw.search(/\S|$/), raw }));
  let at = 0;

  const fail = (line, why) => { throw new SyntaxError(`line ${line?.number ?? 'last'}: ${why}`); };
  const next = () => {
    while (at < lines.length && /^\s*(?:#.*)?$/.test(lines[at].raw)) at++;
    return lines[at];
  };

  const scalar = (written, line) => {
    const value = written.replace(/\s+#.*$/, '').trim();
    if (value === '{}') return {};
    if (/^\[.*\]$/.test(value)) return value.slice(1, -1).split(',').map((item) => scalar(item, line));
    const quoted = value.match(/^'((?:[^']|'')*)'$/);
    if (quoted) return quoted[1].replaceAll("''", "'");
    if (/^["'&*!|>{[%@`]/.test(value) || /: |:$/.test(value)) fail(line, `not read here: ${value}`);
    return value;
  };

  const literal = (indent) => {
    const taken = [];
    while (at < lines.length && (lines[at].raw.trim() === '' || lines[at].indent > indent)) taken.push(lines[at++].raw);
    const inner = Math.min(...taken.filter((raw) => raw.trim() !== '').map((raw) => raw.search(/\S/)));
    return `${taken.map((raw) => raw.slice(inner)).join('\n').trimEnd()}\n`;
  };

  const value = (rest, line, indent) => {
    if (rest === '|') return literal(indent);
    if (rest !== '') return scalar(rest, line);
    const child = next();
    return child && child.indent > indent ? block(child.indent) : null;
  };

  function block(indent) {
    const first = next();
    return first.raw.slice(indent).startsWith('- ') ? sequence(indent) : mapping(indent);
  }

  function sequence(indent) {
    const items = [];
    for (let line = next(); line && line.indent === indent && line.raw.slice(indent).startsWith('- '); line = next()) {
      // What stands after the dash is read as if it stood alone on its line.
      lines[at] = { ...line, indent: indent + 2, raw: `${' '.repeat(indent + 2)}${line.raw.slice(indent + 2)}` };
      items.push(/^[\w.-]+:(?: |$)/.test(lines[at].raw.trim()) ? block(indent + 2) : scalar(lines[at++].raw, line));
    }
    return items;
  }

  function mapping(indent) {
    const entries = {};
    for (let line = next(); line && line.indent >= indent; line = next()) {
      if (line.indent > indent) fail(line, 'indented too far');
      const [, key, rest] = line.raw.slice(indent).match(/^([\w.-]+):(?: +(.*))?$/) ?? fail(line, `not a key: ${line.raw}`);
      if (Object.hasOwn(entries, key)) fail(line, `${key} twice`);
      at++;
      entries[key] = value((rest ?? '').replace(/^#.*$/, '').trim(), line, indent);
    }
    return entries;
  }

  if (/\t/.test(text)) fail(lines.find(({ raw }) => raw.includes('\t')), 'a tab');
  const document = next() ? block(next().indent) : {};
  if (next()) fail(next(), 'not read');
  return document;
}
