using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Relay.Cli.Bus;

/// <summary>Warnings and errors of the broker as lines, so that they do not run into the line that is written over.</summary>
internal sealed class BusScreenLog(Action<string> write, TimeProvider clock) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        var time = clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var line = $"  {time}  {(logLevel == LogLevel.Warning ? "warning" : "error")}: {formatter(state, exception)}";
        write(exception is null ? line : line + Environment.NewLine + exception);
    }

    public void Dispose()
    {
    }
}
