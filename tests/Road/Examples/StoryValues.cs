using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Relay.Identities;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests.Examples;

/// <summary>
/// What the story's placeholders stand for in this run, by the rules of docs/examples/README.md: what an answer has told, or a fresh value
/// of the sort that the name tells.
/// </summary>
internal sealed class StoryValues : IDisposable
{
    private const int MediaBytes = 4096;
    private const string WholeMinute = "yyyy-MM-dd'T'HH:mm:'00+00:00'";
    private const string WholeSecond = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private readonly StoryPartners _partners;
    private readonly Dictionary<string, TestIdentity> _identities = new() { ["ana"] = new(), ["ben"] = new(), ["ana-27"] = new() };

    public StoryValues(StoryPartners partners)
    {
        _partners = partners;
        foreach (var (name, value) in partners.Values)
            Known[name] = value;
        Known["media.length"] = MediaBytes;
        Known["media.sha256"] = Convert.ToBase64String(SHA256.HashData(Media));
        foreach (var (name, identity) in _identities)
            Known[name + ".identity-key"] = Convert.ToBase64String(identity.PublicKey);
    }

    /// <summary>Every value that is known so far.</summary>
    public Dictionary<string, JsonNode> Known { get; } = [];

    /// <summary>The encrypted photo.</summary>
    public byte[] Media { get; } = RandomNumberGenerator.GetBytes(MediaBytes);

    /// <summary>The value of a placeholder, made now where there is none yet.</summary>
    public JsonNode Of(string name) => Known.TryGetValue(name, out var known) ? known : Known[name] = Fresh(name);

    public void Dispose()
    {
        foreach (var identity in _identities.Values)
            identity.Dispose();
    }

    private JsonNode Fresh(string name) => name switch
    {
        _ when name.StartsWith("id.", StringComparison.Ordinal) => Guid.CreateVersion7().ToString(),
        _ when name.StartsWith("ciphertext.", StringComparison.Ordinal) => Base64(RatchetMessage.Create(200)),
        _ when name.StartsWith("ben.", StringComparison.Ordinal) => KeyOfBen(name),
        // A minute is compared when it is over.
        "minute" => DateTimeOffset.UtcNow.AddMinutes(-10).ToString(WholeMinute, CultureInfo.InvariantCulture),
        "next-minute" => DateTimeOffset.Parse(Of("minute").GetValue<string>(), CultureInfo.InvariantCulture).AddMinutes(1).ToString(WholeMinute, CultureInfo.InvariantCulture),
        "requested-at" => Seconds(DateTimeOffset.UtcNow.AddDays(-7)),
        "next-year" => Seconds(DateTimeOffset.UtcNow.AddDays(365)),
        "birdychat.proof-at" => Seconds(DateTimeOffset.UtcNow),
        "birdychat.proof" => _partners.ProofOfNextKey(DateTimeOffset.Parse(Of("birdychat.proof-at").GetValue<string>(), CultureInfo.InvariantCulture)),
        "group.message" => GroupMessage(),
        "link.code" => Code(),
        "link.wrong-code" => Code() == "00000000" ? "11111111" : "00000000",
        "link.signature-of-ana" => LinkSignature(("instagram", "ana"), ("whatsapp", "ana-27")),
        "link.signature-of-ana-27" => LinkSignature(("whatsapp", "ana-27"), ("instagram", "ana")),
        _ => throw new InvalidOperationException($"Nothing has told {name} yet, and there is no rule to make one."),
    };

    private JsonNode KeyOfBen(string name)
    {
        const string signature = "-signature";
        if (name.EndsWith(signature, StringComparison.Ordinal))
            return Base64(_identities["ben"].Sign(Convert.FromBase64String(Of(name[..^signature.Length]).GetValue<string>())));
        return Base64(name.Contains("kyber", StringComparison.Ordinal) || name.Contains("last-resort", StringComparison.Ordinal) ? DeviceKeySamples.KemKey() : DeviceKeySamples.EcKey());
    }

    private JsonNode GroupMessage()
    {
        var group = new SealedGroup(null!);
        group.Add("whatsapp", "ben", Guid.Parse(Known["ben.service-id"].GetValue<string>()), (1, 815));
        group.Add("whatsapp", "nobody", Guid.NewGuid());
        return Base64(group.From(_partners.Instagram, "ana").Message.ToArray());
    }

    private string Code() => _partners.Whatsapp.Notices.Single(notice => notice.Type == "link.code").Facts!["code"];

    private JsonNode LinkSignature((string Partner, string User) signer, (string Partner, string User) other) =>
        Base64(_identities[signer.User].SignLink(signer, other, _identities[other.User].PublicKey, Guid.Parse(Known["link"].GetValue<string>())));

    private static JsonNode Seconds(DateTimeOffset time) => time.ToString(WholeSecond, CultureInfo.InvariantCulture);

    private static JsonNode Base64(byte[] bytes) => Convert.ToBase64String(bytes);
}
