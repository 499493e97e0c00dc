// Holds records against a schema: as much of JSON Schema as is needed here.
function refusals(schema, record) {
  const unknown = Object.keys(record).filter((key) => !(key in schema.properties));
  const missing = schema.required.filter((key) => !(key in record));
  return [
    ...missing.map((key) => `there is no ${key}`),
    ...(schema.additionalProperties === false ? unknown.map((key) => `there may be no ${key}`) : []),
  ];
}

module.exports = { refusals };
