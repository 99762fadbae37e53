using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;
using Relay.Signatures;

namespace Relay.Local.Conformance.Keys;

/// <summary>The keys that the kit signs with: three that it publishes in turn, and one that it never does.</summary>
public sealed class KitKeys : IDisposable
{
    private readonly List<SigningKey> _published;
    private readonly List<RelayKeys> _signers = [];

    private KitKeys(SigningKey first)
    {
        // Names are new in each run, so that no partner has a key of that name from an earlier one.
        var run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        First = first;
        Second = SigningKey.CreateEd25519($"conformance-{run}-2");
        Third = SigningKey.CreateEcdsaP256($"conformance-{run}-3");
        Stranger = SigningKey.CreateEcdsaP256($"conformance-{run}-stranger");
        _published = [First];
    }

    /// <summary>Signs until keys are changed.</summary>
    public SigningKey First { get; }

    internal SigningKey Second { get; }

    internal SigningKey Third { get; }

    internal SigningKey Stranger { get; }

    /// <summary>What <c>/.well-known/relay</c> shows now.</summary>
    public IReadOnlyList<JsonWebKey> Published
    {
        get
        {
            lock (_published)
                return [.. _published.Select(key => key.Public.ToJwk())];
        }
    }

    /// <summary>New keys; the first is an EC P-256 key.</summary>
    public static KitKeys Generate() => new(SigningKey.CreateEcdsaP256($"conformance-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}-1"));

    /// <summary>A key that the partner knows already as the first, and new ones.</summary>
    /// <param name="first">EC P-256 or Ed25519; these keys dispose it.</param>
    public static KitKeys With(SigningKey first) => new(first);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in new[] { First, Second, Third, Stranger })
            key.Dispose();
        _signers.ForEach(signer => signer.Dispose());
    }

    internal void Publish(params SigningKey[] keys)
    {
        lock (_published)
        {
            _published.Clear();
            _published.AddRange(keys);
        }
    }

    /// <summary>The relay's own signing of its calls, under one of these keys; for as long as these keys are there.</summary>
    internal SignedPosts Posts(SigningKey key, TimeProvider clock)
    {
        var own = new SigningKeyOptions { KeyId = key.KeyId, Pem = key.ExportPkcs8Pem() };
        var signer = new RelayKeys(Options.Create(new RelayOptions { SigningKeys = { own } }), clock);
        _signers.Add(signer);
        return new SignedPosts(signer, clock);
    }
}
