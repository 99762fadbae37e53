using System.Collections.Concurrent;
using Azure;
using Relay.Functions.Partners;
using Relay.Functions.Storage;

namespace Relay.Functions.Agreements;

/// <summary>Notes when a partner's first envelope was delivered, sent or received, in the sandbox and live. Beside the delivery: nothing waits for it.</summary>
internal sealed partial class FirstDeliveries(PartnerDirectory partners, AgreementMarks marks, TimeProvider clock, ILogger<FirstDeliveries> logger)
{
    // What is noted already costs a look here; as many as there are partners, times two.
    private readonly ConcurrentDictionary<(string Partner, PartnerWorld World), bool> _noted = new();

    /// <summary>Notes that an envelope of one partner was delivered to another.</summary>
    public void Delivered(string sender, string recipient) => _ = NoteAsync(sender, recipient);

    /// <summary>The first delivery in a world; null when there was none.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task<DateTimeOffset?> FirstAsync(string partner, PartnerWorld world, CancellationToken cancel) => marks.FirstAsync(partner, Kind(world), cancel);

    private async Task NoteAsync(string sender, string recipient)
    {
        try
        {
            // Both are of one world, or nothing would have been delivered; one that has moved in this moment is noted by its next.
            if (await partners.FindAsync(recipient) is not { } partner || partner.World == PartnerWorld.None)
                return;
            await NoteAsync(sender, partner.World);
            await NoteAsync(recipient, partner.World);
        }
        catch (Exception failure) when (failure is RequestFailedException || StoreFailures.IsPassing(failure))
        {
            // The next delivery tries again.
            Log.NotNoted(logger, sender, recipient, failure.GetType().Name);
        }
    }

    private async ValueTask NoteAsync(string partner, PartnerWorld world)
    {
        if (!_noted.TryAdd((partner, world), true))
            return;

        try
        {
            await marks.TryMarkFirstAsync(partner, Kind(world), clock.GetUtcNow(), CancellationToken.None);
        }
        catch
        {
            _noted.TryRemove((partner, world), out _);
            throw;
        }
    }

    private static string Kind(PartnerWorld world) => world == PartnerWorld.Sandbox ? "sandbox-delivery" : "live-delivery";

    private static partial class Log
    {
        [LoggerMessage(EventId = 2200, Level = LogLevel.Warning, Message = "The first delivery from {Sender} to {Recipient} could not be noted ({Failure})")]
        public static partial void NotNoted(ILogger logger, string sender, string recipient, string failure);
    }
}
