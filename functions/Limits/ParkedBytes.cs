using Relay.Functions.Lanes;

namespace Relay.Functions.Limits;

/// <summary>The bound of parked bytes that is reached.</summary>
internal enum ParkedBound : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>The recipient's.</summary>
    Partner,

    /// <summary>The sender's at that recipient.</summary>
    Pair,
}

/// <summary>What is parked for a partner: by its lane records, and what was added since they were read.</summary>
internal sealed class ParkedBytes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _ofSender = new(StringComparer.Ordinal);
    private long _total;

    public ParkedBytes(PartnerLanes lanes, long most)
    {
        Lanes = lanes;
        Most = most;
        foreach (var (sender, bytes) in lanes.Lanes.Values.SelectMany(lane => lane.Bytes))
            Count(sender, bytes);
    }

    /// <summary>The records.</summary>
    public PartnerLanes Lanes { get; }

    /// <summary>The most that may be parked for the partner.</summary>
    public long Most { get; }

    /// <summary>What is parked for the partner.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Counts bytes of a sender unless a bound is reached already.</summary>
    public ParkedBound Add(string sender, long bytes, long mostOfPair)
    {
        lock (_gate)
        {
            if (_ofSender.GetValueOrDefault(sender) >= mostOfPair)
                return ParkedBound.Pair;
            if (_total >= Most)
                return ParkedBound.Partner;
            Count(sender, bytes);
            return ParkedBound.None;
        }
    }

    private void Count(string sender, long bytes)
    {
        _ofSender[sender] = _ofSender.GetValueOrDefault(sender) + bytes;
        _total += bytes;
    }
}
