import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, body, declarations, unquoted } from './support/bicep.mjs';
import { filesUnder, read, readJson } from './support/repository.mjs';

const azure = read('azure.yaml');
const value = (key) => azure.match(new RegExp(`^\\s+${key}: (\\S+)$`, 'm'))?.[1];
const publishes = azure.match(/dotnet publish .+$/gm);
const project = read('functions/Relay.Functions.csproj');

test('Service_OfAzd_IsTheOneThatTheAppIsTaggedWith', () => {
  const app = declarations(bicep('infra/main.bicep'), 'module').find(({ name }) => name === 'app');
  assert.match(azure, new RegExp(`^services:\\n  ${unquoted(at(body(app.value), 'params.serviceName'))}:$`, 'm'));
});

test('Service_OfAzd_IsAFunctionAppThatAzdDoesNotBuild', () => assert.deepEqual(['project', 'host', 'language'].map(value), ['.', 'function', 'custom']));

test('Hooks_OfBothShells_PublishTheSame', () => {
  assert.equal(publishes.length, 2);
  assert.equal(publishes[0], publishes[1]);
});

for (const option of ['-c Release', '-r linux-x64', '--self-contained', '-p:PublishReadyToRun=true', `-o ${value('dist')}`]) {
  test(`Hooks_Publish_With_${option}`, () => assert.ok(` ${publishes[0]} `.includes(` ${option} `)));
}

test('Hooks_OfBothShells_TakeOutTheSettingsOfOneMachine', () =>
  assert.equal(azure.match(/^ +(rm -f|Remove-Item -Force) functions\/bin\/azure\/local\.settings\*\.json$/gm).length, 2));

test('Hooks_OfBothShells_FailWhenPublishingFails', () => {
  assert.match(azure, /^ +set -e$/m);
  assert.match(azure, /publish .+\n +if \(\$LASTEXITCODE -ne 0\) \{ exit \$LASTEXITCODE \}$/m);
});

test('PublishFolder_IsIgnoredByGitAndByTheNextBuild', () => {
  assert.match(value('dist'), /^functions\/bin\//);
  assert.match(read('.gitignore'), /^bin\/$/m);
});

test('HostJson_StartsTheProgramThatIsPublished', () => {
  const { description } = readJson('host.json').customHandler;
  assert.equal(description.defaultExecutablePath, project.match(/<AssemblyName>(.+)<\/AssemblyName>/)[1]);
});

test('HostJson_LetsTheHostTellOfNoRequest', () => {
  // Paths name users. The host would log them at Information, put them into a row for each request ("Host.Results"), and
  // into one for each call that it passes on to the program (a dependency).
  const { logLevel, applicationInsights } = readJson('host.json').logging;
  assert.equal(logLevel.default, 'Warning');
  assert.equal(logLevel['Host.Results'], 'None');
  assert.deepEqual(Object.entries(logLevel).filter(([, level]) => ['Trace', 'Debug', 'Information'].includes(level)).map(([category]) => category), ['Host.Startup']);
  assert.equal(applicationInsights.enableDependencyTracking, false);
});

test('App_InAzure_RunsACustomHandlerOfVersion1', () => {
  const app = declarations(bicep('infra/modules/app.bicep'), 'resource').find(({ path }) => path.startsWith('Microsoft.Web/sites@'));
  assert.equal(at(body(app.value), 'properties.functionAppConfig.runtime.name').text, "'custom'");
  assert.equal(at(body(app.value), 'properties.functionAppConfig.runtime.version').text, "'1.0'");
});

test('Package_OfTheApp_HoldsHostJsonAndEveryFunction', () => {
  assert.match(project, /<Content Include="\.\.\/host\.json" .*CopyToOutputDirectory/);
  assert.match(project, /<Content Include="triggers\/\*\*\/function\.json" .*CopyToOutputDirectory/);
  assert.ok(filesUnder('functions/triggers', 'function.json').length >= 8);
});

// azd gives a hook the variables of the environment under the names that they have in the parameter file.
for (const variable of new Set([...project.matchAll(/\$\((RELAY_[A-Z_]+)/g)].map(([, name]) => name))) {
  test(`Package_IsMadeFrom_${variable}_AsTheTemplateIs`, () => {
    const given = Object.values(readJson('infra/main.parameters.json').parameters).map((parameter) => parameter.value.match(/[A-Z_]+/)[0]);
    assert.ok(given.includes(variable));
    assert.ok(!azure.includes(`${variable}=`), 'no hook sets another value');
  });
}
