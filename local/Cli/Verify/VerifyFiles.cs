using System.Text;
using System.Text.Json;
using Relay.Client.Custody;
using Relay.Signatures;

namespace Relay.Cli.Verify;

/// <summary>Reads what <c>relay verify</c> is given.</summary>
internal sealed class VerifyFiles(Func<Stream> standardInput)
{
    private const string StandardInput = "-";
    private const int FetchSeconds = 20;
    private const int MostKeyBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>What <c>/.well-known/relay</c> answers, or a JWK Set (RFC 7517), which has no authority.</summary>
    private sealed record PublishedKeys(string? Authority, IReadOnlyList<JsonWebKey>? Keys);

    /// <exception cref="FormatException">There is no usable key in it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="HttpRequestException">The address gave no keys.</exception>
    public static async Task<(IReadOnlyList<VerificationKey> Keys, string? Authority)> KeysAsync(string source, CancellationToken cancel)
    {
        var json = IsAddress(source, out var address) ? await FetchAsync(address, cancel) : await File.ReadAllBytesAsync(source, cancel);
        PublishedKeys? published;
        try
        {
            published = JsonSerializer.Deserialize<PublishedKeys>(json, Web);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{source} is not a JWK Set.", e);
        }

        // A set may hold keys for other uses, which are passed over (RFC 7517, section 5).
        var usable = (published?.Keys ?? []).Select(Usable).OfType<VerificationKey>().ToList();
        return usable.Count > 0 ? (usable, published!.Authority) : throw new FormatException($"{source} holds no key that a relay signs with.");
    }

    /// <summary>A receipt with what belongs to it, or a token alone, whose salt and envelopes are null.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<(string Token, CustodyReceipt? Whole)> ReceiptAsync(string source, CancellationToken cancel)
    {
        var bytes = await ReadAsync(source, cancel);
        var text = Encoding.UTF8.GetString(bytes).Trim();
        if (!text.StartsWith('{'))
            return (text, null);

        var receipt = CustodyReceipt.Read(bytes) ?? throw new FormatException("There is no receipt in this answer: the relay took nothing of the request.");
        return (receipt.Token, receipt);
    }

    /// <exception cref="FormatException">It is not the body of a request.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<IReadOnlyList<EnvelopeDigest>> RequestAsync(string path, CancellationToken cancel) =>
        EnvelopeDigest.ReadRequest(await File.ReadAllBytesAsync(path, cancel));

    /// <exception cref="FormatException">It is not a proof.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<InclusionProof> ProofAsync(string path, CancellationToken cancel) =>
        InclusionProof.Read(await File.ReadAllBytesAsync(path, cancel));

    /// <exception cref="FormatException">It is not a certificate of erasure.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<ErasureCertificate> ErasureAsync(string source, CancellationToken cancel) => ErasureCertificate.Read(await ReadAsync(source, cancel));

    private static VerificationKey? Usable(JsonWebKey jwk)
    {
        try
        {
            return VerificationKey.FromJwk(jwk);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsAddress(string source, out Uri address)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out address!) || address.Scheme is not ("https" or "http"))
            return false;
        return address.Scheme == "https" || address.IsLoopback
            ? true
            : throw new FormatException("Keys are read over https, or from this machine: whoever sits between could put in others.");
    }

    private static async Task<byte[]> FetchAsync(Uri address, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = TimeSpan.FromSeconds(FetchSeconds),
            MaxResponseContentBufferSize = MostKeyBytes,
        };
        return await http.GetByteArrayAsync(address, cancel);
    }

    private async Task<byte[]> ReadAsync(string source, CancellationToken cancel)
    {
        if (source != StandardInput)
            return await File.ReadAllBytesAsync(source, cancel);

        await using var input = standardInput();
        using var bytes = new MemoryStream();
        await input.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }
}
