namespace Relay.Client.Media;

/// <summary>Media that the relay has, checked and open to its readers.</summary>
/// <param name="Id">The id to tell the readers, inside an encrypted message.</param>
/// <param name="Length">The ciphertext's length in bytes.</param>
/// <param name="ExpiresAt">When the relay removes it.</param>
public sealed record MediaReceipt(Guid Id, long Length, DateTimeOffset ExpiresAt);
