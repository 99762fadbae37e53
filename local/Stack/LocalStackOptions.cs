using Microsoft.Extensions.Logging;

namespace Relay.Local.Stack;

/// <summary>A relay on one machine.</summary>
public sealed class LocalStackOptions
{
    /// <summary>Where everything is kept.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Port of the relay's HTTP API; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Port of the embedded Service Bus; 0 takes a free one.</summary>
    public int BusPort { get; init; }

    /// <summary>Service Bus namespaces, at least one and no more than the program takes, each an embedded broker; those after the first take free ports.</summary>
    public int Namespaces { get; init; } = 1;

    /// <summary>Port of Azurite's Blob service; 0 takes a free one.</summary>
    public int BlobPort { get; init; }

    /// <summary>Port of Azurite's Table service; 0 takes a free one.</summary>
    public int TablePort { get; init; }

    /// <summary>App settings on top of those of the stack, such as <c>Lanes__FirstProbeMilliseconds</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Receives the lines that the program prints.</summary>
    public Action<string>? ProgramOutput { get; init; }

    /// <summary>Where the stack's own parts log.</summary>
    public ILoggerFactory? Logging { get; init; }
}
