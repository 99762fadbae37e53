using Microsoft.Extensions.Logging;

namespace Relay.Local.Host;

/// <summary>What a stand-in host runs, and with which surroundings.</summary>
public sealed class FunctionsHostOptions
{
    /// <summary>The folder with host.json and one folder a function.</summary>
    public required string AppFolder { get; init; }

    /// <summary>The loopback port for HTTP; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// App settings: given to the program on top of the inherited environment, and the first place where connection names
    /// and %NAME% tokens of the app folder are looked up.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Time for schedules, the function timeout, its grace and the count of crashes.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the host logs; null logs nowhere.</summary>
    public ILoggerFactory? Logging { get; init; }

    /// <summary>Receives each line that the program writes to its standard output or error, from any thread.</summary>
    public Action<string>? ProgramOutput { get; init; }

    /// <summary>
    /// How long a stopping host waits for calls in flight, and then again for the program to leave after SIGTERM, before it kills it.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
