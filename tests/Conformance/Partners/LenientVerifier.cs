using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Relay.Signatures;

namespace Relay.Local.Conformance.Tests.Partners;

/// <summary>Checks signatures as the profile asks, but for the one check that the flaw leaves out. Written apart from the relay's own code.</summary>
internal sealed partial class LenientVerifier(Uri keys, string authority, string flaw)
{
    private const string FullList = "\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\"";

    private readonly ConcurrentDictionary<string, bool> _nonces = new();
    private readonly HttpClient _http = new();
    private Dictionary<string, VerificationKey> _keys = [];
    private bool _hasRead;

    /// <summary>Whether the request is to be believed.</summary>
    public async Task<bool> HoldsAsync(HttpRequest request, string target, byte[] body)
    {
        var input = Input().Match(request.Headers["Signature-Input"].ToString());
        if (!input.Success)
            return Has("17");

        var parameters = Parameter().Matches(input.Groups["parameters"].Value).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value.Trim('"'));
        if (await KeyAsync(parameters["keyid"]) is not { } key)
            return Has("06");
        if (!Has("07") && parameters["alg"] != key.Algorithm)
            return false;
        if (!Fits(parameters) || !(input.Groups["list"].Value == FullList || Has("13")))
            return false;

        var header = request.Headers.ContentDigestOrNull();
        var real = ContentDigest.Create(body);
        if (header is null && !Has("09"))
            return false;
        if (header is not null && header != real && !Has("10"))
            return false;
        return (parameters["alg"] != key.Algorithm || IsSigned(key, input, target, header ?? real, request.Headers["Signature"].ToString()))
            && (Has("03") || !parameters.TryGetValue("nonce", out var nonce) || _nonces.TryAdd(nonce, true));
    }

    private bool Has(string number) => flaw == $"SIG-{number}";

    private bool Fits(Dictionary<string, string> parameters)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var (created, expires) = (Number(parameters["created"]), Number(parameters["expires"]));
        return (Has("05") || created <= now + 30)
            && (Has("04") || expires >= now)
            && (Has("15") || expires - created <= 300)
            && (Has("14") || parameters["tag"] == SignatureTags.Webhook)
            && (Has("16") || parameters.ContainsKey("nonce"));
    }

    private bool IsSigned(VerificationKey key, Match input, string target, string digest, string header)
    {
        if (Has("08"))
            return true;

        var signature = Convert.FromBase64String(Signature().Match(header).Groups[1].Value);
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = mark < 0 ? (target, "?") : (target[..mark], target[mark..]);
        var hosts = Has("12") ? new[] { authority, "other.example" } : [authority];
        var paths = Has("11") ? new[] { path, path + "x" } : [path];
        var queries = Has("18") ? new[] { query, query + "x" } : [query];
        var flipped = (byte[])signature.Clone();
        flipped[^1] ^= 1;
        var signatures = Has("02") ? new[] { signature, flipped } : [signature];
        return (from host in hosts from p in paths from q in queries from s in signatures select key.Verify(Base(input, host, p, q, digest), s)).Any(holds => holds);
    }

    private static byte[] Base(Match input, string host, string path, string query, string digest)
    {
        var text = new StringBuilder();
        foreach (var name in input.Groups["list"].Value.Split(' ').Select(name => name.Trim('"')))
        {
            var value = name switch { "@method" => "POST", "@authority" => host, "@path" => path, "@query" => query, _ => digest };
            text.Append(CultureInfo.InvariantCulture, $"\"{name}\": {value}\n");
        }

        return Encoding.ASCII.GetBytes($"{text}\"@signature-params\": ({input.Groups["list"].Value}){input.Groups["parameters"].Value}");
    }

    private async Task<VerificationKey?> KeyAsync(string id)
    {
        if (_keys.TryGetValue(id, out var known))
            return known;
        // The flaw: keys are read once and for all.
        if (flaw == "KEY-01" && _hasRead)
            return null;

        using var json = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(keys, "/.well-known/relay")));
        var read = json.RootElement.GetProperty("keys").EnumerateArray().Select(key => VerificationKey.FromJwk(key.Deserialize(JsonWebKeyContext.Default.JsonWebKey)!)).ToDictionary(key => key.KeyId);
        _hasRead = true;
        if (flaw == "KEY-03")
        {
            foreach (var (old, key) in _keys)
                read.TryAdd(old, key);
        }

        // The flaw: only the newest key counts, which stands last.
        _keys = flaw == "KEY-02" ? read.TakeLast(1).ToDictionary() : read;
        return _keys.GetValueOrDefault(id);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^sig1=\((?<list>[^)]*)\)(?<parameters>.*)$")]
    private static partial Regex Input();

    [GeneratedRegex(@";(?<name>[a-z]+)=(?<value>""[^""]*""|\d+)")]
    private static partial Regex Parameter();

    [GeneratedRegex("^sig1=:(.*):$")]
    private static partial Regex Signature();
}

internal static class DigestHeader
{
    public static string? ContentDigestOrNull(this IHeaderDictionary headers) => headers.TryGetValue("Content-Digest", out var value) ? value.ToString() : null;
}
