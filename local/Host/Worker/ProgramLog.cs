using Microsoft.Extensions.Logging;

namespace Relay.Local.Host.Worker;

/// <summary>The program's own output in the host's log.</summary>
internal static partial class ProgramLog
{
    [LoggerMessage(1006, LogLevel.Information, "program: {Line}")]
    public static partial void LogLine(ILogger logger, string line);
}
