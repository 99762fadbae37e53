using Relay.Functions.Receipts;

namespace Relay.Functions.Tests.Links;

/// <summary>An event that a partner was told.</summary>
internal sealed record ToldEvent(string Partner, string Type, IReadOnlyDictionary<string, string> Facts);

/// <summary>Remembers what partners were told.</summary>
internal sealed class Told : IPartnerEvents
{
    public List<ToldEvent> Events { get; } = [];

    public Task TellAsync(string partner, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel)
    {
        Events.Add(new ToldEvent(partner, type, facts));
        return Task.CompletedTask;
    }

    public Task TellAsync(string partner, string about, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel) => TellAsync(partner, type, facts, cancel);

    /// <summary>The events of a type, in order.</summary>
    public IReadOnlyList<ToldEvent> Of(string type) => [.. Events.Where(told => told.Type == type)];
}
