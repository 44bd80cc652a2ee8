// What does the verifier of the Digital Credentials Consortium say?  Reads {web, cases} and prints a verdict for each
// case.  Nothing is fetched: addresses in `web` are answered from there, every other one is refused.
import {readFileSync} from 'node:fs';

const asked = JSON.parse(readFileSync(process.argv[2], 'utf8'));
globalThis.fetch = async (target) => {
  const address = String(target?.url ?? target);
  const body = asked.web[address];
  if (body === undefined) throw new Error(`no network: ${address}`);
  return new Response(body, {status: 200, headers: {'content-type': 'application/json'}});
};
console.log = () => {};
console.error = () => {};
const {verifyCredential} = await import('@digitalcredentials/verifier-core');

const found = {};
for (const [name, credential] of Object.entries(asked.cases)) {
  const answer = await verifyCredential({credential, knownDIDRegistries: []});
  const steps = Object.fromEntries((answer.log ?? []).map((step) => [step.id, step.error?.name ?? step.valid]));
  const schema = answer.additionalInformation?.find((each) => each.id === 'schema_check')?.results;
  const shapes = Array.isArray(schema) ? schema.map((each) => each.result?.valid) : [];
  found[name] = {errors: (answer.errors ?? []).map((error) => error.name), steps, shapes};
}
process.stdout.write(JSON.stringify(found));
