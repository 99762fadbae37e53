using Relay.Signatures;

namespace Relay.Benchmarks.Load;

/// <summary>A request made and signed ahead of its window, so that the load costs little when it counts.</summary>
/// <param name="Body">The JSON.</param>
/// <param name="Signature">Valid for five minutes.</param>
/// <param name="First">The number of its first envelope.</param>
/// <param name="Envelopes">How many envelopes it holds.</param>
internal sealed record PreparedRequest(byte[] Body, SignatureHeaders Signature, int First, int Envelopes);
