using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>The way of an envelope, end to end, while nothing is broken.</summary>
[Collection(SharedStack.Name)]
public sealed class AcceptAndDeliverTests(StackFixture fixture)
{
    [Fact]
    public async Task Envelope_BetweenTwoOptedInUsers_ArrivesUnchangedAndSigned()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana", b.Name);
        await b.OptInAsync("ben", a.Name);
        var envelope = a.Envelope("ana", b, "ben");

        var result = await a.SendAsync(envelope);

        Assert.Equal(SendStatus.Accepted, result.Status);
        await Eventually.TrueAsync(() => b.Received.Count == 1, "the envelope arrives");
        var received = b.Received[0];
        Assert.Equal(envelope.Id, received.Id);
        Assert.Equal(envelope.MessageId, received.MessageId);
        Assert.Equal(envelope.From, received.From);
        Assert.Equal(envelope.To, received.To);
        Assert.Equal(TimeSpan.FromSeconds(envelope.TimeToLiveSeconds), received.ExpiresAt - received.AcceptedAt);
        Assert.Equal(envelope.Ciphertexts[0].Content, received.Ciphertexts[0].Content);
        Assert.Equal(0, b.Forged);
    }

    [Fact]
    public async Task Batches_OfManyRecipients_ArriveInOrderForEach()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 3);
        await a.OptInAsync("ana");
        string[] users = [.. Enumerable.Range(0, 10).Select(i => $"u{i}")];
        await Task.WhenAll(users.Select(user => b.OptInAsync(user)));
        OutgoingEnvelope[] sent = [.. Enumerable.Range(0, 300).Select(i => a.Envelope("ana", b, users[i % users.Length]))];

        for (var i = 0; i < sent.Length; i += 100)
            Assert.All(await a.Client.SendAsync(sent[i..(i + 100)]), result => Assert.Equal(SendStatus.Accepted, result.Status));

        await Eventually.TrueAsync(() => b.Received.Count >= sent.Length, "all arrive");
        foreach (var user in users)
            Assert.Equal(sent.Where(e => e.To.User == user).Select(e => e.Id), b.Received.Where(e => e.To.User == user).Select(e => e.Id));
    }

    [Theory]
    [InlineData(DeliveryClass.Urgent)]
    [InlineData(DeliveryClass.Ephemeral)]
    public async Task Envelope_OfAnotherClass_Arrives(DeliveryClass deliveryClass)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");

        await a.SendAsync(a.Envelope("ana", b, "ben", deliveryClass: deliveryClass));

        await Eventually.TrueAsync(() => b.Received.Count == 1, "the envelope arrives");
    }

    [Fact]
    public async Task Envelope_OverTheQueuesLimit_ArrivesThroughItsClaimCheck()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben", devices: 5);
        var envelope = a.Envelope("ana", b, "ben", bytes: 96 * 1024, devices: 5);

        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(envelope)).Status);

        await Eventually.TrueAsync(() => b.Received.Count == 1, "the envelope arrives");
        Assert.Equal(envelope.Ciphertexts.Select(c => c.Content), b.Received[0].Ciphertexts.Select(c => c.Content));
        var bodies = new Azure.Storage.Blobs.BlobServiceClient(fixture.Stack.Azurite.ConnectionString).GetBlobContainerClient("bodies");
        await Eventually.TrueAsync(() => !bodies.GetBlobs().Any(), "the claimed body is removed");
    }

    [Fact]
    public async Task Envelope_SentAgain_IsADuplicateAndNotDeliveredTwice()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var envelope = a.Envelope("ana", b, "ben");
        await a.SendAsync(envelope);

        var again = await a.SendAsync(envelope);
        var other = await a.SendAsync(envelope with { Ciphertexts = [new DeviceCiphertext(1, 4711, CiphertextType.Whisper, RatchetMessage.Create(300))] });
        var marker = a.Envelope("ana", b, "ben");
        await a.SendAsync(marker);

        Assert.Equal(SendStatus.Duplicate, again.Status);
        Assert.Equal(SendStatus.Refused, other.Status);
        Assert.Equal("id-reused", other.Problem!.Code);
        await Eventually.TrueAsync(() => b.Received.Any(e => e.Id == marker.Id), "the later envelope arrives");
        Assert.Single(b.Received, e => e.Id == envelope.Id);
    }

    [Fact]
    public async Task Request_WithOneBadCiphertext_RefusesThatOneOnly()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var good = a.Envelope("ana", b, "ben");
        var plain = a.Envelope("ana", b, "ben") with { Ciphertexts = [new DeviceCiphertext(1, 1, CiphertextType.Whisper, "hello, this is not encrypted"u8.ToArray())] };
        var foreign = a.Envelope("ana", b, "ben") with { From = new UserAddress(b.Name, "ben") };

        var results = await a.Client.SendAsync([plain, foreign, good]);

        Assert.Equal(["ciphertext-malformed", "not-allowed", null], results.Select(r => r.Problem?.Code));
        await Eventually.TrueAsync(() => b.Received.Count == 1, "the good one arrives");
        Assert.Equal(good.Id, b.Received[0].Id);
    }
}
