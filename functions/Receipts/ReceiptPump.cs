using Microsoft.Extensions.Options;
using Relay.Functions.Partners;
using Relay.Functions.Storage;

namespace Relay.Functions.Receipts;

/// <summary>
/// Posts receipts and events to all partners that have an events endpoint. Partners are served side by side and do not wait for
/// one another: while one's endpoint takes its time, the run goes on for the others, and it ends for all within a bound.
/// </summary>
internal sealed partial class ReceiptPump(
    IPartnerList partners, ReceiptDelivery delivery, IOptions<ReceiptOptions> options, TimeProvider clock, ILogger<ReceiptPump> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="Azure.RequestFailedException">The partners could not be read.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var targets = new List<PartnerRecord>();
        await foreach (var partner in partners.ListAsync(cancel))
        {
            if (partner is { Events: not null, Status: PartnerStatus.Live or PartnerStatus.Sandbox })
                targets.Add(partner);
        }

        var run = new Run(clock.GetUtcNow().AddSeconds(options.Value.RunSeconds), targets.Count);
        await Task.WhenAll(targets.Select(partner => ServeAsync(partner, run, cancel)));
    }

    private async Task ServeAsync(PartnerRecord partner, Run run, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                while (await TryStepAsync(partner, cancel) == ReceiptStep.Sent && clock.GetUtcNow() < run.Until)
                {
                    // There may be more.
                }
            }
            finally
            {
                run.Rest();
            }

            // Nothing to do: stay for as long as another is at work, since the next run begins when this one is over.
            if (!run.IsBusy || clock.GetUtcNow() >= run.Until)
                return;
            await Task.Delay(Pause, clock, cancel);
            run.Work();
        }
    }

    private async Task<ReceiptStep> TryStepAsync(PartnerRecord partner, CancellationToken cancel)
    {
        try
        {
            return await delivery.StepAsync(partner, cancel);
        }
        catch (Exception failure) when (StoreFailures.IsPassing(failure) && !cancel.IsCancellationRequested)
        {
            Log.StoreFailed(logger, partner.Name, failure.GetType().Name);
            return ReceiptStep.Idle;
        }
    }

    private sealed class Run(DateTimeOffset until, int atWork)
    {
        private int _atWork = atWork;

        public DateTimeOffset Until => until;

        public bool IsBusy => Volatile.Read(ref _atWork) > 0;

        public void Work() => Interlocked.Increment(ref _atWork);

        public void Rest() => Interlocked.Decrement(ref _atWork);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "A store does not answer ({Failure}); receipts for {Partner} wait for the next run")]
        public static partial void StoreFailed(ILogger logger, string partner, string failure);
    }
}
