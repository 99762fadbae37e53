using Microsoft.Extensions.Logging;

namespace Relay.Chaos.Children;

/// <summary>
/// Tells the parent the process id of each program that the host starts, at once and not when it first answers: a program that
/// is starting while its host is killed has to be found too. The host says it in a log event and nowhere else.
/// </summary>
internal sealed class ProgramWatch : ILoggerProvider, ILogger
{
    private const int ProgramStarted = 1001;
    private const string HostCategory = "Relay.Local.Host";
    private const string ProcessMember = "Process";

    private bool _isHost;

    public ILogger CreateLogger(string categoryName) => new ProgramWatch { _isHost = categoryName == HostCategory };

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => _isHost;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_isHost && eventId.Id == ProgramStarted && state is IEnumerable<KeyValuePair<string, object?>> members)
            Console.Out.WriteLine($"{ChildLine.Program}{members.Single(member => member.Key == ProcessMember).Value}");
    }

    public void Dispose()
    {
        // Holds nothing.
    }
}
