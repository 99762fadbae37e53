using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Callers;
using Relay.Functions.Ledger;
using Relay.Functions.Media;

namespace Relay.Functions.Operations;

/// <summary>Removes what is kept no longer: incomplete and old media, used nonces, claimed bodies and ledger rows past their time.</summary>
public sealed partial class StoreSweep(
    MediaStage media, NonceStore nonces, LedgerStore ledger, ClaimedBodiesSweep bodies, IOptions<RetentionOptions> retention, TimeProvider clock, ILogger<StoreSweep> logger)
{
    // Longer than a signature can be valid; a nonce matters no longer.
    private static readonly TimeSpan NonceLife = TimeSpan.FromHours(2);

    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; the next run goes on.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var removedMedia = await media.SweepAsync(cancel);
        var removedNonces = await nonces.SweepAsync(now - NonceLife, cancel);
        var removedRows = await ledger.SweepAsync(now.AddDays(-retention.Value.LedgerDays), cancel);
        var removedBodies = await bodies.RunAsync(now, cancel);
        Log.Swept(logger, removedMedia, removedNonces, removedRows, removedBodies);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5000, Level = LogLevel.Information, Message = "Swept {Media} media, {Nonces} nonces, {Rows} ledger rows, {Bodies} bodies")]
        public static partial void Swept(ILogger logger, int media, int nonces, int rows, int bodies);
    }
}

/// <summary>Removes claimed bodies that no envelope can need any more.</summary>
public sealed class ClaimedBodiesSweep(BlobContainerClient container, IOptions<AcceptOptions> accept)
{
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <summary>Gives how many were removed.</summary>
    /// <exception cref="Azure.RequestFailedException">Blob storage did not answer or refused.</exception>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var before = now - TimeSpan.FromSeconds(accept.Value.LongestTimeToLiveSeconds) - Margin;
        var removed = 0;
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancel))
        {
            if (blob.Properties.LastModified >= before)
                continue;

            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancel);
            removed++;
        }

        return removed;
    }
}
