namespace Relay.Local.Host.App;

/// <summary>Reads host.json.</summary>
internal static class HostJson
{
    public static HostSettings Read(ConfigObject root, string appFolder)
    {
        if (root.Text("version", required: true) is { } version && version != "2.0")
            root.Fault("version", "must be \"2.0\"");
        var timeout = ReadTimeout(root);
        var prefix = HostSettings.DefaultRoutePrefix;
        var serviceBus = new ServiceBusSettings();
        if (root.Child("extensions") is { } extensions)
        {
            prefix = ReadHttp(extensions.Child("http")) ?? prefix;
            serviceBus = ReadServiceBus(extensions.Child("serviceBus"));
            extensions.RefuseTheRest();
        }

        var handler = ReadCustomHandler(root.Child("customHandler", required: true), appFolder);
        root.Ignore("$schema", "logging", "extensionBundle", "concurrency", "aggregator", "applicationInsights", "healthMonitor",
            "singleton", "watchDirectories", "watchFiles", "managedDependency", "telemetryMode");
        root.RefuseTheRest();
        return new HostSettings(timeout, prefix, serviceBus, handler);
    }

    private static TimeSpan? ReadTimeout(ConfigObject root)
    {
        if (!root.Has("functionTimeout"))
            return HostSettings.DefaultFunctionTimeout;
        if (root.Text("functionTimeout") == "-1")
            return null;
        return root.Duration("functionTimeout") ?? HostSettings.DefaultFunctionTimeout;
    }

    private static string? ReadHttp(ConfigObject? http)
    {
        var prefix = http?.Text("routePrefix")?.Trim('/');
        // Throttles and headers of the real front end; the stand-in never throttles.
        http?.Ignore("maxOutstandingRequests", "maxConcurrentRequests", "dynamicThrottlesEnabled", "hsts", "customHeaders");
        http?.RefuseTheRest();
        return prefix;
    }

    private static ServiceBusSettings ReadServiceBus(ConfigObject? bus)
    {
        var settings = new ServiceBusSettings();
        if (bus is null)
            return settings;
        settings = new ServiceBusSettings
        {
            MaxConcurrentCalls = bus.Number("maxConcurrentCalls", 1) ?? settings.MaxConcurrentCalls,
            MaxConcurrentSessions = bus.Number("maxConcurrentSessions", 1) ?? settings.MaxConcurrentSessions,
            MaxMessageBatchSize = bus.Number("maxMessageBatchSize", 1) ?? settings.MaxMessageBatchSize,
            PrefetchCount = bus.Number("prefetchCount", 0) ?? settings.PrefetchCount,
            // maxAutoRenewDuration is the name of version 4 of the extension.
            MaxAutoLockRenewalDuration = bus.Duration("maxAutoLockRenewalDuration") ?? bus.Duration("maxAutoRenewDuration")
                ?? settings.MaxAutoLockRenewalDuration,
            SessionIdleTimeout = bus.Duration("sessionIdleTimeout"),
        };
        if (bus.Number("minMessageBatchSize", 1) is > 1)
            bus.Fault("minMessageBatchSize", "above 1 is not supported by the local host");
        if (bus.Number("maxConcurrentCallsPerSession", 1) is > 1)
            bus.Fault("maxConcurrentCallsPerSession", "above 1 is not supported by the local host");
        // The Functions host ignores autoCompleteMessages for custom handlers. maxBatchWaitTime counts only with a least batch size.
        bus.Ignore("maxAutoRenewDuration", "autoCompleteMessages", "maxBatchWaitTime", "clientRetryOptions", "transportType", "webProxy",
            "enableCrossEntityTransactions");
        bus.RefuseTheRest();
        return settings;
    }

    private static CustomHandlerSettings ReadCustomHandler(ConfigObject? handler, string appFolder)
    {
        var description = handler?.Child("description", required: true);
        var executable = description?.Text("defaultExecutablePath", required: true) ?? "";
        var working = description?.Text("workingDirectory") ?? "";
        var arguments = description?.Texts("arguments") ?? [];
        description?.RefuseTheRest();
        var proxies = handler?.Flag("enableProxyingHttpRequest") ?? false;
        if (handler?.Flag("enableForwardingHttpRequest") == true && !proxies)
            handler.Fault("enableForwardingHttpRequest", "is not supported by the local host: set enableProxyingHttpRequest, which streams");
        handler?.RefuseTheRest();
        var resolved = ExecutablePath.Resolve(executable, appFolder);
        if (resolved is null)
            description?.Fault("defaultExecutablePath", $"names '{executable}', which is not in {appFolder}");
        return new CustomHandlerSettings(resolved ?? "", Path.GetFullPath(Path.Combine(appFolder, working)), arguments, proxies);
    }
}
