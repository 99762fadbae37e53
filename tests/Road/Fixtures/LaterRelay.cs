using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Functions.Hosting;
using Relay.Functions.Operations;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Fixtures;

/// <summary>The program's parts over a running relay's stores, at a later time: what its timers would do then.</summary>
internal sealed class LaterRelay : IAsyncDisposable
{
    private readonly WebApplication _app;

    public LaterRelay(LocalStack stack, TimeSpan later)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            stack.Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)));
        builder.Logging.ClearProviders();
        builder.Services.AddRelay();
        builder.Services.AddSingleton<TimeProvider>(new LaterClock(later));
        _app = builder.Build();
    }

    /// <summary>The hourly sweep.</summary>
    public Task SweepAsync() => _app.Services.GetRequiredService<StoreSweep>().RunAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }
}
