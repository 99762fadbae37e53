namespace Relay.Benchmarks.Floors;

/// <summary>The options of <see cref="FloorServer"/>.</summary>
/// <param name="Authority">What the requests' signatures were made for.</param>
/// <param name="X">The signer's public key.</param>
/// <param name="Y">The signer's public key.</param>
internal sealed record FloorOptions(string Authority, byte[] X, byte[] Y);
