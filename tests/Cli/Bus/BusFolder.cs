namespace Relay.Cli.Tests.Bus;

/// <summary>A folder for one test, with a description of one queue in it.</summary>
internal sealed class BusFolder : IDisposable
{
    public const string Queue = "orders";

    private readonly string _path = Directory.CreateTempSubdirectory("relay-cli-").FullName;

    public BusFolder() => File.WriteAllText(Config, $$"""{"queues":[{"name":"{{Queue}}"}]}""");

    /// <summary>The description.</summary>
    public string Config => Path.Combine(_path, "queues.json");

    /// <summary>Where messages are kept.</summary>
    public string Data => Path.Combine(_path, "data");

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
