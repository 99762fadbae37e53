using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Signatures;

namespace Relay.Functions.Operations;

/// <summary>What a partner needs to know of this relay.</summary>
/// <param name="Authority">What partners sign as "@authority".</param>
/// <param name="Keys">The public keys of the relay's calls to partners and of its receipts (a JWK Set, RFC 7517), those to come among them; notBefore and expiresAt say when one signs and until when it is good.</param>
public sealed record RelayDescription(string Authority, IReadOnlyList<JsonWebKey> Keys);

/// <summary><c>GET /.well-known/relay</c>.</summary>
internal sealed class WellKnownEndpoint(RelayKeys keys, IOptions<RelayOptions> options)
{
    public Task GetAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        return context.Response.WriteAsJsonAsync(new RelayDescription(options.Value.Authority, keys.Published()), WellKnownJson.Default.RelayDescription);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RelayDescription))]
internal sealed partial class WellKnownJson : JsonSerializerContext;
