using Microsoft.Extensions.Logging;

namespace Relay.Benchmarks.Children;

/// <summary>Warnings and errors of a child, on standard error, which it shares with its parent.</summary>
internal static class ChildLogging
{
    public static ILoggerFactory Create() => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        .AddSimpleConsole(console => console.SingleLine = true));
}
