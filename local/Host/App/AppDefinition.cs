namespace Relay.Local.Host.App;

/// <summary>What an app folder says: the host's settings and its functions by kind of trigger.</summary>
internal sealed record AppDefinition(
    HostSettings Host,
    IReadOnlyList<HttpFunction> Http,
    IReadOnlyList<QueueFunction> Queues,
    IReadOnlyList<TimerFunction> Timers);

/// <summary>A function behind HTTP. <paramref name="Route"/> includes the route prefix; no methods means all.</summary>
internal sealed record HttpFunction(string Name, string Route, IReadOnlyList<string> Methods);

/// <summary>A function behind a Service Bus queue. <paramref name="Binding"/> is the member of Data that holds the body.</summary>
internal sealed record QueueFunction(
    string Name, string Binding, string Queue, string ConnectionString, bool Sessions, bool Many, BodyType Body);

/// <summary>A function behind a schedule of six fields, in UTC.</summary>
internal sealed record TimerFunction(string Name, string Binding, string Schedule, bool RunOnStartup, bool UseMonitor);

/// <summary>How a message body reaches the program.</summary>
internal enum BodyType
{
    /// <summary>No dataType, or "string": UTF-8 with replacement characters, as JSON in a string.</summary>
    Text,

    /// <summary>"binary": base64, once.</summary>
    Binary,
}
