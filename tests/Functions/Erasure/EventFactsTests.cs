using System.Text.Json;
using Relay.Functions.Erasure;
using Relay.Functions.People;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.Receipts;

namespace Relay.Functions.Tests.Erasure;

public sealed class EventFactsTests
{
    private static readonly Address Ana = new("instagram", "ana");

    [Theory]
    [InlineData("instagram", """{"user":"ana"}""", true)]
    [InlineData("whatsapp", """{"user":"ana"}""", false)] // another ana
    [InlineData("instagram", """{"user":"anabel"}""", false)]
    [InlineData("whatsapp", """{"user":"ben","fromPartner":"instagram","fromUser":"ana"}""", true)]
    [InlineData("whatsapp", """{"user":"ben","fromPartner":"haiket","fromUser":"ana"}""", false)]
    [InlineData("instagram", """{"user":"ben","fromPartner":"haiket","fromUser":"ana"}""", false)]
    [InlineData("whatsapp", """{"user":"ben","otherPartner":"instagram","otherUser":"ana"}""", true)]
    [InlineData("whatsapp", """{"user":"ben","byPartner":"instagram","byUser":"ana"}""", true)]
    [InlineData("whatsapp", """{"user":"ben","partner":"instagram","other":"ana"}""", true)]
    [InlineData("whatsapp", """{"user":"ben","partner":"haiket","other":"ana"}""", false)]
    [InlineData("whatsapp", """{"user":"ben","other":"ana"}""", false)]
    [InlineData("instagram", """{"reason":"ana"}""", false)]
    [InlineData("instagram", "null", false)]
    public void Names_AnEvent_WhereTheUserIsOfThatPartner(string told, string facts, bool expected) =>
        Assert.Equal(expected, EventFacts.Names(new StoredEvent(told, "1", $$"""{"type":"t","at":"2026-03-01T12:00:00Z","facts":{{facts}}}"""), Ana));

    [Theory]
    [InlineData("----", false)]
    [InlineData("{\"user\":\"ana", true)]
    public void Names_WhatCannotBeRead_IsSearched(string body, bool expected)
    {
        var stored = new StoredEvent("instagram", "1", body);
        Assert.Equal(expected, EventFacts.Names(stored, Ana));
        Assert.Equal(("", default), (EventFacts.TypeOf(stored), EventFacts.At(stored)));
    }

    [Fact]
    public async Task EventsPart_ErasesWhatNamesTheUser_AndTellsTheLinked_Once()
    {
        var store = new MemoryEventStore();
        var told = new ToldEvents();
        await AddAsync(store, "instagram", "1", "link.code", new() { ["user"] = "ana" });
        await AddAsync(store, "whatsapp", "2", "contact.request", new() { ["user"] = "ben", ["fromPartner"] = "instagram", ["fromUser"] = "ana" });
        await AddAsync(store, "whatsapp", "3", "link.code", new() { ["user"] = "ana" });
        await AddAsync(store, "haiket", "4", PartnerEventTypes.UserErased, new() { ["user"] = "carl", ["partner"] = "instagram", ["other"] = "ana" });
        var link = new UserLink(Guid.NewGuid(), new Address("haiket", "carl"), [], [], [], DateTimeOffset.UnixEpoch);
        var record = new UserRecord(true, [], []) { Links = [link] };

        await new EventsPart(store, told).EraseAsync(new Erasing(Ana, record, DateTimeOffset.UtcNow, IsBack: false), CancellationToken.None);

        Assert.Equal(["3"], (await store.ReadAsync("whatsapp", CancellationToken.None)).Events.Select(stored => stored.Key));
        Assert.Empty((await store.ReadAsync("instagram", CancellationToken.None)).Events);
        // What the linked have been told by an erasure that was cut off stays.
        Assert.Single((await store.ReadAsync("haiket", CancellationToken.None)).Events);
        var (partner, type, facts) = Assert.Single(told.All);
        Assert.Equal(("haiket", PartnerEventTypes.UserErased, "carl", "instagram", "ana"), (partner, type, facts["user"], facts["partner"], facts["other"]));
    }

    private static Task AddAsync(MemoryEventStore store, string partner, string key, string type, Dictionary<string, string> facts) =>
        store.AddAsync(new StoredEvent(partner, key, JsonSerializer.Serialize(new EventNotice(type, DateTimeOffset.UnixEpoch, facts), ReceiptJson.Default.EventNotice)), CancellationToken.None);

    private sealed class ToldEvents : IPartnerEvents
    {
        public List<(string Partner, string Type, IReadOnlyDictionary<string, string> Facts)> All { get; } = [];

        public Task TellAsync(string partner, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel)
        {
            All.Add((partner, type, facts));
            return Task.CompletedTask;
        }

        public Task TellAsync(string partner, string about, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel) => TellAsync(partner, type, facts, cancel);
    }
}
