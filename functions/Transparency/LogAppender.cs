using Relay.Functions.Storage;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Transparency;

/// <summary>Where an entry is in the log.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Size">A size of the log that has it.</param>
internal readonly record struct Appended(long Index, long Size);

/// <summary>
/// Appends entries. While one append is stored, further entries gather and are stored together as the next; instances that append at
/// the same time are put in order by the head's ETag. When a call ends, the entry is in the log under a signed head.
/// </summary>
internal sealed class LogAppender
{
    // Each conflict means that another instance has appended; this many in a row are a store that is not as it should be.
    private const int MostConflicts = 50;
    private const int MostPauseMilliseconds = 40;

    private readonly ILogRows _rows;
    private readonly LogReader _reader;
    private readonly HeadIssuer _issuer;
    private readonly Random _random;
    private readonly TimeProvider _clock;
    private readonly GroupedWrites<int, Entry> _writes;
    private LogHead? _head;

    public LogAppender(ILogRows rows, LogReader reader, HeadIssuer issuer, Random random, TimeProvider clock)
    {
        (_rows, _reader, _issuer, _random, _clock) = (rows, reader, issuer, random, clock);
        _writes = new(LogRows.MostEntries, (_, entries) => WriteAsync(entries));
    }

    private sealed class Entry(byte[] commitment)
    {
        public byte[] Commitment => commitment;

        public Appended? At { get; set; }
    }

    /// <summary>Appends an entry; one that is in the log already stays where it is.</summary>
    /// <param name="commitment">32 bytes.</param>
    /// <param name="cancel">Gives up waiting; the entry may be appended all the same.</param>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused; the entry may be appended all the same.</exception>
    public async Task<Appended> AppendAsync(byte[] commitment, CancellationToken cancel)
    {
        var entry = new Entry(commitment);
        await _writes.WriteAsync(0, entry).WaitAsync(cancel);
        return entry.At!.Value;
    }

    private async Task WriteAsync(IReadOnlyList<Entry> entries)
    {
        var conflicts = 0;
        while (true)
        {
            var wanted = entries.Where(entry => entry.At is null).GroupBy(entry => Convert.ToHexString(entry.Commitment), (_, same) => same.ToList()).ToList();
            if (wanted.Count == 0)
                return;
            if (await TryAppendAsync(wanted))
                continue;

            if (++conflicts == MostConflicts)
                throw new Azure.RequestFailedException(StatusCodes.Status503ServiceUnavailable, "The head of the key log moves too fast.");
            if (conflicts > 1)
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(MostPauseMilliseconds)), _clock);
            await FindAsync(wanted);
        }
    }

    private async Task<bool> TryAppendAsync(List<List<Entry>> wanted)
    {
        // Taken before the store is asked: whatever fails then, the next try reads it anew.
        var before = Interlocked.Exchange(ref _head, null) ?? await _reader.ReadHeadAsync(CancellationToken.None);
        var commitments = wanted.ConvertAll(same => same[0].Commitment);
        var full = new List<FullTile>();
        var after = _issuer.Next(before, before.Edge.With(commitments.Select(commitment => LogHash.Leaf(commitment)), full));
        if (await _rows.TryAppendAsync(new LogAppend(before, after, commitments, full), CancellationToken.None) is not { } stored)
            return false;

        _head = stored;
        _reader.Learn(stored);
        for (var i = 0; i < wanted.Count; i++)
            wanted[i].ForEach(entry => entry.At = new Appended(before.Size + i, stored.Size));
        return true;
    }

    // What an append that seemed to fail has stored, or another instance.
    private Task FindAsync(List<List<Entry>> wanted) => Task.WhenAll(wanted.Select(async same =>
    {
        if (await _rows.FindAsync(same[0].Commitment, CancellationToken.None) is not { } index)
            return;
        var head = await _reader.HeadAsync(index + 1, CancellationToken.None);
        same.ForEach(entry => entry.At = new Appended(index, head.Size));
    }));
}
