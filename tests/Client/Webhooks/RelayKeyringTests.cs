using Relay.Client.Tests.Support;
using Relay.Client.Webhooks;
using Relay.Signatures;

namespace Relay.Client.Tests.Webhooks;

public sealed class RelayKeyringTests
{
    [Fact]
    public async Task Find_NewKeyOfTheRelay_IsReadOnce()
    {
        await using var deliveries = await Deliveries.StartAsync();
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);
        using var next = SigningKey.CreateEd25519("relay-2");
        deliveries.Publish(deliveries.RelayKey, next);
        deliveries.Relay.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.True((await deliveries.VerifyAsync(deliveries.Sign(key: next))).IsValid);
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign(key: next))).IsValid);
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);
        Assert.Equal(2, deliveries.KeyReads);
    }

    [Fact]
    public async Task Find_ManyUnknownKeys_ReadNoMoreThanTheBound()
    {
        await using var deliveries = await Deliveries.StartAsync();
        using var stranger = SigningKey.CreateEd25519("stranger-1");
        for (var second = 0; second < 40; second++)
        {
            Assert.Equal(WebhookOutcome.KeyUnknown, (await deliveries.VerifyAsync(deliveries.Sign(key: stranger))).Outcome);
            deliveries.Relay.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, deliveries.KeyReads);
    }

    [Fact]
    public async Task Find_ManyAtOnce_ReadsOnce()
    {
        await using var deliveries = await Deliveries.StartAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => deliveries.VerifyAsync(deliveries.Sign())));
        Assert.All(results, result => Assert.True(result.IsValid));
        Assert.Equal(1, deliveries.KeyReads);
    }

    [Fact]
    public async Task Find_KeyWithdrawn_IsUnknownWhenTheKeysAreOld()
    {
        await using var deliveries = await Deliveries.StartAsync();
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);
        using var next = SigningKey.CreateEd25519("relay-2");
        deliveries.Publish(next);
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);

        deliveries.Relay.Clock.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(WebhookOutcome.KeyUnknown, (await deliveries.VerifyAsync(deliveries.Sign())).Outcome);
    }

    [Fact]
    public async Task Find_KeyWhoseTimeIsOver_IsUnknownThoughItIsStillKept()
    {
        await using var deliveries = await Deliveries.StartAsync();
        var end = deliveries.Relay.Clock.GetUtcNow().AddMinutes(10);
        deliveries.Publish([deliveries.RelayKey.Public.ToJwk() with { ExpiresAt = end }]);
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);

        deliveries.Relay.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(WebhookOutcome.KeyUnknown, (await deliveries.VerifyAsync(deliveries.Sign())).Outcome);
        Assert.Equal(1, deliveries.KeyReads);
    }

    [Fact]
    public async Task Find_NextKeyPublishedAhead_IsKnownWhenItSigns()
    {
        await using var deliveries = await Deliveries.StartAsync();
        using var next = SigningKey.CreateEd25519("relay-2");
        var from = deliveries.Relay.Clock.GetUtcNow().AddMinutes(10);
        deliveries.Publish([deliveries.RelayKey.Public.ToJwk(), next.Public.ToJwk() with { NotBefore = from }]);
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);

        deliveries.Relay.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign(key: next))).IsValid);
        Assert.Equal(1, deliveries.KeyReads);
    }

    [Fact]
    public async Task Find_RelayDoesNotAnswer_KeysUnavailableAndThenTriedAgain()
    {
        await using var deliveries = await Deliveries.StartAsync();
        deliveries.Relay.Faults.Enqueue(context => context.ProblemAsync(503, "busy", "Later."));
        Assert.Equal(WebhookOutcome.KeysUnavailable, (await deliveries.VerifyAsync(deliveries.Sign())).Outcome);
        Assert.Equal(WebhookOutcome.KeysUnavailable, (await deliveries.VerifyAsync(deliveries.Sign())).Outcome);
        Assert.Equal(1, deliveries.KeyReads);

        deliveries.Relay.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);
    }

    [Fact]
    public async Task Find_ReaderGaveUp_NextOneReadsAtOnce()
    {
        await using var deliveries = await Deliveries.StartAsync();
        using var stop = new CancellationTokenSource();
        deliveries.Relay.Faults.Enqueue(_ => stop.CancelAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deliveries.Verifier.VerifyAsync(deliveries.Sign(), stop.Token));
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);
    }

    [Fact]
    public async Task Find_OldKeysAndNoAnswer_KeepsTheOldKeys()
    {
        await using var deliveries = await Deliveries.StartAsync();
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);
        deliveries.Relay.Clock.Advance(TimeSpan.FromMinutes(60));
        deliveries.Relay.Faults.Enqueue(context => context.TextAsync(200, "application/json", """{"authority":"a","keys":[{"kid":"x","kty":"RSA"}]}"""));
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);
        Assert.Equal(2, deliveries.KeyReads);
    }
}
