/** The module by which the executable carries `config.toml`: what `sample.ts` must be. */
export function sampleModule(config: string): string {
  const text = config.replaceAll("\r\n", "\n").replaceAll(
    /[\\`]|\$\{/g,
    "\\$&",
  );
  return `// house: specification table

/** \`config.toml\` as the executable carries it: written by \`deno task sample\`, and a test fails when it is not current. */
export const sampleConfig = \`${text}\`;
`;
}
