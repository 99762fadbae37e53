namespace Relay.Local.Bus.Tests;

/// <summary>A folder that is there for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("relay-bus-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
