using Relay.Local.Host;

namespace Relay.Benchmarks.Children;

/// <summary>The options of <see cref="HostRole"/>.</summary>
/// <param name="AppFolder">The app that it runs.</param>
/// <param name="Port">Where it serves HTTP.</param>
/// <param name="Settings">The app settings.</param>
internal sealed record HostOptions(string AppFolder, int Port, Dictionary<string, string> Settings);

/// <summary>The stand-in for the Functions host, which runs the relay's program as a process of its own.</summary>
internal sealed class HostRole(FunctionsHost host) : IChildRole
{
    public ChildReady Ready => new(host.Address.Port, null, host.ProgramId, host.ProgramPort);

    public static async Task<HostRole> StartAsync(HostOptions options) => new(await FunctionsHost.StartAsync(new FunctionsHostOptions
    {
        AppFolder = options.AppFolder,
        Port = options.Port,
        Environment = options.Settings,
        // Standard output belongs to the parent.
        ProgramOutput = line => Console.Error.WriteLine(line),
        Logging = ChildLogging.Create(),
    }));

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
