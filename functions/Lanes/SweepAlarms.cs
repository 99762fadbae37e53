using Azure.Messaging.ServiceBus;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Lanes;

/// <summary>
/// Alarms as the sweep sets them: it asks again in a minute for what is missing, so a namespace that does not answer is left to the next
/// run, and keeps the lanes of no other waiting.
/// </summary>
internal sealed partial class SweepAlarms(IAlarms alarms, TimeProvider clock, ILogger<SweepAlarms> logger) : IAlarms
{
    // Less than from run to run, and longer than a run takes while everything else answers.
    private static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(30);

    private readonly NamespaceRest _rest = new(LeftAlone, LeftAlone, clock);

    /// <inheritdoc/>
    /// <remarks>Durable when it returns only where the namespace answers.</remarks>
    public async Task ScheduleAsync(Lane lane, PackedKind kind, long number, DateTimeOffset due, CancellationToken cancel)
    {
        if (_rest.Enter(lane.Namespace) is not { } entered)
            return;

        var outcome = SendOutcome.Left;
        try
        {
            await alarms.ScheduleAsync(lane, kind, number, due, cancel);
            outcome = SendOutcome.Answered;
        }
        catch (Exception failure) when ((failure is ServiceBusException || StoreFailures.IsPassing(failure)) && !cancel.IsCancellationRequested)
        {
            outcome = SendOutcome.Silent;
            Log.LeftAlone(logger, lane.Namespace, failure.GetType().Name);
        }
        finally
        {
            _rest.Leave(lane.Namespace, entered, outcome);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3401, Level = LogLevel.Warning, Message = "Namespace {Namespace} does not answer ({Failure}); what sleeps in its lanes is woken by a later sweep")]
        public static partial void LeftAlone(ILogger logger, int @namespace, string failure);
    }
}
