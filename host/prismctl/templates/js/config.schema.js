// The JSON Schema of the configuration, which operators are shown.
export default {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  additionalProperties: false,
  properties: {
    max_per_namespace: {
      type: "integer",
      minimum: 1,
      default: 10,
      description: "processes that a namespace may have",
    },
    exempt: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "namespaces without that limit; vip-* is every name that begins so",
    },
  },
};
