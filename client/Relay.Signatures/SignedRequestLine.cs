namespace Relay.Signatures;

/// <summary>What a signature covers of a request besides its body.</summary>
/// <param name="Method">The method as on the wire, in capitals.</param>
/// <param name="Authority">Host and port in lower case, a default port left out (RFC 9421, section 2.2.3).</param>
/// <param name="Path">The path as on the wire, percent-encoding kept; an empty one is signed as <c>/</c>.</param>
/// <param name="Query">Empty, or the query as on the wire with its <c>?</c>; an empty one is signed as <c>?</c> (section 2.2.7).</param>
public readonly record struct SignedRequestLine(string Method, string Authority, string Path, string Query);
