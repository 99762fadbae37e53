using System.Diagnostics;
using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Nothing passes unless both users want it, and nobody learns who exists.</summary>
[Collection(SharedStack.Name)]
public sealed class ClosedByDefaultTests(StackFixture fixture)
{
    private static readonly TimeSpan DocumentedBound = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Recipient_UnknownClosedOptedOutOrElsewhere_GetsOneAnswerByteForByte()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.Client.PutUserAsync("never", new UserRecord { OptedIn = false });
        await b.OptInAsync("elsewhere", "another-network");
        await b.OptInAsync("left");
        await b.Client.PutUserAsync("left", new UserRecord { OptedIn = false, Partners = [UserRecord.AllPartners] });
        OutgoingEnvelope[] envelopes =
        [
            a.Envelope("ana", b, "unknown"), a.Envelope("ana", b, "never"), a.Envelope("ana", b, "elsewhere"), a.Envelope("ana", b, "left"),
            a.Envelope("ana", b, "unknown") with { To = new UserAddress("no-such-partner", "ben") },
            a.Envelope("nobody", b, "unknown"),
        ];

        var answers = await Task.WhenAll(envelopes.Select(envelope => AnswerAsync(a, envelope)));

        Assert.All(answers, answer => Assert.Contains("not-reachable", answer, StringComparison.Ordinal));
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Sender_NotOptedIn_IsRefused()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await b.OptInAsync("ben");

        Assert.Equal("not-reachable", (await a.SendAsync(a.Envelope("ana", b, "ben"))).Problem!.Code);
    }

    [Fact]
    public async Task OptIn_OfUsersSeenAsClosed_IsInForceWithinTheDocumentedBound()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        Assert.Equal(SendStatus.Refused, (await a.SendAsync(a.Envelope("ana", b, "ben"))).Status);

        await b.OptInAsync("ben");
        var bound = Stopwatch.StartNew();
        await Eventually.TrueAsync(async () => (await a.SendAsync(a.Envelope("ana", b, "ben"))).Status == SendStatus.Accepted, "the opt-in is in force");

        Assert.True(bound.Elapsed < DocumentedBound + TimeSpan.FromSeconds(2), $"It took {bound.Elapsed}.");
    }

    // The request's own id is the only difference between two answers; it is taken out.
    private async Task<string> AnswerAsync(TestPartner sender, OutgoingEnvelope envelope)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            envelopes = new[]
            {
                new
                {
                    id = envelope.Id,
                    messageId = envelope.MessageId,
                    from = new { partner = envelope.From.Partner, user = envelope.From.User },
                    to = new { partner = envelope.To.Partner, user = envelope.To.User },
                    ciphertexts = envelope.Ciphertexts.Select(c => new { device = c.Device, registrationId = c.RegistrationId, type = (int)c.Type, content = c.Content }),
                },
            },
        });
        using var request = RawCall.Signed(fixture.Stack, sender.Key, HttpMethod.Post, "/v1/envelopes", body);
        var (status, answer, _) = await RawCall.SendAsync(request);
        Assert.Equal(202, status);
        return answer.Replace(envelope.Id.ToString(), "", StringComparison.Ordinal);
    }
}
