namespace Relay.Local.Host.App;

/// <summary>host.json. A null function timeout is none ("-1").</summary>
internal sealed record HostSettings(
    TimeSpan? FunctionTimeout, string RoutePrefix, ServiceBusSettings ServiceBus, CustomHandlerSettings CustomHandler)
{
    /// <summary>What the Functions host takes when host.json says nothing.</summary>
    public static readonly TimeSpan DefaultFunctionTimeout = TimeSpan.FromMinutes(30);

    public const string DefaultRoutePrefix = "api";
}

/// <summary>extensions.serviceBus, with the defaults of the Service Bus extension 5.</summary>
internal sealed record ServiceBusSettings
{
    public int MaxConcurrentCalls { get; init; } = 16 * System.Environment.ProcessorCount;

    public int MaxConcurrentSessions { get; init; } = 8;

    public int MaxMessageBatchSize { get; init; } = 1000;

    public int PrefetchCount { get; init; }

    public TimeSpan MaxAutoLockRenewalDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Null leaves the SDK's default, its try time-out of 60 s.</summary>
    public TimeSpan? SessionIdleTimeout { get; init; }
}

/// <summary>customHandler of host.json: the program and how HTTP reaches it.</summary>
internal sealed record CustomHandlerSettings(
    string ExecutablePath, string WorkingDirectory, IReadOnlyList<string> Arguments, bool ProxiesHttp);
