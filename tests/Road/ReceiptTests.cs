using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;
using Relay.Signatures.Custody;

namespace Relay.Road.Tests;

/// <summary>Custody receipts of the running program, checked with what it publishes.</summary>
[Collection(SharedStack.Name)]
public sealed class ReceiptTests(StackFixture fixture)
{
    [Fact]
    public async Task Receipt_ForAcceptedEnvelopes_HoldsAndNamesTheTimeThatTheyCarry()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 3);
        await a.OptInAsync("ana");
        string[] users = ["u0", "u1", "u2", "u3", "u4", "u5"];
        await Task.WhenAll(users.Select((user, i) => b.OptInAsync(user, devices: 1 + (i % 3))));
        OutgoingEnvelope[] sent = [.. Enumerable.Range(0, 60).Select(i => a.Envelope(
            "ana", b, users[i % users.Length], deliveryClass: i % 7 == 0 ? DeliveryClass.Urgent : DeliveryClass.Normal, devices: 1 + (i % 3)))];

        var results = await a.Client.SendAsync(sent);

        var check = await CheckAsync(a, results[0].Receipt!, sent);
        Assert.True(check.IsGood, check.Fault.ToString());
        Assert.Equal((fixture.Stack.Authority, a.Name, 60), (check.Receipt.Relay, check.Receipt.Partner, check.Receipt.Count));
        Assert.All(results, result => Assert.Equal(check.Receipt.AcceptedAt, result.AcceptedAt));
        await Eventually.TrueAsync(() => b.Received.Count == sent.Length, "all arrive");
        Assert.All(b.Received, received => Assert.Equal(check.Receipt.AcceptedAt, received.AcceptedAt));
    }

    [Fact]
    public async Task Receipt_OfARetry_CoversTheDuplicates()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        OutgoingEnvelope[] sent = [a.Envelope("ana", b, "ben"), a.Envelope("ana", b, "ben")];
        var first = await a.Client.SendAsync(sent);

        var again = await a.Client.SendAsync(sent);

        Assert.All(again, result => Assert.Equal(SendStatus.Duplicate, result.Status));
        var (before, after) = (await CheckAsync(a, first[0].Receipt!, sent), await CheckAsync(a, again[0].Receipt!, sent));
        Assert.True(before.IsGood && after.IsGood);
        Assert.Equal(before.Receipt.Instance, after.Receipt.Instance);
        Assert.True(after.Receipt.Number > before.Receipt.Number);
        Assert.NotEqual(before.Receipt.Root, after.Receipt.Root);
    }

    [Fact]
    public async Task Receipt_OfAPartialRefusal_CoversTheRestAndProvesEachOfIt()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        OutgoingEnvelope[] sent =
        [
            a.Envelope("ana", b, "ben"),
            a.Envelope("ana", b, "nobody"),
            a.Envelope("ana", b, "ben") with { Ciphertexts = [new DeviceCiphertext(1, 1, CiphertextType.Whisper, "hello, this is not encrypted"u8.ToArray())] },
            a.Envelope("ana", b, "ben"),
        ];

        var results = await a.Client.SendAsync(sent);

        Assert.Equal([true, false, false, true], results.Select(result => result.Receipt is not null));
        var verifier = new ReceiptVerifier(await a.Client.GetRelayKeysAsync());
        var digests = sent.Select(EnvelopeDigest.Of).ToList();
        Assert.True(verifier.Prove(results[3].Receipt!, digests, sent[3].Id, out var proof).IsGood);
        Assert.True(verifier.Check(InclusionProof.Read(proof!.ToJson()), digests[3]).IsGood);
        Assert.Equal(ReceiptFault.NotCovered, verifier.Prove(results[3].Receipt!, digests, sent[1].Id, out _).Fault);
    }

    [Fact]
    public async Task Answer_WhenNothingWasTaken_HasNothingButResults()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        var body = Encoding.UTF8.GetBytes(Request(a.Name, b.Name, "nobody"));

        using var request = RawCall.Signed(fixture.Stack, a.Key, HttpMethod.Post, "/v1/envelopes", body);
        var (status, answer, _) = await RawCall.SendAsync(request);

        Assert.Equal(202, status);
        var json = JsonNode.Parse(answer)!.AsObject();
        Assert.Equal(["results"], json.Select(member => member.Key));
        Assert.Null(CustodyReceipt.Read(Encoding.UTF8.GetBytes(answer)));
    }

    [Fact]
    public async Task Receipt_OfABodyThatAnotherProgramWrote_HoldsForThatBody()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var body = Encoding.UTF8.GetBytes(Request(a.Name, b.Name, "ben"));

        using var request = RawCall.Signed(fixture.Stack, a.Key, HttpMethod.Post, "/v1/envelopes", body);
        var (status, answer, _) = await RawCall.SendAsync(request);

        Assert.Equal(202, status);
        var verifier = new ReceiptVerifier(await a.Client.GetRelayKeysAsync());
        var check = verifier.Check(CustodyReceipt.Read(Encoding.UTF8.GetBytes(answer))!, EnvelopeDigest.ReadRequest(body));
        Assert.True(check.IsGood, check.Fault.ToString());
        Assert.Equal((string)JsonNode.Parse(answer)!["acceptedAt"]!, ReceiptSigner.Time(check.Receipt.AcceptedAt));
    }

    [Fact]
    public async Task Receipts_OfSeveralPartners_AreOneChain()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var receipts = new List<CustodyReceipt>();
        for (var i = 0; i < 6; i++)
            receipts.Add((i % 2 == 0 ? await a.SendAsync(a.Envelope("ana", b, "ben")) : await b.SendAsync(b.Envelope("ben", a, "ana"))).Receipt!);

        var verifier = new ReceiptVerifier(await a.Client.GetRelayKeysAsync());
        var chain = Assert.Single(ReceiptChain.Of(receipts.Select(receipt => verifier.Check(receipt.Token).Receipt!)));

        // Other tests of this stack may have had receipts in between.
        Assert.True(chain.IsConsistent);
        Assert.Equal(6, chain.Receipts);
        Assert.True(chain.Links >= 5 - chain.Gaps.Count);
    }

    private static string Request(string from, string to, string user) => JsonSerializer.Serialize(new
    {
        envelopes = new[]
        {
            new
            {
                ciphertexts = new[] { new { type = 1, content = RatchetMessage.Create(300), registrationId = 4711, device = 1 } },
                to = new { user, partner = to },
                from = new { user = "ana", partner = from },
                @class = (string?)null,
                messageId = Guid.NewGuid(),
                id = Guid.CreateVersion7(),
            },
        },
    });

    private static async Task<ReceiptCheck> CheckAsync(TestPartner partner, CustodyReceipt receipt, OutgoingEnvelope[] sent) =>
        new ReceiptVerifier(await partner.Client.GetRelayKeysAsync()).Check(receipt, sent.Select(EnvelopeDigest.Of));
}
