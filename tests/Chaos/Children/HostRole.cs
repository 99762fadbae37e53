using Relay.Local.Host;

namespace Relay.Chaos.Children;

/// <summary>The options of <see cref="HostRole"/>.</summary>
/// <param name="AppFolder">The app that it runs.</param>
/// <param name="Port">Where it serves HTTP.</param>
/// <param name="Settings">The app settings.</param>
internal sealed record HostOptions(string AppFolder, int Port, Dictionary<string, string> Settings);

/// <summary>The stand-in for the Functions host, which runs the relay's program as a process of its own.</summary>
internal static class HostRole
{
    public static async Task<SupervisedHost> StartAsync(HostOptions options)
    {
        var host = await SupervisedHost.StartAsync(new FunctionsHostOptions
        {
            AppFolder = options.AppFolder,
            Port = options.Port,
            Environment = options.Settings,
            Logging = ChildLogging.Create(new ProgramWatch()),
        });
        await Console.Out.WriteLineAsync(ChildLine.Ready + host.Address);
        return host;
    }
}
