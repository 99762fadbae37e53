using Relay.Functions.Ledger;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;

namespace Relay.Functions.Lanes;

/// <summary>
/// Finds envelopes that are parked. The records say in which lanes a sender has something, the names of parked messages whose
/// they are and when they were accepted: few are read, those nearest to the id's own time first.
/// </summary>
internal sealed class ParkedWhereabouts(ILaneStore lanes, IParkedStore parked, IClaimedBodies claimed) : IEnvelopeWhereabouts
{
    private const int MostRead = 200;

    /// <inheritdoc/>
    public async Task<EnvelopePlace?> FindAsync(string sender, Guid id, CancellationToken cancel)
    {
        var time = IdTimes.Of(id);
        var near = new List<(ParkedEntry Entry, Lane Lane)>();
        foreach (var record in (await lanes.ReadAllAsync(cancel)).Values.SelectMany(partner => partner.Lanes.Values))
        {
            if (record.Bytes.ContainsKey(sender))
                near.AddRange((await OfSenderAsync(record.Lane, sender, cancel)).Select(entry => (entry, record.Lane)));
        }

        foreach (var (entry, lane) in near.OrderBy(one => (one.Entry.AcceptedAt - time).Duration()).Take(MostRead))
        {
            if (await parked.ReadAsync(entry.Name, cancel) is { } read
                && await Batch.ReadAsync(read.Message, claimed, cancel) is { } batch
                && batch.Envelopes.FirstOrDefault(envelope => envelope.Id == id) is { } found)
            {
                return new EnvelopePlace("parked", lane.Partner, batch.Head.AcceptedAt, batch.Head.AcceptedAt + found.TimeToLive, lane.Key);
            }
        }

        return null;
    }

    private async Task<List<ParkedEntry>> OfSenderAsync(Lane lane, string sender, CancellationToken cancel)
    {
        var entries = new List<ParkedEntry>();
        string? next = null;
        do
        {
            var page = await parked.ListAsync(lane, next, cancel);
            entries.AddRange(page.Entries.Where(entry => entry.Sender == sender));
            next = page.Next;
        }
        while (next is not null);
        return entries;
    }
}
