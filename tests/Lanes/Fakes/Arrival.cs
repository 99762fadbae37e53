using System.Buffers.Binary;
using Relay.Functions.Queue;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>An envelope of a scenario.</summary>
/// <param name="Number">Its place among the scenario's envelopes, from 1, in the order of acceptance; part of its id.</param>
/// <param name="To">The recipient.</param>
/// <param name="TimeToLiveSeconds">From acceptance.</param>
/// <param name="MadeAtSecond">The moment that its id tells, from the beginning.</param>
internal sealed record Letter(int Number, string To, int TimeToLiveSeconds = 86_400, int MadeAtSecond = 0)
{
    /// <summary>A version 7 id of the moment, with the number at its end.</summary>
    public Guid Id { get; } = IdOf(Number, MadeAtSecond);

    /// <summary>The number in an id.</summary>
    public static int NumberOf(Guid id) => BinaryPrimitives.ReadInt32BigEndian(id.ToByteArray(bigEndian: true).AsSpan(12));

    private static Guid IdOf(int number, int madeAtSecond)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, World.Beginning.AddSeconds(madeAtSecond).ToUnixTimeMilliseconds() << 16);
        bytes[6] = 0x70;
        bytes[8] = 0x80;
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], number);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>A batch that the queue receives: the envelopes of one request for one lane, in one message.</summary>
/// <param name="Lane">Where they go.</param>
/// <param name="Letters">In order.</param>
internal sealed record Arrival(Lane Lane, params Letter[] Letters)
{
    /// <summary>The partner that sends all of it.</summary>
    public string Sender { get; init; } = "instagram";

    /// <summary>Whether it may arrive at any time; otherwise it is there at the beginning.</summary>
    public bool Later { get; init; }

    /// <summary>Changes of settings before which it does not arrive.</summary>
    public int AfterChanges { get; init; }

    /// <summary>Whether its envelopes lie in a claimed body.</summary>
    public bool Claimed { get; init; }

    /// <summary>Names the batch: the same letters in the same company have the same name.</summary>
    public string Batch => $"b{string.Join('+', Letters.Select(letter => letter.Number))}";
}
