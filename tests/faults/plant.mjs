// Plants faults in a copy of the repository. Usage: plant.mjs COPY FAULTS.json [--only ID,ID] [--from ID] [--unverified]
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [copy, table, ...options] = process.argv.slice(2);
const value = name => options.includes(name) ? options[options.indexOf(name) + 1] : undefined;
let faults = JSON.parse(readFileSync(table, 'utf8'));
if (value('--only')) faults = faults.filter(f => value('--only').split(',').includes(f.id));
if (value('--from')) faults = faults.slice(Math.max(0, faults.findIndex(f => f.id === value('--from'))));

const minutes = 60_000;
const homes = { tests: 'RetentionWorker.Tests', domain: 'Retention.Domain.Tests', simulation: 'RetentionWorker.Simulation', race: 'RetentionWorker.Races' };
const home = kind => path.join(copy, 'tests', homes[kind], 'bin/Release/net10.0');

function dotnet(...args) {
  const run = spawnSync('dotnet', [...args, '-c', 'Release', '-v', 'quiet', '-nologo', '-nodeReuse:false', '-p:RunAnalyzers=false', '-p:TreatWarningsAsErrors=false'],
    { cwd: copy, encoding: 'utf8', timeout: 20 * minutes });
  return run.status === 0 ? null : (run.stdout + run.stderr).split('\n').filter(l => / error /.test(l)).slice(0, 2).join('\n') || 'the build failed';
}

// Whether it fails; a run that never ends has failed too.
function fails(catcher) {
  const [kind, first, ...rest] = catcher.split(' ');
  const args = {
    tests: () => [first, ...rest].flatMap(c => ['-class', '*.' + c]),
    domain: () => [first, ...rest].flatMap(c => ['-class', '*.' + c]),
    simulation: () => ['--seeds', first, '--workers', '2'],
    race: () => ['--race', first, '--schedules', rest[0], '--until-failure'],
  }[kind]();
  const run = spawnSync(path.join(home(kind), homes[kind]), args, { cwd: path.join(copy, 'tests', homes[kind]), encoding: 'utf8', timeout: 6 * minutes, env: { ...process.env, NO_COLOR: '1' } });
  const said = (run.stdout ?? '') + (run.stderr ?? '');
  if (run.error?.code === 'ETIMEDOUT') return 'it does not end';
  if (run.status === 0) {
    const total = said.match(/Total: (\d+)/);
    if (total && Number(total[1]) === 0) throw new Error(`${catcher} runs no test`);
    return null;
  }
  return (said.match(/Tests\.([\w.]+)[^\n]*\[FAIL\]/) ?? said.match(/(schedule \d+): (.*)/)?.slice(1, 3) ?? said.match(/seed \d+ fails: .*/) ?? [`exit ${run.status ?? run.signal}`]).slice(0).join(' ').slice(0, 140);
}

// What changes is inside of methods, so whoever was built against it need not be built again: only the one library is, and takes its place.
const libraries = { 'Retention.Domain': 'Retention.Domain.dll', RetentionWorker: 'retention.dll' };
const built = project => path.join(copy, 'src', project, 'bin/Release/net10.0', libraries[project]);
const sound = {};
function place(project, from) {
  for (const kind of Object.keys(homes).filter(k => k !== 'domain' || project === 'Retention.Domain'))
    writeFileSync(path.join(home(kind), libraries[project]), from);
}

for (const project of ['RetentionWorker.Tests', 'Retention.Domain.Tests']) {
  const problem = dotnet('build', `tests/${project}`);
  if (problem) { console.error(problem); process.exit(1); }
}
if (!options.includes('--unverified')) {
  for (const catcher of new Set(faults.flatMap(f => f.catchers))) {
    const failure = fails(catcher);
    if (failure) { console.error(`${catcher} fails where nothing is planted: ${failure}`); process.exit(1); }
  }
}

for (const project of Object.keys(libraries)) sound[project] = readFileSync(built(project));
let caught = 0;
for (const fault of faults) {
  const file = path.join(copy, fault.file);
  const project = fault.file.split('/')[1];
  const text = readFileSync(file, 'utf8');
  const began = Date.now();
  let verdict = 'MISSED';
  if (text.split(fault.find).length !== 2) {
    verdict = 'MISSED: its text is not found exactly once';
  } else {
    writeFileSync(file, text.replace(fault.find, () => fault.replace));
    const problem = dotnet('build', '--no-restore', '-p:BuildProjectReferences=false', `src/${project}`);
    if (problem) {
      verdict = `MISSED: it does not build: ${problem.slice(0, 200)}`;
    } else {
      place(project, readFileSync(built(project)));
      for (const catcher of fault.catchers) {
        const failure = fails(catcher);
        if (failure) { verdict = `caught by ${catcher}: ${failure}`; caught++; break; }
      }
    }
    writeFileSync(file, text);
    place(project, sound[project]);
  }
  console.log(`${fault.id.padEnd(40)} ${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${verdict}`);
}
console.log(`${faults.length} faults, ${caught} caught, ${faults.length - caught} missed`);
process.exit(caught === faults.length ? 0 : 1);
