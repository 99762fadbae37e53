using System.Security.Cryptography;
using System.Text;
using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

/// <summary>A signed request and everything a test wants to change about it.</summary>
internal sealed record Sample
{
    internal static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    internal static readonly SigningKey Key = SigningKey.CreateEcdsaP256("whatsapp-1");

    internal SigningKey Signer { get; init; } = Key;
    internal SignedRequestLine Line { get; init; } = new("POST", "relay.example", "/v1/envelopes", "");
    internal byte[] Body { get; init; } = Encoding.UTF8.GetBytes("""{"envelopes":[]}""");
    internal string? Digest { get; init; }
    internal string Input { get; init; } = "";
    internal string Signature { get; init; } = "";
    internal DateTimeOffset Now { get; init; } = Start;
    internal SignatureRules Rules { get; init; } = new();
    internal string Tag { get; init; } = SignatureTags.Request;

    /// <summary>Signs by the library.</summary>
    internal Sample Signed()
    {
        var headers = new MessageSigner(Signer, SignatureTags.Request, new Support.ManualClock(Start)).Sign(Line, Body);
        return this with { Digest = headers.ContentDigest, Input = headers.SignatureInput, Signature = headers.Signature };
    }

    /// <summary>Signs any list of components and parameters, well-formed or not: the base is put together independently here.</summary>
    internal Sample SignedAs(string list, string? signedList = null, string label = "sig1")
    {
        var digest = Digest ?? "sha-256=:" + Convert.ToBase64String(SHA256.HashData(Body)) + ":";
        var text = new StringBuilder();
        foreach (var name in (signedList ?? list)[1..list.IndexOf(')', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var value = name switch
            {
                "\"@method\"" => Line.Method,
                "\"@authority\"" => Line.Authority,
                "\"@path\"" => Line.Path,
                "\"@query\"" => Line.Query == "" ? "?" : Line.Query,
                "\"content-digest\"" => digest,
                _ => "other",
            };
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        text.Append("\"@signature-params\": ").Append(signedList ?? list);
        var signature = new byte[64];
        Signer.Sign(Encoding.ASCII.GetBytes(text.ToString()), signature);
        return this with { Digest = digest, Input = $"{label}={list}", Signature = $"{label}=:{Convert.ToBase64String(signature)}:" };
    }

    internal SignatureFailure Check()
    {
        var failure = ParsedSignature.TryParse(Input, Signature, out var parsed);
        return failure != SignatureFailure.None
            ? failure
            : MessageVerifier.Verify(parsed!, Line, Digest, SHA256.HashData(Body), Signer.Public, Tag, Now, Rules);
    }
}
