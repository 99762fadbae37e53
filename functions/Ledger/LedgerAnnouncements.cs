namespace Relay.Functions.Ledger;

/// <summary>
/// Tells readers of ends that they do not meet in the second of acceptance. An announcement lies in the second in which it is
/// made and is there before the end that it announces, so that a crash in between loses nothing: a reader that does not find
/// the end yet carries the announcement on.
/// </summary>
internal sealed class LedgerAnnouncements(ILedgerRows rows, TimeProvider clock)
{
    /// <summary>Announces ends; returns when the announcement is where no reader has been yet.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public Task AnnounceAsync(BatchKey batch, IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        AnnounceAsync(batch, ids, null, cancel);

    /// <summary>Carries on an announcement whose end is not there yet; gives it up when nobody can be writing the end any more.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public Task CarryAsync(BatchKey batch, IReadOnlyCollection<Guid> ids, DateTimeOffset since, CancellationToken cancel) =>
        clock.GetUtcNow() - since > LedgerTimes.Carried ? Task.CompletedTask : AnnounceAsync(batch, ids, since, cancel);

    private async Task AnnounceAsync(BatchKey batch, IReadOnlyCollection<Guid> ids, DateTimeOffset? since, CancellationToken cancel)
    {
        DateTimeOffset second;
        do
        {
            second = clock.GetUtcNow();
            var row = new LedgerRow(BatchKey.PartitionOf(batch.Sender, second), batch.AnnouncementKey(ids), LedgerCodec.EncodeIds(since ?? second, ids));
            await rows.PutAsync(row).WaitAsync(cancel);
        }
        while (!LedgerTimes.IsInTime(second, clock.GetUtcNow()));
    }
}
