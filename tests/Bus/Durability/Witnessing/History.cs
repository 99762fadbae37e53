using System.Globalization;
using Relay.Local.Bus.Tests.Engine;

namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>
/// Tells a witness a history in short words. All is sent at one time, and a message's number follows from its id, so that
/// a history only names what is unusual.
/// </summary>
internal sealed class History
{
    private static readonly FakeClock Clock = new();
    private static readonly DateTimeOffset Start = Clock.GetUtcNow();

    private readonly Dictionary<string, SentMessage> _sent = [];
    private readonly Dictionary<string, SettleRequest> _open = [];

    /// <summary>A queue with sessions and one without, in which the third failure is the last.</summary>
    public Witness Witness { get; } = new([
        new QueueDescription { Name = "s", RequiresSession = true, RequiresDuplicateDetection = true, MaxDeliveryCount = 100 },
        new QueueDescription { Name = "q", MaxDeliveryCount = 3 },
    ], Clock);

    public History Sending(params string[] ids)
    {
        foreach (var id in ids)
            _sent.TryAdd(id, new SentMessage("s", id, "a"));
        Witness.SendRequested([.. ids.Select(id => _sent[id])]);
        return this;
    }

    public History Sent(params string[] ids)
    {
        Sending(ids);
        Witness.SendAcknowledged([.. ids.Select(id => _sent[id])]);
        return this;
    }

    /// <summary>Sent to the queue without sessions.</summary>
    public History SentPlain(string id)
    {
        _sent.Add(id, new SentMessage("q", id));
        return Sent(id);
    }

    public History Scheduled(string id, double inSeconds, long number = 50)
    {
        _sent.Add(id, new SentMessage("s", id, "a", Start.AddSeconds(inSeconds)));
        Witness.SendRequested(_sent[id]);
        Witness.ScheduleAcknowledged([_sent[id]], [number]);
        return this;
    }

    public History Cancelled(string id)
    {
        Witness.CancelRequested(_sent[id]);
        Witness.CancelAcknowledged(_sent[id]);
        return this;
    }

    public History CancelRefused(string id)
    {
        Witness.CancelRequested(_sent[id]);
        Witness.CancelRefused(_sent[id]);
        return this;
    }

    /// <summary>A receiver gets a message; its number is by default that at the end of its id.</summary>
    public History Got(
        string id, Places place = Places.Waiting, long? number = null, long? enqueuedAs = null, int count = 1, string? note = null,
        string? reason = null, double laterSeconds = 0, bool taken = false, bool intact = true)
    {
        var own = number ?? long.Parse(id.AsSpan(1), CultureInfo.InvariantCulture);
        var enqueuedAt = (_sent.GetValueOrDefault(id)?.ScheduledFor ?? Start).AddSeconds(laterSeconds);
        Witness.Received(new Sighting(
            _sent.GetValueOrDefault(id)?.Queue ?? "s", id, place, own, enqueuedAs ?? own, enqueuedAt, count, Start.AddSeconds(10), note, reason, taken, intact));
        return this;
    }

    /// <summary>A scheduled message comes at a time.</summary>
    public History GotAt(string id, double seconds, long number, long enqueuedAs)
    {
        var due = _sent[id].ScheduledFor!.Value;
        Witness.Received(new Sighting("s", id, Places.Waiting, number, enqueuedAs, due > Start ? due : Start, 1, Start.AddSeconds(seconds)));
        return this;
    }

    public History Asked(string id, Settlement settlement, string? text = null)
    {
        _open[id] = Witness.SettleRequested(_sent[id].Queue, id, settlement, text);
        return this;
    }

    public History Did(string id, Settlement settlement, string? text = null)
    {
        Asked(id, settlement, text);
        Witness.SettleAcknowledged(_open[id]);
        return this;
    }

    public History Killed()
    {
        Witness.BrokerKilled();
        return this;
    }

    public History StateAsked(string? value)
    {
        Witness.StateRequested("s", "a", value);
        return this;
    }

    public History StateSet(string? value)
    {
        Witness.StateAcknowledged("s", "a", Witness.StateRequested("s", "a", value));
        return this;
    }

    public History State(string? value)
    {
        Witness.StateSeen("s", "a", value);
        return this;
    }

    public History TakeUnanswered()
    {
        Witness.TakeUnanswered("q", 1);
        return this;
    }

    public History Drained()
    {
        Witness.Drained();
        return this;
    }
}
