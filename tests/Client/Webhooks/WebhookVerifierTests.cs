using Relay.Client.Envelopes;
using Relay.Client.Webhooks;
using Relay.Signatures;

namespace Relay.Client.Tests.Webhooks;

public sealed class WebhookVerifierTests
{
    [Fact]
    public async Task Verify_Delivery_GivesTheBatch()
    {
        await using var deliveries = await Deliveries.StartAsync();

        var result = await deliveries.VerifyAsync(deliveries.Sign());

        Assert.Equal((WebhookOutcome.Valid, SignatureFailure.None), (result.Outcome, result.Failure));
        Assert.True(result.IsValid);
        Assert.Equal(("b-1", DeliveryClass.Normal), (result.Batch.Batch, result.Batch.Class));
        var envelope = Assert.Single(result.Batch.Envelopes);
        Assert.Equal(new UserAddress("instagram", "ana"), envelope.From);
        Assert.Equal(new UserAddress("whatsapp", "ben"), envelope.To);
        Assert.Equal(new DateTimeOffset(2027, 1, 15, 8, 0, 0, TimeSpan.Zero), envelope.AcceptedAt);
        var ciphertext = Assert.Single(envelope.Ciphertexts);
        Assert.Equal((1, 12345, CiphertextType.PreKey), (ciphertext.Device, ciphertext.RegistrationId, ciphertext.Type));
        Assert.Equal([0xFB, 0xFF, 1, 2], ciphertext.Content);
    }

    [Fact]
    public async Task Verify_SameRequestTwice_Replayed()
    {
        await using var deliveries = await Deliveries.StartAsync();
        var request = deliveries.Sign();
        Assert.True((await deliveries.VerifyAsync(request)).IsValid);
        Assert.Equal(WebhookOutcome.Replayed, (await deliveries.VerifyAsync(request)).Outcome);
        Assert.True((await deliveries.VerifyAsync(deliveries.Sign())).IsValid);
        Assert.Equal(1, deliveries.KeyReads);
    }

    [Fact]
    public async Task Verify_Forged_SignatureInvalid()
    {
        await using var deliveries = await Deliveries.StartAsync();
        using var forger = SigningKey.CreateEcdsaP256("relay-1");
        await ExpectAsync(deliveries, deliveries.Sign(key: forger), SignatureFailure.SignatureInvalid);
    }

    [Fact]
    public async Task Verify_ForgedFirst_DoesNotUseUpTheNonce()
    {
        await using var deliveries = await Deliveries.StartAsync();
        var request = deliveries.Sign();
        await ExpectAsync(deliveries, request with { Path = "/other" }, SignatureFailure.SignatureInvalid);
        Assert.True((await deliveries.VerifyAsync(request)).IsValid);
    }

    [Theory]
    [InlineData(300, SignatureFailure.None)]
    [InlineData(301, SignatureFailure.Expired)]
    [InlineData(-31, SignatureFailure.NotYetValid)]
    public async Task Verify_AtAnotherTime_IsJudged(int seconds, SignatureFailure expected)
    {
        await using var deliveries = await Deliveries.StartAsync();
        var request = deliveries.Sign();
        deliveries.Relay.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, (await deliveries.VerifyAsync(request)).Failure);
    }

    [Fact]
    public async Task Verify_MadeForAnotherEndpointOrPurpose_IsRefused()
    {
        await using var deliveries = await Deliveries.StartAsync();
        await ExpectAsync(deliveries, deliveries.Sign(authority: "other.example"), SignatureFailure.SignatureInvalid);
        await ExpectAsync(deliveries, deliveries.Sign(tag: SignatureTags.Request), SignatureFailure.TagMismatch);
    }

    [Fact]
    public async Task Verify_BodyOrHeadersChanged_IsRefused()
    {
        await using var deliveries = await Deliveries.StartAsync();
        var request = deliveries.Sign();
        await ExpectAsync(deliveries, request with { Body = new byte[] { 1 } }, SignatureFailure.DigestMismatch);
        await ExpectAsync(deliveries, request with { ContentDigest = null }, SignatureFailure.DigestMissing);
        await ExpectAsync(deliveries, request with { Query = "" }, SignatureFailure.SignatureInvalid);
        await ExpectAsync(deliveries, request with { Signature = null }, SignatureFailure.Missing);
        await ExpectAsync(deliveries, request with { SignatureInput = "sig1" }, SignatureFailure.Malformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"batch":"b","class":"normal"}""")]
    [InlineData("""{"batch":"b","class":"strange","envelopes":[]}""")]
    [InlineData("""{"batch":"b","class":"normal","envelopes":[{"id":"1"}]}""")]
    [InlineData("""{"batch":null,"class":"normal","envelopes":[]}""")]
    [InlineData("""{"batch":"b","class":"normal","envelopes":[null]}""")]
    [InlineData("""{"batch":"b","class":"normal","envelopes":[{"id":"019cb7d1-2b40-7001-8a00-000000000001","messageId":"019cb7d1-2b40-7000-8a00-00000000000a","from":{"partner":"a","user":"b"},"to":{"partner":"c","user":"d"},"acceptedAt":"2026-03-01T12:00:00Z","expiresAt":"2026-03-01T13:00:00Z","ciphertexts":[null]}]}""")]
    public async Task Verify_BodyOutsideTheContract_BodyMalformed(string body)
    {
        await using var deliveries = await Deliveries.StartAsync();
        var result = await deliveries.VerifyAsync(deliveries.Sign(body));
        Assert.Equal(WebhookOutcome.BodyMalformed, result.Outcome);
        Assert.False(result.IsValid);
    }

    private static async Task ExpectAsync(Deliveries deliveries, WebhookRequest request, SignatureFailure expected)
    {
        var result = await deliveries.VerifyAsync(request);
        Assert.Equal((WebhookOutcome.SignatureRefused, expected), (result.Outcome, result.Failure));
        Assert.Null(result.Batch);
    }
}
