using System.CommandLine;
using Relay.Chaos;
using Relay.Chaos.Children;

if (args is ["child", var role])
    return await ChildRoles.RunAsync(role);

// Children and storage are stopped in order at Ctrl+C.
return await ChaosCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
