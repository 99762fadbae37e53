using Azure;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Storage;

namespace Relay.Functions.Lanes;

/// <summary>
/// Waits for a store that does not answer. The Functions host redelivers a failed call within milliseconds until the
/// delivery count is used up, so a call holds on, its lock renewed by the host, for a bounded time before it fails.
/// </summary>
public sealed partial class Hold(IOptions<DeliveryOptions> options, TimeProvider clock, ILogger<Hold> logger)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Runs a store call until it succeeds or the bound is over.</summary>
    /// <exception cref="RequestFailedException">The store still fails at the bound.</exception>
    /// <exception cref="ServiceBusException">The queue still fails at the bound.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await call(cancel);
            }
            catch (Exception failure) when (StoreFailures.IsPassing(failure) && !cancel.IsCancellationRequested && clock.GetElapsedTime(began).TotalSeconds < options.Value.HoldSeconds)
            {
                Log.Holding(logger, wait.TotalMilliseconds, failure.GetType().Name);
                await Task.Delay(wait, clock, cancel);
            }
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> call, CancellationToken cancel) => RunAsync(
        async token =>
        {
            await call(token);
            return true;
        },
        cancel);

    private static partial class Log
    {
        [LoggerMessage(EventId = 3000, Level = LogLevel.Warning, Message = "A store does not answer ({Failure}); holding the delivery, next try in {Milliseconds} ms")]
        public static partial void Holding(ILogger logger, double milliseconds, string failure);
    }
}
