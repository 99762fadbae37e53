using Relay.Client.Envelopes;

namespace Relay.Client.Webhooks;

/// <summary>
/// Joins ciphertexts with the part that they share with others: a delivered batch has that part once, and a ciphertext names it by its
/// place. Whoever reads a batch through this library sees whole ciphertexts.
/// </summary>
internal static class SharedParts
{
    /// <summary>The envelopes with whole ciphertexts; null where a ciphertext names a part that is not there.</summary>
    internal static IReadOnlyList<IncomingEnvelope>? Join(IReadOnlyList<IncomingEnvelope> envelopes, IReadOnlyList<byte[]>? shared)
    {
        if (!envelopes.Any(envelope => envelope.Ciphertexts.Any(ciphertext => ciphertext.Shared is not null)))
            return envelopes;

        var joined = new List<IncomingEnvelope>(envelopes.Count);
        foreach (var envelope in envelopes)
        {
            var ciphertexts = new List<DeviceCiphertext>(envelope.Ciphertexts.Count);
            foreach (var ciphertext in envelope.Ciphertexts)
            {
                if (ciphertext.Shared is { } place && (shared is null || place < 0 || place >= shared.Count || shared[place] is null))
                    return null;
                ciphertexts.Add(ciphertext.Shared is { } there ? ciphertext with { Content = [.. ciphertext.Content, .. shared![there]], Shared = null } : ciphertext);
            }

            joined.Add(envelope with { Ciphertexts = ciphertexts });
        }

        return joined;
    }
}
