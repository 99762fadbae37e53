using System.Globalization;
using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Tests.Store;

/// <summary>A store filled with everything a store can hold, and its content as text, so that two can be compared.</summary>
internal static class StoredContent
{
    private const string Queue = "q";
    private static readonly DateTimeOffset Later = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static SqliteBusStore Open(string folder) => new(folder, new Engine.FakeClock(), failure => throw failure);

    /// <summary>Writes the commits of these numbers, one after the other.</summary>
    public static void Fill(SqliteBusStore store, int from, int to)
    {
        var number = store.Open(Queue).Number;
        for (var i = from; i < to; i++)
        {
            var sequence = (i * 4) + 1;
            Commit(
                store,
                Insert(number, sequence, 100),
                Insert(number, sequence + 1, 20_000),
                Insert(number, sequence + 2, 1000),
                Insert(number, sequence + 3, 10),
                State(number, sequence + 1, MessagePlace.Deferred),
                State(number, sequence + 2, MessagePlace.DeadLettered),
                new PutSessionState(number, $"session {i}", [1, 2, (byte)i]),
                new PutDuplicateKey(number, (UInt128)i * 7919, Later.ToUnixTimeMilliseconds() + 600_000 + i),
                new PutNextSequence(number, sequence + 4));
            Commit(store, new DeleteMessage(MessageKey.Of(number, sequence + 3), HasState: false));
        }
    }

    /// <summary>Everything in the store, one line each.</summary>
    public static IReadOnlyList<string> Read(SqliteBusStore store)
    {
        var queue = store.Open(Queue);
        var lines = new List<string> { $"next {queue.NextSequence} created {queue.CreatedAt}" };
        foreach (var head in queue.Messages.ToArray())
        {
            var message = store.Read(MessageKey.Of(queue.Number, head.SequenceNumber))!;
            var state = message.State is { } s ? $"{s with { Modified = null }} {Hex(s.Modified)}" : "";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{head} {message.EnqueuedAt} {message.ExpiresAt} {Hex(message.Encoded)} {state}"));
        }
        lines.AddRange(queue.SessionStates.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {Hex(pair.Value)}"));
        lines.AddRange(queue.DuplicateKeys.Select(pair => $"{pair.Hash} {pair.Until}"));
        return lines;
    }

    /// <summary>Submits one piece of work and waits until it is on disk.</summary>
    public static void Commit(SqliteBusStore store, params StoreRecord[] records)
    {
        using var committed = new ManualResetEventSlim();
        store.Submit(records, committed.Set);
        Assert.True(committed.Wait(TimeSpan.FromSeconds(30)), "The store did not commit.");
    }

    public static InsertMessage Insert(int queue, long sequence, int bytes)
    {
        var encoded = new byte[bytes];
        new Random((int)sequence).NextBytes(encoded);
        return new InsertMessage(MessageKey.Of(queue, sequence), sequence, long.MaxValue - sequence, $"session {sequence % 5}", encoded);
    }

    private static PutState State(int queue, long sequence, MessagePlace place) =>
        new(MessageKey.Of(queue, sequence), new MessageState(place, sequence, sequence, long.MaxValue - sequence, 0, 3, [9, 8, 7]));

    private static string Hex(byte[]? bytes) => bytes is null ? "-" : Convert.ToHexString(bytes);
}
