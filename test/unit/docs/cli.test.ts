import assert from 'node:assert/strict';
import {join} from 'node:path';
import {COMMANDS, commandOf, isCommandName} from '../../../src/cli/args/command.ts';
import {objectsAt} from '../../../src/domain/json.ts';
import {runCli} from '../../support/run-cli.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {page, ROOT, section} from './markdown.ts';

describe('docs/cli.md', () => {
  const cli = page('docs/cli.md');
  const SHOP = join(ROOT, 'test/fixtures/cli/shop.yaml');
  const answer = async (...argv: readonly string[]): Promise<unknown> =>
    JSON.parse((await runCli([...argv, '-o', 'json'])).stdout);

  it('has every command as the help spells it', () => {
    for (const [name, {usage}] of Object.entries(COMMANDS)) {
      assert.match(cli.text, rowOf(`outrigger ${name} ${usage}`.trimEnd()));
    }
  });

  it('has every command for a cluster as the help spells it', () => {
    const live = section(cli, '## On a live cluster');
    for (const name of Object.keys(COMMANDS).filter(isCommandName)) {
      const {live: onCluster} = commandOf(name);
      if (onCluster !== undefined) assert.match(live, rowOf(`outrigger ${name} ${onCluster.usage}`.trimEnd()));
    }
  });

  it('describes every field of a workload', async () => {
    const answers = [
      await answer('scan', SHOP, '--group-by', 'label:team'),
      await answer('plan', SHOP),
      await answer('why', 'deploy/web', SHOP),
      await answer('convert', SHOP),
    ];
    const fields = new Set(answers.flatMap(each => objectsAt(each, 'workloads').flatMap(one => Object.keys(one))));
    const table = section(cli, '### One workload');
    assert.deepEqual(
      [...fields].filter(field => !new RegExp(`^\\| \`${field}\\??\` +\\|`, 'm').test(table)),
      [],
    );
  });

  const commands = {
    scan: [SHOP, '--group-by', 'label:team'],
    plan: [SHOP],
    why: ['deploy/web', SHOP],
    convert: [SHOP, '--diff'],
    'explain CODE': ['HostPort'],
    explain: [],
  };
  for (const [title, argv] of Object.entries(commands)) {
    it(`names every field of the answer of ${title}`, async () => {
      const table = section(cli, '### The answers');
      const row = table.split('\n').find(line => rowOf(title).test(line)) ?? '';
      const fields = Object.keys((await answer(title.split(' ')[0] ?? '', ...argv)) as object);
      assert.deepEqual(
        fields.filter(field => !new RegExp(`\`${field}[?:\`]`).test(row)),
        [],
      );
    });
  }
});

describe('README.md', () => {
  const {text} = page('README.md');
  const manifest = /^cat > report\.yaml <<'EOF'\n([^]*?)^EOF$/m.exec(text)?.[1] ?? '';
  const folder = new TemporaryFolder();
  after(() => folder.remove());

  it('shows what the command line answers', async () => {
    folder.write('report.yaml', manifest);
    const shown = [
      ...text.matchAll(/^\$ bin\/outrigger (?<argv>.*report\.yaml.*)\n(?<answer>[^]*?)(?=\n\n\$|\n```)/gm),
    ];
    assert.equal(shown.length, 2);
    for (const {groups = {}} of shown) {
      const {stdout} = await runCli((groups['argv'] ?? '').split(' '), {cwd: folder.path});
      assert.equal(groups['answer'], stdout.trimEnd());
    }
  });
});

function rowOf(first: string): RegExp {
  return new RegExp(`^\\| \`${first.replaceAll(/[[\]]/g, String.raw`\$&`)}\` +\\|`, 'm');
}
