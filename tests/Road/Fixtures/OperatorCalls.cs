using Relay.Local.Stack;
using Relay.Signatures;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Reads of an operator, with a query.</summary>
internal static class OperatorCalls
{
    /// <summary>A signed GET of the local operator; gives status and body.</summary>
    public static async Task<(int Status, string Body)> OperatorGetAsync(this LocalStack stack, string path, string query = "")
    {
        using var key = stack.Identity.OperatorKey();
        return await GetAsync(stack, key, path, query);
    }

    /// <summary>A signed GET of whoever has the key.</summary>
    public static async Task<(int Status, string Body)> GetAsync(LocalStack stack, SigningKey key, string path, string query = "")
    {
        var signature = new MessageSigner(key, SignatureTags.Request, TimeProvider.System).Sign(new SignedRequestLine("GET", stack.Authority, path, query), []);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(stack.Address, path + query));
        request.Headers.TryAddWithoutValidation("Content-Digest", signature.ContentDigest);
        request.Headers.TryAddWithoutValidation("Signature-Input", signature.SignatureInput);
        request.Headers.TryAddWithoutValidation("Signature", signature.Signature);
        var (status, body, _) = await RawCall.SendAsync(request);
        return (status, body);
    }
}
