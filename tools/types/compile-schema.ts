type Compile = (schema: object, name: string, options: object) => Promise<string>;

/**
 * json-schema-to-typescript's `compile`. Imported by a name that the compiler does not follow: the types of one of its
 * dependencies are wrong under exactOptionalPropertyTypes.
 */
export async function compileSchema(schema: object, name: string): Promise<string> {
  const packageName: string = 'json-schema-to-typescript';
  const {compile} = (await import(packageName)) as {compile: Compile};
  return compile(schema, name, {additionalProperties: false, bannerComment: '', format: false});
}
