import { z } from 'zod';

/** What this page needs of a JSON schema. */
interface Json {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Json[];
  oneOf?: Json[];
  properties?: Record<string, Json>;
  required?: string[];
  additionalProperties?: Json | boolean;
  propertyNames?: Json & { pattern?: string };
  items?: Json | false;
  prefixItems?: Json[];
  minimum?: number;
  maximum?: number;
  default?: unknown;
  description?: string;
}

const WIDTH = 130;

/**
 * Types in TypeScript's notation, made of their schemas; what these say of a field stands behind it.
 * @param io `input` of what a client sends, where a field with a default may be left out
 * @returns by name; one type names the others
 */
export function typeTexts(schemas: Record<string, z.ZodType>, io: 'input' | 'output'): Map<string, string> {
  const names = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) names.add(schema, { id });
  const made = z.toJSONSchema(names, { io, uri: (id) => id }).schemas as Record<string, Json>;
  return new Map(Object.entries(made).map(([name, json]) => [name, declaration(name, json)]));
}

function declaration(name: string, json: Json): string {
  if (json.properties) return commented('', remark(json), `interface ${name} ${block(json, '')}`);
  const options = json.oneOf ?? json.anyOf;
  if (!options) return commented('', remark(json), `type ${name} = ${expression(json, '')};`);
  const lines = options.map((option, i) => {
    const end = i === options.length - 1 ? ';' : '';
    return commented('  ', remark(option), `| ${expression(option, '    ')}${end}`);
  });
  return `type ${name} =\n${lines.join('\n')}`;
}

function expression(json: Json, indent: string): string {
  if (json.$ref) return json.$ref;
  if ('const' in json) return literal(json.const);
  if (json.enum) return json.enum.map(literal).join(' | ');
  const options = json.oneOf ?? json.anyOf;
  if (options) return options.map((option) => expression(option, indent)).join(' | ');
  if (json.prefixItems) return `[${json.prefixItems.map((item) => expression(item, indent)).join(', ')}]`;
  if (json.items) return listOf(expression(json.items, indent), json.items);
  if (json.properties) {
    const line = inline(json);
    return indent.length + line.length <= WIDTH ? line : block(json, indent);
  }
  if (typeof json.additionalProperties === 'object')
    return `Record<${keys(json.propertyNames)}, ${expression(json.additionalProperties, indent)}>`;
  const types = json.type === undefined ? ['unknown'] : [json.type].flat();
  return types.map((type) => (type === 'integer' ? 'number' : type === 'object' ? '{}' : type)).join(' | ');
}

/** An object in lines of its own. */
function block(json: Json, indent: string): string {
  const inner = `${indent}  `;
  const lines = fieldsOf(json).map(([name, field]) =>
    commented(inner, remark(field), `${name}: ${expression(field, inner)};`),
  );
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function inline(json: Json): string {
  const fields = fieldsOf(json).map(([name, field]) => {
    const said = remark(field);
    return `${name}: ${expression(field, '')}${said ? ` /* ${said} */` : ''}`;
  });
  return fields.length > 0 ? `{ ${fields.join('; ')} }` : '{}';
}

/** Names, with a question mark where a field may be left out. */
function fieldsOf({ properties = {}, required = [] }: Json): [string, Json][] {
  return Object.entries(properties).map(([name, json]) => [required.includes(name) ? name : `${name}?`, json]);
}

function listOf(text: string, { enum: values, anyOf, oneOf, type }: Json): string {
  return (values ?? anyOf ?? oneOf ?? [type].flat()).length > 1 ? `(${text})[]` : `${text}[]`;
}

/** JSON's names are texts; those that a pattern makes numbers stand for indices. */
function keys({ $ref, pattern }: NonNullable<Json['propertyNames']> = {}): string {
  return $ref ?? (pattern?.startsWith('^-?\\d') ? 'number' : 'string');
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** The range of a number, its default, and what the schema says of it. */
function remark({ minimum, maximum, default: preset, description }: Json): string {
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : null;
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : null;
  const range = most !== null ? `${least ?? ''}..${most}` : least !== null && least > 0 ? `from ${least}` : '';
  const byDefault = preset === undefined ? '' : `${literal(preset)} when left out`;
  return [range, byDefault, description].filter(Boolean).join('; ');
}

/** A comment behind what it is of, or above it where the line would be too long. */
function commented(indent: string, said: string, text: string): string {
  if (!said) return indent + text;
  const [first = '', ...rest] = text.split('\n');
  const line = `${indent}${first} // ${said}`;
  if (line.length <= WIDTH) return [line, ...rest].join('\n');
  const lines = [''];
  for (const word of said.split(' ')) {
    if (`${indent}// ${lines.at(-1)} ${word}`.length > WIDTH) lines.push('');
    lines[lines.length - 1] += `${lines.at(-1) ? ' ' : ''}${word}`;
  }
  return [...lines.map((one) => `${indent}// ${one}`), indent + text].join('\n');
}
