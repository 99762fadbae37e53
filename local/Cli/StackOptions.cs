using System.CommandLine;
using Microsoft.Extensions.Logging;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary>The options of commands that run the local stack.</summary>
internal static class StackOptions
{
    public const int DefaultPort = 7071;

    public static Option<int> Port(int byDefault) => new("--port") { Description = "Port of the relay's API; 0 takes a free one.", DefaultValueFactory = _ => byDefault };

    public static Option<DirectoryInfo?> Data() => new("--data") { Description = "Folder for keys, queue, tables and blobs (default: .relay/run in the repository)." };

    /// <summary>The default data folder.</summary>
    public static string DefaultData => Path.Combine(RepositoryPaths.Root, ".relay", "run");

    /// <summary>Short, readable log lines on standard error, from warnings up.</summary>
    public static ILoggerFactory Logging() => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        }));
}
