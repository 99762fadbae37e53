using Relay.Local.Conformance.Calls;
using Relay.Signatures;

namespace Relay.Local.Conformance.Tests;

/// <summary>The kit's own signer against the relay's verifier: good without a fault, and refused for the one rule that a fault breaks.</summary>
public sealed class FaultySignerTests
{
    private static readonly SignedRequestLine Line = new("POST", "partner.example", "/relay", "?a=1");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_772_366_400);
    private static readonly byte[] Body = [1, 2, 3];

    public static TheoryData<string, SignatureFailure> Faults => new()
    {
        { "none", SignatureFailure.None },
        { "bit", SignatureFailure.SignatureInvalid },
        { "old", SignatureFailure.Expired },
        { "future", SignatureFailure.NotYetValid },
        { "long", SignatureFailure.LifetimeTooLong },
        { "tag", SignatureFailure.TagMismatch },
        { "path", SignatureFailure.SignatureInvalid },
        { "no digest", SignatureFailure.DigestMissing },
        { "other body", SignatureFailure.DigestMismatch },
        { "fitted digest", SignatureFailure.SignatureInvalid },
        { "no nonce", SignatureFailure.ParametersMissing },
        { "no signature", SignatureFailure.Missing },
        { "fewer", SignatureFailure.ComponentsMissing },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Signature_WithOneFault_IsRefusedForIt(string name, SignatureFailure expected)
    {
        using var key = SigningKey.CreateEcdsaP256("kit-1");

        var (digest, input, signature) = FaultySigner.Sign(FaultOf(name), key, Line, Body, Now);

        var failure = ParsedSignature.TryParse(input, signature, out var parsed);
        if (failure == SignatureFailure.None)
            failure = MessageVerifier.Verify(parsed!, Line, digest, System.Security.Cryptography.SHA256.HashData(Body), key.Public, SignatureTags.Webhook, Now, new SignatureRules());
        Assert.Equal(expected, failure);
    }

    private static CallFault FaultOf(string name) => name switch
    {
        "none" => new(),
        "bit" => new() { TurnsBit = true },
        "old" => new() { Created = TimeSpan.FromMinutes(-10) },
        "future" => new() { Created = TimeSpan.FromMinutes(10) },
        "long" => new() { Lifetime = TimeSpan.FromHours(1) },
        "tag" => new() { Tag = SignatureTags.Request },
        "path" => new() { Line = line => line with { Path = "/other" } },
        "no digest" => new() { HasDigest = false },
        "other body" => new() { SignedBody = [4] },
        "fitted digest" => new() { SignedBody = [4], FitsDigestToSent = true },
        "no nonce" => new() { HasNonce = false },
        "no signature" => new() { HasSignature = false },
        _ => new() { Components = ["@method", "@path"] },
    };
}
