using System.CommandLine;
using Relay.Benchmarks;
using Relay.Benchmarks.Children;

if (args is ["child", var role])
    return await ChildRoles.RunAsync(role);

var only = new Option<string[]>("--only") { Description = "Run these parts only.", AllowMultipleArgumentsPerToken = true };
only.AcceptOnlyFromAmong([.. Parts.Names]);
var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file." };
var root = new RootCommand("Measure the relay on this machine, against floors measured in the same run.") { only, json };
root.SetAction((parsed, cancel) => Parts.RunAsync(parsed.GetValue(only) ?? [], parsed.GetValue(json)?.FullName, cancel));
return await root.Parse(args).InvokeAsync();
